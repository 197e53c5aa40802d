import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { GatewayError } from '../errors.js';
import type { Ledger } from '../ledger/ledger.js';
import type { GroupSigner, PendingSource } from './pending-source.js';
import { readGroup, readHead, readIssuer } from './read-log.js';
import { rebuild, type RebuildParts, type Rebuilt } from './rebuild.js';

export interface CatchUpParts extends RebuildParts {
  readonly ledger: Ledger;
  /** SM3 of every certificate whose key the own signer holds or held. */
  readonly certificates: () => Promise<readonly Uint8Array[]>;
  readonly source: RebuildParts['source'] & Pick<PendingSource, 'kept' | 'hasRestored'>;
  readonly signer: Pick<GroupSigner, 'lastGroup'>;
}

/** The mirror follows the peer that has just answered. */
const mirrorTimeoutMs = 10_000;

/**
 * Compares the database with the ledger, and rebuilds it where it knows less: it was restored from a backup or from the
 * object store, or lost. Otherwise what it takes to be waiting would be anchored a second time. To be run before the
 * batcher does anything.
 * @returns what was done; null where there was nothing to do
 * @throws GatewayError LEDGER_UNAVAILABLE, MIRROR_BEHIND where the own peer or the mirror is behind too, so that it
 * cannot be told; LEDGER_HISTORY_BROKEN where the log holds another group than the database saw in it
 */
export async function catchUp(parts: CatchUpParts, signal?: AbortSignal): Promise<Rebuilt | null> {
  const { ledger, log, source } = parts;
  let behind = await source.hasRestored(log.origin);
  for (const certificate of await parts.certificates()) {
    // Every certificate is looked at: each may show that the own peer cannot be believed yet.
    if (await isBehind(parts, certificate)) behind = true;
  }
  if (!behind) return null;
  const { size } = await readHead(ledger, log.origin);
  if (!(await log.waitFor(size, mirrorTimeoutMs))) {
    throw new GatewayError('MIRROR_BEHIND', `the mirror of ${log.origin} is behind its peer`);
  }
  return rebuild(parts, signal);
}

/** Whether the database does not know the certificate's last group. */
async function isBehind(parts: CatchUpParts, certificate: Uint8Array): Promise<boolean> {
  const { log, source, ledger } = parts;
  const number = await lastLogged(parts, certificate);
  if (number === 0) return false;
  const kept = await source.kept({ log: log.origin, certificate, number });
  // What is on its way is looked up by the batcher.
  if (kept === null || kept.state === 'cut') return kept === null;
  const placed = await readGroup(ledger, log.origin, certificate, number);
  const isThat = kept.digest !== null && placed !== null && equalBytes(kept.digest, placed.digest);
  if (!isThat && kept.state === 'anchored') {
    throw new GatewayError(
      'LEDGER_HISTORY_BROKEN',
      `the log holds another group ${number} than the database saw in it`,
    );
  }
  return !isThat;
}

async function lastLogged(
  { ledger, log, signer }: CatchUpParts,
  certificate: Uint8Array,
): Promise<number> {
  const issuer = await readIssuer(ledger, certificate);
  const last = issuer?.log === log.origin ? issuer.lastNumber : 0;
  const signed = await signer.lastGroup(certificate);
  const group = signed === null ? null : decodeGroup(signed.group);
  // A group is signed when all before it are in the log.
  if (group?.log === log.origin && group.number > last + 1) {
    throw new GatewayError('LEDGER_UNAVAILABLE', 'the own peer is behind what the signer knows');
  }
  return last;
}
