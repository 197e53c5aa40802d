import { GatewayError } from '../errors.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import type { PendingSource } from './pending-source.js';

export interface RebuildParts {
  /** The own log in the own mirror. */
  readonly log: MirroredLog;
  readonly source: Pick<PendingSource, 'placed' | 'followStatuses' | 'releaseRestored'>;
}

/** What a rebuild has done. */
export interface Rebuilt {
  /** Groups that the log holds. */
  readonly groups: number;
  /** Groups that the database had under a number that the log gave to another. */
  readonly released: number;
  /** Items that were restored and are not in the log: they wait for a group. */
  readonly waiting: number;
}

/** Groups, and changes of status, that are taken at a time. */
const step = 64;
const statusStep = 1024;

/**
 * Brings a database that is old or empty to what the log holds: every group, and with it the leaf of each item
 * that the database knows, then the status of each leaf. What it knows and the log does not hold waits again; whatever
 * the signer signed last goes first when the batcher starts. To be run while no batcher does, over a mirror that has
 * come as far as the ledger; where it breaks off it is run again.
 * @throws GatewayError LEDGER_CLOSED where the signal came, LEDGER_HISTORY_BROKEN
 */
export async function rebuild(
  { log, source }: RebuildParts,
  signal?: AbortSignal,
): Promise<Rebuilt> {
  const goOn = (): void => {
    if (signal?.aborted !== true) return;
    throw new GatewayError('LEDGER_CLOSED', 'nobody waits for the rebuild any more');
  };
  const rebuilt = { groups: 0, released: 0, waiting: 0 };
  for (let at = 0; at < log.groups; at += step) {
    for (const group of await log.readGroups(at, step)) {
      goOn();
      const { certificate, number, first, entries, statements } = group;
      const leaves = await log.entries(first, entries + statements);
      const objects = leaves.map(({ object }) => object);
      const key = { log: log.origin, certificate, number };
      if ((await source.placed(key, group, objects)).released) rebuilt.released++;
      rebuilt.groups++;
    }
  }
  const changed = log.changed();
  for (let at = 0; at < changed.length; at += statusStep) {
    goOn();
    await source.followStatuses(log.origin, changed.slice(at, at + statusStep));
  }
  rebuilt.waiting = await source.releaseRestored(log.origin);
  return rebuilt;
}
