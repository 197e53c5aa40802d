import { decodeBatch } from '@yinzhao/verifier/format/batch';
import { encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { LedgerPort } from '@yinzhao/e2e/world';
import type { SampleParties } from '@yinzhao/e2e/parties';
import { judgeApproval } from '../src/rules/judge-approval.js';
import { judgeBatch, readHead } from '../src/rules/judge-batch.js';
import type { Ruling } from '../src/rules/ruling.js';
import type { StateReader, StateWrite } from '../src/state/state.js';

export interface MemoryLedger extends LedgerPort {
  readonly state: StateReader;
  /** All of it, for comparing before with after. */
  readonly dump: () => readonly (readonly [string, Uint8Array])[];
}

/** The real rules on a map: what the chaincode does, less Fabric. */
export function memoryLedger(parties: SampleParties, engine: Engine): MemoryLedger {
  const values = new Map<string, Uint8Array>();
  const state: StateReader = { get: (key) => Promise.resolve(values.get(key) ?? new Uint8Array()) };
  const apply = <Answer>(
    ruling: Ruling<{ readonly answer: Answer; readonly writes: readonly StateWrite[] }>,
  ): Answer => {
    if (!ruling.ok) throw ruling.refusal;
    for (const { key, value } of ruling.value.writes) values.set(key, value);
    return ruling.value.answer;
  };
  const approve: LedgerPort['approve'] = async (mspId, record) =>
    apply(await judgeApproval(state, mspId, record, engine));
  return {
    state,
    approve,
    dump: () => [...values].sort(([a], [b]) => (a < b ? -1 : 1)),
    anchor: async (batch) => apply(await judgeBatch(state, decodeBatch(batch), engine)),
    head: (log) => readHead(state, log, engine),
    enact: async (record) => {
      for (const { mspId } of parties.members) {
        if ((await approve(mspId, encodeRegistryRecord(record))).effective) return;
      }
      throw new Error(`${record.kind} did not take effect`);
    },
  };
}
