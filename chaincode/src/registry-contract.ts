import { approvedAnswer, recordAnswer } from './answers.js';
import { textArgument } from './arguments.js';
import { callerWithRole } from './caller.js';
import type { Contract, Transaction } from './contract.js';
import { judgeApproval } from './rules/judge-approval.js';
import { registryEntry } from './state/records.js';

/** Members, issuing bodies, trust bundle: approve a record; read the one in effect. */
export const registryContract: Contract = {
  approveRecord: { parameters: 1, run: approveRecord },
  readRecord: {
    parameters: 1,
    run: async ({ state }, [subject]) =>
      recordAnswer.encode(await registryEntry.read(state, textArgument(subject))),
  },
};

async function approveRecord(
  transaction: Transaction,
  [bytes]: readonly Uint8Array[],
): Promise<Uint8Array> {
  const { stub, state, engine } = transaction;
  const mspId = callerWithRole(stub, 'registrar');
  const ruling = await judgeApproval(state, mspId, bytes as Uint8Array, engine);
  if (!ruling.ok) throw ruling.refusal;
  await transaction.write(ruling.value.writes);
  return approvedAnswer.encode(ruling.value.answer);
}
