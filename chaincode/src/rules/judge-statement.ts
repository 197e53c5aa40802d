import {
  isLegalTransition,
  leafStatus,
  type StatusStatement,
} from '@yinzhao/verifier/format/status';
import { LedgerError } from '../errors.js';
import { groupRecord, issuerRecord, statusRecord, type Issuer } from '../state/records.js';
import type { StateOverlay } from '../state/state.js';
import { mayTakeOver } from './succession.js';

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
