import { approvedAnswer, recordAnswer } from './answers.js';
import { textArgument } from './arguments.js';
import { callerWithRole, calledChaincode, requireDirectCall } from './caller.js';
import type { Contract, Transaction } from './contract.js';
import { judgeApproval } from './rules/judge-approval.js';
import { formatRecord, registryEntry, stateFormat } from './state/records.js';
import { overlay } from './state/state.js';

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
  requireDirectCall(transaction);
  const mspId = callerWithRole(stub, 'registrar');
  const ruling = await judgeApproval(state, mspId, bytes as Uint8Array, engine);
  if (!ruling.ok) throw ruling.refusal;
  const { answer, writes } = ruling.value;
  await transaction.write(writes);
  if (answer.effective && transaction.chaincode === null) await found(transaction);
  return approvedAnswer.encode(answer);
}

/** The first record in effect, the consortium's, makes the state that of this chaincode in this format. */
async function found({ stub, state, write }: Transaction): Promise<void> {
  const founding = overlay(state);
  formatRecord.write(founding, { version: stateFormat, chaincode: calledChaincode(stub) });
  await write(founding.writes());
}
