import { decodeRegistryRecord, type ConsortiumRecord } from '@yinzhao/verifier/format/registry';
import { registryEntry } from '../state/records.js';
import type { StateReader } from '../state/state.js';
import { consortiumSubject } from './subject.js';

/** null until it is founded. */
export async function readConsortium(state: StateReader): Promise<ConsortiumRecord | null> {
  const bytes = await registryEntry.read(state, consortiumSubject);
  const record = bytes === null ? null : decodeRegistryRecord(bytes);
  return record?.kind === 'consortium' ? record : null;
}
