import { concatBytes, toHex } from '../../src/format/bytes.js';
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { sm3 } from '../reference/sm3.js';
import { publicKeyOf } from '../reference/sm2.js';
import { certificate } from '../reference/der-writer.js';
import { accept, reject, type Case } from './case.js';

const hex = (value: CborValue): string => toHex(encodeCbor(value));
const logKey = publicKeyOf(0x1111222233334444n);
const witnessKey = publicKeyOf(0x5555666677778888n);
const offCurve = concatBytes(logKey.subarray(0, 64), Uint8Array.of(1));

const consortium = ['yinzhao/consortium/v1', 1, 'city', ['ApprovalMSP', 'MarketMSP', 'PoliceMSP']];
const member = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/member/v1', 1, 'ApprovalMSP', 'approval', logKey, witnessKey].map(
    (field, i) => changes[i] ?? field,
  );
const issuing = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  [certificate(), 'yinzhao/city/approval', ['BUSINESS', 'FOOD'], 20454, null, false].map(
    (field, i) => changes[i] ?? field,
  );
const body = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/body/v1', 1, 'SAMPLE-BODY-1', 0, null, [issuing()]].map(
    (field, i) => changes[i] ?? field,
  );

export const registryCases: readonly Case[] = [
  accept('consortium', 'three members', hex(consortium), { kind: 'consortium', version: 1 }),
  accept('member', 'with log and witness key', hex(member()), { kind: 'member', version: 1 }),
  accept(
    'member-without-log',
    'a member that runs no log',
    hex(['yinzhao/member/v1', 2, 'MarketMSP', 'market', null, null]),
    { kind: 'member', version: 2 },
  ),
  accept('body', 'one issuing certificate without end', hex(body()), { kind: 'body', version: 1 }),
  accept('body-retired', 'with successor', hex(body({ 1: 2, 3: 2, 4: 'SAMPLE-BODY-2' })), {
    kind: 'body',
    version: 2,
  }),
  accept('trust', 'version and digest', hex(['yinzhao/trust/v1', 7, sm3(logKey)]), {
    kind: 'trust',
    version: 7,
  }),
  reject(
    'unknown-kind',
    'REGISTRY_RECORD_MALFORMED',
    'no such record',
    hex(['yinzhao/owner/v1', 1, 'x']),
  ),
  reject(
    'next-version',
    'REGISTRY_RECORD_MALFORMED',
    'a format to come',
    hex(['yinzhao/trust/v2', 1, sm3(logKey)]),
  ),
  reject('not-an-array', 'REGISTRY_RECORD_MALFORMED', 'a text', hex('yinzhao/trust/v1')),
  reject('empty', 'REGISTRY_RECORD_MALFORMED', 'an empty array', '80'),
  reject(
    'version-0',
    'REGISTRY_RECORD_MALFORMED',
    'versions count from 1',
    hex(['yinzhao/trust/v1', 0, sm3(logKey)]),
  ),
  reject('field-more', 'REGISTRY_RECORD_MALFORMED', 'a field more', hex([...member(), null])),
  reject(
    'network-name',
    'REGISTRY_RECORD_MALFORMED',
    'no name',
    hex(['yinzhao/consortium/v1', 1, 'The City', []]),
  ),
  reject(
    'members-order',
    'REGISTRY_RECORD_MALFORMED',
    'two orders of one set',
    hex(['yinzhao/consortium/v1', 1, 'city', ['B', 'A']]),
  ),
  reject(
    'members-twice',
    'REGISTRY_RECORD_MALFORMED',
    'a member that counts twice',
    hex(['yinzhao/consortium/v1', 1, 'city', ['A', 'A', 'B']]),
  ),
  reject(
    'members-type',
    'REGISTRY_RECORD_MALFORMED',
    'a number',
    hex(['yinzhao/consortium/v1', 1, 'city', [1]]),
  ),
  reject(
    'member-key-compressed',
    'REGISTRY_RECORD_MALFORMED',
    'a compressed key',
    hex(member({ 4: logKey.subarray(0, 33) })),
  ),
  reject(
    'member-key-off-curve',
    'KEY_NOT_ON_CURVE',
    'no point of the curve',
    hex(member({ 4: offCurve })),
  ),
  reject(
    'member-one-key',
    'REGISTRY_RECORD_MALFORMED',
    'one key for two purposes',
    hex(member({ 5: logKey })),
  ),
  reject(
    'member-org',
    'REGISTRY_RECORD_MALFORMED',
    'a slash in a log name',
    hex(member({ 3: 'approval/x' })),
  ),
  reject('body-state', 'REGISTRY_RECORD_MALFORMED', 'state 3', hex(body({ 3: 3 }))),
  reject(
    'body-successor',
    'REGISTRY_RECORD_MALFORMED',
    'an admitted body has no successor',
    hex(body({ 4: 'SAMPLE-BODY-2' })),
  ),
  reject(
    'body-id',
    'REGISTRY_RECORD_MALFORMED',
    'a name of a person has no place here',
    hex(body({ 2: '张三' })),
  ),
  reject(
    'body-log',
    'REGISTRY_RECORD_MALFORMED',
    'no log name',
    hex(body({ 5: [issuing({ 1: 'approval' })] })),
  ),
  reject(
    'body-types-order',
    'REGISTRY_RECORD_MALFORMED',
    'types not ascending',
    hex(body({ 5: [issuing({ 2: ['FOOD', 'BUSINESS'] })] })),
  ),
  reject(
    'body-period',
    'REGISTRY_RECORD_MALFORMED',
    'ends before it begins',
    hex(body({ 5: [issuing({ 4: 20453 })] })),
  ),
  reject(
    'body-ended',
    'REGISTRY_RECORD_MALFORMED',
    '0 for false',
    hex(body({ 5: [issuing({ 5: 0 })] })),
  ),
  reject('too-large', 'REGISTRY_RECORD_MALFORMED', 'more than 64 KiB', { zeros: 64 * 1024 + 1 }),
];
