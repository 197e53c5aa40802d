import { LedgerError } from '../errors.js';
import { logOwnerRecord } from '../state/records.js';
import type { StateReader } from '../state/state.js';
import { readConsortium } from './consortium.js';

/**
 * May this organisation append to that log?
 * @throws LedgerError LOG_UNKNOWN, LOG_FOREIGN, CALLER_NOT_MEMBER
 */
export async function judgeSender(state: StateReader, log: string, mspId: string): Promise<void> {
  const owner = await logOwnerRecord.read(state, log);
  if (owner === null) throw new LedgerError('LOG_UNKNOWN', `no member runs ${log}`);
  if (owner !== mspId) throw new LedgerError('LOG_FOREIGN', `${log} is run by ${owner}`);
  if ((await readConsortium(state))?.members.includes(mspId) !== true) {
    throw new LedgerError('CALLER_NOT_MEMBER', `${mspId} is not in the consortium`);
  }
}
