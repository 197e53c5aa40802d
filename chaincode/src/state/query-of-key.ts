import { encodeUtf8, fromHex } from '@yinzhao/verifier/format/bytes';

/** A call of a reading ledger function. */
export interface LedgerQuery {
  readonly name: 'readHead' | 'readIssuer' | 'readGroup' | 'readStatus' | 'readRecord';
  readonly parameters: readonly Uint8Array[];
}

/** CBOR null: what reading functions answer where there is nothing. */
const nothing = 0xf6;

/** The reading function that gives the value of a state key; null for keys that no function reads. */
export function queryOfKey(key: string): LedgerQuery | null {
  const [kind, ...parts] = key.split('/');
  const log = encodeUtf8(parts.slice(0, 3).join('/'));
  switch (kind) {
    case 'head':
      return { name: 'readHead', parameters: [log] };
    case 'issuer':
      return { name: 'readIssuer', parameters: [fromHex(parts[0] ?? '')] };
    case 'group':
      return {
        name: 'readGroup',
        parameters: [log, fromHex(parts[3] ?? ''), encodeUtf8(parts[4] ?? '')],
      };
    case 'status':
      return { name: 'readStatus', parameters: [log, encodeUtf8(parts[3] ?? '')] };
    case 'record':
      return { name: 'readRecord', parameters: [encodeUtf8(parts.join('/'))] };
    default:
      return null;
  }
}

/** Answers are written as state is; an absent key is an empty value. */
export function valueOfAnswer(answer: Uint8Array): Uint8Array {
  return answer.length === 1 && answer[0] === nothing ? new Uint8Array() : answer;
}
