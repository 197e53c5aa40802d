import {
  groupAnswer,
  leafStateAnswer,
  queryOfKey,
  valueOfAnswer,
  type LedgerQuery,
  type StateReader,
} from '@yinzhao/chaincode';
import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import type { Ledger } from '../ledger/ledger.js';
import type { MirroredLog } from '../log/mirrored-log.js';

/**
 * World state for the ledger's own rules. Groups and statuses of the log come from its mirror: a thousand statements
 * would be thousands of calls. Everything else is asked of the own peer, each key once.
 */
export function logReader(ledger: Ledger, log: MirroredLog): StateReader {
  const asked = new Map<string, Promise<Uint8Array>>();
  return {
    get: (key) => {
      const query = queryOfKey(key);
      if (query === null) throw new Error(`no function reads ${key}`);
      const mirrored = readMirror(log, query);
      if (mirrored !== null) return mirrored.then(valueOfAnswer);
      const known = asked.get(key);
      if (known !== undefined) return known;
      const answer = ledger.query(query.name, query.parameters).then(valueOfAnswer);
      asked.set(key, answer);
      return answer;
    },
  };
}

function readMirror(
  log: MirroredLog,
  { name, parameters }: LedgerQuery,
): Promise<Uint8Array> | null {
  const texts = (i: number): string => decodeUtf8(parameters[i] as Uint8Array);
  if (name !== 'readGroup' && name !== 'readStatus') return null;
  if (texts(0) !== log.origin) return null;
  if (name === 'readStatus') {
    return Promise.resolve(leafStateAnswer.encode(log.stateOf(Number(texts(1)))));
  }
  return log.findGroup(parameters[1] as Uint8Array, Number(texts(2))).then(groupAnswer.encode);
}
