import type { MemberRecord, RegistryRecord } from '@yinzhao/verifier/format/registry';
import { LedgerError } from '../errors.js';
import { memberKeyRecord, organisationRecord, type MemberKey } from '../state/records.js';
import type { StateReader } from '../state/state.js';
import { readConsortium } from './consortium.js';

/** @throws LedgerError a MEMBER_ code */
export async function judgeMember(
  state: StateReader,
  record: MemberRecord,
  previous: RegistryRecord | null,
): Promise<void> {
  const consortium = await readConsortium(state);
  if (consortium?.members.includes(record.mspId) !== true) {
    throw new LedgerError('MEMBER_UNKNOWN', `${record.mspId} is not in the consortium`);
  }
  const owner = await organisationRecord.read(state, record.org);
  const renamed = previous?.kind === 'member' && previous.org !== record.org;
  if (renamed || (owner !== null && owner !== record.mspId)) {
    throw new LedgerError(
      'MEMBER_ORG_TAKEN',
      'an organisation name, in the names of log and witness, stays with its member',
    );
  }
  await judgeKeys(state, record);
}

async function judgeKeys(state: StateReader, record: MemberRecord): Promise<void> {
  for (const { key, mspId, use } of keysOf(record)) {
    const holder = await memberKeyRecord.read(state, key);
    if (holder !== null && (holder.mspId !== mspId || holder.use !== use)) {
      throw new LedgerError('MEMBER_KEY_TAKEN', `the ${holder.use} key of ${holder.mspId}`);
    }
  }
}

/** The keys that a member's record names, and what for. */
export function keysOf({
  mspId,
  logKey,
  witnessKey,
}: MemberRecord): readonly (MemberKey & { readonly key: Uint8Array })[] {
  return [
    ...(logKey === null ? [] : [{ key: logKey, mspId, use: 'log' as const }]),
    ...(witnessKey === null ? [] : [{ key: witnessKey, mspId, use: 'witness' as const }]),
  ];
}
