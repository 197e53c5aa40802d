// Entries, status statements, groups and batches.
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { sm3 } from '../reference/sm3.js';
import { bodySecret, certificate } from '../reference/der-writer.js';
import { sign } from '../reference/sm2.js';
import { accept, reject, type Case, type Input } from './case.js';

const log = 'yinzhao/city/approval';
const issuing = sm3(certificate());
const object = (text: string): Uint8Array => sm3(encodeUtf8(text));
const hex = (value: CborValue): string => toHex(encodeCbor(value));
const record = (kind: number, text: string): Uint8Array =>
  concatBytes(Uint8Array.of(kind), object(text));

export const entryCases: readonly Case[] = [
  ...([1, 2, 3, 4, 5] as const).map((kind) => {
    const entry = concatBytes(Uint8Array.of(kind), issuing, object(`object ${kind}`));
    const leaf = sm3(concatBytes(Uint8Array.of(0), entry));
    return accept(`kind-${kind}`, 'an entry and its leaf', toHex(entry), {
      kind,
      certificate: toHex(issuing),
      object: toHex(object(`object ${kind}`)),
      leaf: toHex(leaf),
    });
  }),
  reject('kind-0', 'ENTRY_KIND_UNKNOWN', 'kind 0', `00${'11'.repeat(64)}`),
  reject('kind-6', 'ENTRY_KIND_UNKNOWN', 'a kind to come', `06${'11'.repeat(64)}`),
  reject('short', 'ENTRY_MALFORMED', 'a byte missing', `01${'11'.repeat(63)}`),
  reject('long', 'ENTRY_MALFORMED', 'a byte more', `01${'11'.repeat(65)}`),
  reject('empty', 'ENTRY_MALFORMED', 'nothing', ''),
];

const statement = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/status/v1', log, 17, issuing, 1, 2, 1767225600000].map(
    (field, i) => changes[i] ?? field,
  );

export const statusCases: readonly Case[] = [
  ...[0, 1, 2, 3, 4, 5].map((status) =>
    accept(`value-${status}`, 'each status', hex(statement({ 5: status })), {
      log,
      leafIndex: 17,
      certificate: toHex(issuing),
      groupNumber: 1,
      status,
      time: 1767225600000,
    }),
  ),
  reject('value-6', 'STATUS_VALUE_UNKNOWN', 'a status to come', hex(statement({ 5: 6 }))),
  reject(
    'other-context',
    'STATUS_MALFORMED',
    'a group is no statement',
    hex(statement({ 0: 'yinzhao/group/v1' })),
  ),
  reject(
    'next-version',
    'STATUS_MALFORMED',
    'a version to come',
    hex(statement({ 0: 'yinzhao/status/v2' })),
  ),
  reject('log-name', 'STATUS_MALFORMED', 'no log name', hex(statement({ 1: 'city/approval' }))),
  reject('negative-index', 'STATUS_MALFORMED', 'leaf −1', hex(statement({ 2: -1 }))),
  reject(
    'short-digest',
    'STATUS_MALFORMED',
    '31 bytes',
    hex(statement({ 3: issuing.subarray(1) })),
  ),
  reject('group-0', 'STATUS_MALFORMED', 'groups count from 1', hex(statement({ 4: 0 }))),
  reject('text-time', 'STATUS_MALFORMED', 'time as a text', hex(statement({ 6: '2026' }))),
  reject('field-missing', 'STATUS_MALFORMED', 'no time', hex(statement().slice(0, 6))),
  reject(
    'field-more',
    'STATUS_MALFORMED',
    'a reason would follow a person for ever',
    hex([...statement(), 'reason']),
  ),
  reject('map', 'STATUS_MALFORMED', 'a map', hex(new Map([[1, 2]]))),
];

const records = concatBytes(
  record(1, 'licence 1'),
  record(2, 'seal 1'),
  record(3, 'document 1'),
  record(4, 'copy 1'),
);
const statements = [encodeCbor(statement())];
const group = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/group/v1', log, issuing, 1, records, statements].map((field, i) => changes[i] ?? field);

function groupValue(): Input {
  const bytes = encodeCbor(group());
  const leaves = [
    ...[1, 2, 3, 4].map((kind, i) =>
      concatBytes(Uint8Array.of(kind), issuing, records.subarray(33 * i + 1, 33 * i + 33)),
    ),
    concatBytes(Uint8Array.of(5), issuing, sm3(statements[0] as Uint8Array)),
  ].map((entry) => toHex(sm3(concatBytes(Uint8Array.of(0), entry))));
  return {
    log,
    certificate: toHex(issuing),
    number: 1,
    entries: 4,
    statements: 1,
    digest: toHex(sm3(bytes)),
    leaves,
  };
}

const many = (count: number): Uint8Array => {
  const bytes = new Uint8Array(33 * count);
  for (let i = 0; i < count; i++) bytes[33 * i] = 1;
  return bytes;
};

export const groupCases: readonly Case[] = [
  accept('four-kinds', 'an entry of each kind and a statement', hex(group()), groupValue()),
  accept(
    'empty',
    'takes the place of a group that was refused for good',
    hex(group({ 4: new Uint8Array(), 5: [] })),
  ),
  reject(
    'other-context',
    'GROUP_MALFORMED',
    'a batch is no group',
    hex(group({ 0: 'yinzhao/batch/v1' })),
  ),
  reject('log-name', 'GROUP_MALFORMED', 'no log name', hex(group({ 1: 'yinzhao/city' }))),
  reject('number-0', 'GROUP_MALFORMED', 'groups count from 1', hex(group({ 3: 0 }))),
  reject(
    'half-record',
    'GROUP_MALFORMED',
    'a record cut off',
    hex(group({ 4: records.subarray(0, 65) })),
  ),
  reject(
    'kind-5',
    'ENTRY_KIND_UNKNOWN',
    'a statement smuggled in as an entry',
    hex(group({ 4: record(5, 'x') })),
  ),
  reject('kind-0', 'ENTRY_KIND_UNKNOWN', 'kind 0', hex(group({ 4: record(0, 'x') }))),
  reject(
    'statement-value',
    'GROUP_MALFORMED',
    'a statement that is no byte string',
    hex(group({ 5: [statement()] })),
  ),
  reject(
    'statement-broken',
    'CBOR_TRUNCATED',
    'a statement cut off',
    hex(group({ 5: [(statements[0] as Uint8Array).subarray(0, 20)] })),
  ),
  reject(
    'statement-log',
    'GROUP_MALFORMED',
    'a statement about another log',
    hex(group({ 5: [encodeCbor(statement({ 1: 'yinzhao/city/police' }))] })),
  ),
  reject(
    'statement-value-unknown',
    'STATUS_VALUE_UNKNOWN',
    'a status to come',
    hex(group({ 5: [encodeCbor(statement({ 5: 9 }))] })),
  ),
  reject('too-large', 'GROUP_TOO_LARGE', '4,097 entries', hex(group({ 4: many(4097), 5: [] }))),
  reject(
    'too-large-with-statement',
    'GROUP_TOO_LARGE',
    '4,096 entries and a statement',
    hex(group({ 4: many(4096) })),
  ),
  reject(
    'too-many-statements',
    'GROUP_TOO_LARGE',
    '513 statements',
    hex(group({ 4: new Uint8Array(), 5: Array.from({ length: 513 }, () => statements[0] ?? 0) })),
  ),
];

const groupBytes = encodeCbor(group());
const signature = sign(bodySecret, groupBytes, 0xabcdefn);
const batch = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/batch/v1', log, 20, [[groupBytes, signature]], 25, object('root')].map(
    (field, i) => changes[i] ?? field,
  );

export const batchCases: readonly Case[] = [
  accept('one-group', 'a batch of one group', hex(batch()), {
    log,
    first: 20,
    groups: 1,
    size: 25,
    root: toHex(object('root')),
  }),
  reject('other-context', 'BATCH_MALFORMED', 'a group is no batch', hex(group())),
  reject('log-name', 'BATCH_MALFORMED', 'no log name', hex(batch({ 1: '' }))),
  reject('no-group', 'BATCH_MALFORMED', 'nothing to append', hex(batch({ 3: [] }))),
  reject('size-below-first', 'BATCH_MALFORMED', 'a log does not shrink', hex(batch({ 4: 19 }))),
  reject('negative-first', 'BATCH_MALFORMED', 'first index −1', hex(batch({ 2: -1 }))),
  reject(
    'short-root',
    'BATCH_MALFORMED',
    '31 bytes',
    hex(batch({ 5: object('root').subarray(1) })),
  ),
  reject('group-not-a-pair', 'GROUP_MALFORMED', 'no signature', hex(batch({ 3: [[groupBytes]] }))),
  reject(
    'group-der-signature',
    'GROUP_MALFORMED',
    'a signature that is not r ‖ s',
    hex(batch({ 3: [[groupBytes, concatBytes(signature, signature.subarray(0, 8))]] })),
  ),
  reject(
    'too-many-groups',
    'BATCH_TOO_LARGE',
    '257 groups',
    hex(batch({ 3: Array.from({ length: 257 }, () => [new Uint8Array(), signature]) })),
  ),
  reject('too-many-bytes', 'BATCH_TOO_LARGE', 'more than 1 MiB', { zeros: (1 << 20) + 1 }),
  reject('trailing', 'CBOR_TRAILING_BYTES', 'a byte behind the batch', `${hex(batch())}00`),
];
