import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { GatewayError } from '../errors.js';
import type { GroupSigner } from './pending-source.js';
import { readIssuer } from './read-log.js';
import { rebuild, type RebuildParts, type Rebuilt } from './rebuild.js';

export interface CatchUpParts extends RebuildParts {
  /** Number of the last group of a certificate that the database knows, in whatever state; 0 where it knows none. */
  readonly lastKept: (log: string, certificate: Uint8Array) => Promise<number>;
  readonly signer: Pick<GroupSigner, 'lastGroup'>;
}

/**
 * Compares the database with the ledger, and rebuilds it where it knows less: it was restored from a backup, or lost.
 * Otherwise what it takes to be waiting would be anchored a second time. To be run before the batcher does anything.
 * @returns what was done; null where there was nothing to do
 * @throws GatewayError LEDGER_UNAVAILABLE where the own peer is behind too, so that it cannot be told
 */
export async function catchUp(parts: CatchUpParts, signal?: AbortSignal): Promise<Rebuilt | null> {
  const { log, certificates, lastKept } = parts;
  const behind = new Map<string, number>();
  for (const certificate of await certificates()) {
    const last = await lastLogged(parts, certificate);
    if (last > (await lastKept(log, certificate))) behind.set(toHex(certificate), last);
  }
  return behind.size === 0 ? null : rebuild(parts, behind, signal);
}

async function lastLogged(
  { ledger, log, signer }: CatchUpParts,
  certificate: Uint8Array,
): Promise<number> {
  const issuer = await readIssuer(ledger, certificate);
  const last = issuer?.log === log ? issuer.lastNumber : 0;
  const signed = await signer.lastGroup(certificate);
  const group = signed === null ? null : decodeGroup(signed.group);
  // A group is signed when all before it are in the log.
  if (group?.log === log && group.number > last + 1) {
    throw new GatewayError('LEDGER_UNAVAILABLE', 'the own peer is behind what the signer knows');
  }
  return last;
}
