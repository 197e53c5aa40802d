import type { Engine } from '@yinzhao/verifier/sm/engine';
import { Shim, type ChaincodeInterface, type ChaincodeResponse } from 'fabric-shim';
import { anchorContract } from './anchor-contract.js';
import type { Contract, LedgerFunction, Stub, Transaction } from './contract.js';
import { encodeLedgerError, LedgerError } from './errors.js';
import { registryContract } from './registry-contract.js';
import { refusalOf } from './rules/ruling.js';
import { formatRecord, stateFormat } from './state/records.js';
import type { StateReader } from './state/state.js';

const functions: ReadonlyMap<string, LedgerFunction> = new Map(
  Object.entries({ ...anchorContract, ...registryContract } satisfies Contract),
);

/** Raw arguments; missing from the shim's types, present in every release since 2.0. */
interface BinaryArguments {
  readonly getBufferArgs: () => readonly Uint8Array[];
}

/**
 * The chaincode: finds the function, and turns refusals into `CODE: text` answers of status 500.
 * @param report - told of defects, which callers only see as INTERNAL_ERROR
 */
export function createChaincode(
  engine: Engine,
  report: (error: unknown) => void,
): ChaincodeInterface {
  return {
    Init: () => Promise.resolve(Shim.success()),
    Invoke: async (stub): Promise<ChaincodeResponse> => {
      try {
        return Shim.success(await invoke(stub, engine));
      } catch (error) {
        return Shim.error(encodeLedgerError(answerable(error, report)));
      }
    },
  };
}

function answerable(error: unknown, report: (error: unknown) => void): LedgerError {
  try {
    return refusalOf(error);
  } catch (defect) {
    report(defect);
    return new LedgerError('INTERNAL_ERROR', 'the chaincode has failed; its log says why');
  }
}

async function invoke(stub: Stub, engine: Engine): Promise<Uint8Array> {
  const [name, ...parameters] = (stub as unknown as BinaryArguments).getBufferArgs();
  const text = name === undefined ? '' : Buffer.from(name).toString('latin1');
  const called = functions.get(text);
  if (called === undefined) throw new LedgerError('FUNCTION_UNKNOWN', 'no such function');
  if (parameters.length !== called.parameters) {
    throw new LedgerError('ARGUMENTS_WRONG', `${text} takes ${called.parameters} arguments`);
  }
  const state: StateReader = { get: (key) => stub.getState(key) };
  const transaction: Transaction = {
    stub,
    engine,
    state,
    chaincode: await readOwnName(state),
    write: async (writes) => {
      await Promise.all(writes.map(({ key, value }) => stub.putState(key, value)));
    },
  };
  return called.run(transaction, parameters);
}

/** Before the consortium is founded there is no state and no format. */
async function readOwnName(state: StateReader): Promise<string | null> {
  const found = await formatRecord.read(state);
  if (found !== null && found.version !== stateFormat) {
    throw new LedgerError(
      'STATE_FORMAT_UNKNOWN',
      `state is of format ${found.version}, this chaincode reads ${stateFormat}`,
    );
  }
  return found?.chaincode ?? null;
}
