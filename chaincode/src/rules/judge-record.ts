import { decodeRegistryRecord, type RegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { LedgerError } from '../errors.js';
import type { StateReader } from '../state/state.js';
import { judgeBody } from './judge-body.js';
import { judgeMember } from './judge-member.js';

/**
 * May this record follow the one in effect? Asked at every approval, so that nobody votes for what can never be.
 * @param current - the record in effect for the same subject
 */
export async function judgeRecord(
  state: StateReader,
  record: RegistryRecord,
  current: Uint8Array | null,
  engine: Engine,
): Promise<void> {
  const previous = current === null ? null : decodeRegistryRecord(current);
  const next = (previous?.version ?? 0) + 1;
  if (record.version !== next) {
    throw new LedgerError('RECORD_VERSION_WRONG', `the next version of this record is ${next}`);
  }
  if (record.kind === 'consortium') judgeConsortium(record.network, previous);
  if (record.kind === 'member') await judgeMember(state, record, previous);
  if (record.kind === 'body') await judgeBody(state, record, previous, engine);
}

function judgeConsortium(network: string, previous: RegistryRecord | null): void {
  if (previous?.kind === 'consortium' && previous.network !== network) {
    throw new LedgerError('NETWORK_RENAMED', 'log names hold the name of the network');
  }
}
