import type { GroupPlace } from '@yinzhao/chaincode';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { encodeGroup } from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { Ledger } from '../ledger/ledger.js';
import type { GroupKey, PendingSource } from './pending-source.js';
import { appendedBy } from './replay.js';

export interface RebuildParts {
  readonly ledger: Ledger;
  /** Name of the own log. */
  readonly log: string;
  readonly source: Pick<PendingSource, 'unfinished' | 'cut' | 'anchored' | 'release'>;
  /** SM3 of every certificate whose key the own signer holds or held. */
  readonly certificates: () => Promise<readonly Uint8Array[]>;
  readonly engine: Engine;
}

/** What a rebuild has done. */
export interface Rebuilt {
  /** Blocks that were read. */
  readonly blocks: number;
  /** Groups of own certificates that the log holds. */
  readonly groups: number;
  /** Groups that the database had under a number that the log gave to another. */
  readonly released: number;
}

/**
 * Brings a database that is old or empty to what the ledger holds: every group of the own certificates, and with it the
 * leaf of each item that the database knows. What it knows and the log does not hold waits again; whatever the signer
 * signed last goes first when the batcher starts. To be run while no batcher does; where it breaks off it is run again.
 * @param until - certificates in hexadecimal, and the number of the group of each with which reading may end: their
 * last ones
 * @throws GatewayError LEDGER_CLOSED where the signal came, LEDGER_HISTORY_BROKEN and others
 */
export async function rebuild(
  parts: RebuildParts,
  until: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<Rebuilt> {
  const { ledger, log, source, certificates, engine } = parts;
  const own = new Set((await certificates()).map(toHex));
  const left = new Map(until);
  const unfinished = new Map((await source.unfinished(log)).map((cut) => [nameOf(cut), cut.group]));
  const rebuilt = { blocks: 0, groups: 0, released: 0 };
  const take = async (group: Uint8Array, place: GroupPlace): Promise<void> => {
    const key = { log, certificate: place.certificate, number: place.number };
    const kept = unfinished.get(nameOf(key));
    if (kept !== undefined && !equalBytes(kept, group)) {
      await source.release(key);
      rebuilt.released++;
    }
    await source.cut({ ...key, group, empty: null });
    await source.anchored(key, place);
    rebuilt.groups++;
    const certificate = toHex(place.certificate);
    if (place.number >= (left.get(certificate) ?? Infinity)) left.delete(certificate);
  };
  const isDone = (): boolean => left.size === 0;
  await readBlocks(ledger, { isDone, signal }, async (block) => {
    rebuilt.blocks++;
    for (const appended of appendedBy(block, ledger.chaincode, engine)) {
      if (appended.log !== log) continue;
      for (const { group, place } of appended.groups) {
        if (own.has(toHex(place.certificate))) await take(encodeGroup(group), place);
      }
    }
  });
  return rebuilt;
}

function nameOf({ certificate, number }: GroupKey): string {
  return `${toHex(certificate)} ${number}`;
}

/** From the first block on, without a position of its own. */
async function readBlocks(
  ledger: Ledger,
  { isDone, signal }: { isDone: () => boolean; signal: AbortSignal | undefined },
  handle: Parameters<Ledger['watch']>[1],
): Promise<void> {
  if (isDone()) return;
  const state: { close: () => void } = { close: () => undefined };
  const isOver = (): boolean => isDone() || signal?.aborted === true;
  const watch = await ledger.watch(
    {
      load: () => Promise.resolve(0),
      save: () => {
        if (isOver()) state.close();
        return Promise.resolve();
      },
    },
    (block) => (isOver() ? Promise.resolve() : handle(block)),
  );
  state.close = watch.close;
  signal?.addEventListener('abort', watch.close, { once: true });
  if (isOver()) watch.close();
  try {
    await watch.ended;
  } finally {
    signal?.removeEventListener('abort', watch.close);
  }
  if (!isDone()) throw new GatewayError('LEDGER_CLOSED', 'the ledger connection was closed');
}
