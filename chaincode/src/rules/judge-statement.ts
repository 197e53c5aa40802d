import { decodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import {
  isLegalTransition,
  leafStatus,
  type StatusStatement,
} from '@yinzhao/verifier/format/status';
import { LedgerError } from '../errors.js';
import {
  groupRecord,
  issuerRecord,
  registryEntry,
  statusRecord,
  type Issuer,
} from '../state/records.js';
import type { StateOverlay, StateReader } from '../state/state.js';
import { bodySubject } from './subject.js';

/** A body that took over from one that took over: longer chains are a mistake in the registry. */
export const maximumSuccessions = 8;

/**
 * May this body say this of that leaf? Writes the leaf's new status.
 * @param batchFirst - first leaf index of the batch: statements are about what is committed
 * @param index - leaf index of the statement itself
 * @throws LedgerError a STATUS_ code
 */
export async function judgeStatement(
  state: StateOverlay,
  statement: StatusStatement,
  issuer: Issuer,
  batchFirst: number,
  index: number,
): Promise<void> {
  const { log, leafIndex, certificate, groupNumber, status } = statement;
  if (leafIndex >= batchFirst) {
    throw new LedgerError('STATUS_LEAF_TOO_NEW', `leaf ${leafIndex} is not below the batch`);
  }
  const placed = await groupRecord.read(state, log, certificate, groupNumber);
  // Statements are leaves too, but have no status of their own: an end that could be ended again is none.
  const holds =
    placed !== null && leafIndex >= placed.first && leafIndex < placed.first + placed.entries;
  if (!holds) {
    throw new LedgerError('STATUS_LEAF_UNKNOWN', `that group has no entry at leaf ${leafIndex}`);
  }
  const owner = await issuerRecord.read(state, certificate);
  if (owner === null || !(await mayTakeOver(state, owner.body, issuer.body))) {
    throw new LedgerError('STATUS_BODY_FOREIGN', `leaf ${leafIndex} is not of body ${issuer.body}`);
  }
  const before = (await statusRecord.read(state, log, leafIndex))?.status ?? leafStatus.valid;
  if (!isLegalTransition(before, status)) {
    throw new LedgerError('STATUS_TRANSITION_ILLEGAL', `leaf ${leafIndex}: ${before} to ${status}`);
  }
  statusRecord.write(state, { status, statement: index }, log, leafIndex);
}

/** The body itself, or whoever the registry names as its successor, at once or step by step. */
async function mayTakeOver(state: StateReader, owner: string, body: string): Promise<boolean> {
  let current: string | null = owner;
  for (let step = 0; step <= maximumSuccessions && current !== null; step++) {
    if (current === body) return true;
    const bytes: Uint8Array | null = await registryEntry.read(state, bodySubject(current));
    const record = bytes === null ? null : decodeRegistryRecord(bytes);
    current = record?.kind === 'body' ? record.successor : null;
  }
  return false;
}
