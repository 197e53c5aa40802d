import { decodeBatch } from '@yinzhao/verifier/format/batch';
import {
  anchoredAnswer,
  groupAnswer,
  headAnswer,
  issuerAnswer,
  leafStateAnswer,
} from './answers.js';
import { callerWithRole, requireDirectCall } from './caller.js';
import type { Contract, Transaction } from './contract.js';
import { judgeBatch, readHead } from './rules/judge-batch.js';
import { judgeSender } from './rules/judge-sender.js';
import { groupRecord, issuerRecord, statusRecord } from './state/records.js';
import { countArgument, digestArgument, logArgument } from './arguments.js';

/** Logs: append a batch; read head, group, status, and how far a certificate's groups have come. */
export const anchorContract: Contract = {
  anchorBatch: { parameters: 1, run: anchorBatch },
  readHead: {
    parameters: 1,
    run: async ({ state, engine }, [log]) =>
      headAnswer.encode(await readHead(state, logArgument(log), engine)),
  },
  readGroup: {
    parameters: 3,
    run: async ({ state }, [log, certificate, number]) =>
      groupAnswer.encode(
        await groupRecord.read(
          state,
          logArgument(log),
          digestArgument(certificate),
          countArgument(number),
        ),
      ),
  },
  readIssuer: {
    parameters: 1,
    run: async ({ state }, [certificate]) =>
      issuerAnswer.encode(await issuerRecord.read(state, digestArgument(certificate))),
  },
  readStatus: {
    parameters: 2,
    run: async ({ state }, [log, leafIndex]) =>
      leafStateAnswer.encode(
        await statusRecord.read(state, logArgument(log), countArgument(leafIndex)),
      ),
  },
};

async function anchorBatch(
  transaction: Transaction,
  [bytes]: readonly Uint8Array[],
): Promise<Uint8Array> {
  const { stub, state, engine } = transaction;
  requireDirectCall(transaction);
  const mspId = callerWithRole(stub, 'gateway');
  const batch = decodeBatch(bytes as Uint8Array);
  await judgeSender(state, batch.log, mspId);
  const ruling = await judgeBatch(state, batch, engine);
  if (!ruling.ok) throw ruling.refusal;
  const { answer, writes } = ruling.value;
  const payload = anchoredAnswer.encode(answer);
  await transaction.write(writes);
  if (writes.length > 0) stub.setEvent('anchored', payload);
  return payload;
}
