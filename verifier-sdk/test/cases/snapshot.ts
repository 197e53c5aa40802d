// Status snapshots and seal lists.
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { gapDecisions, gapStream, raised, rangeStream } from '../reference/range-code.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case } from './case.js';

const log = 'yinzhao/city/approval';
const hex = (value: CborValue): string => toHex(encodeCbor(value));

// Leaves 17, 40, 41 and 900 of 1,000.
const gaps = [17, 22, 0, 858];
const indices = gapStream(1000, 4, gaps);
const revoked = [0, 4, 0, 0, 0];
// 17 suspended, 40 and 41 revoked, 900 superseded: of four entries the first and last are not revoked, of these two the
// second is not suspended.
const mixed = rangeStream([
  ...gapDecisions(1000, 4, gaps),
  ...gapDecisions(4, 2, [0, 2]),
  ...gapDecisions(2, 1, [1]),
]);
const snapshot = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/snapshot/v1', log, 1000, 5, revoked, indices].map((field, i) => changes[i] ?? field);
const code = 'STATUS_SNAPSHOT_MALFORMED';
const stream = (bytes: Uint8Array): string => hex(snapshot({ 5: bytes }));

export const snapshotCases: readonly Case[] = [
  accept('four-revoked', 'the common case: one status', hex(snapshot()), {
    log,
    size: 1000,
    sequence: 5,
    entries: [17, 40, 41, 900].map((leafIndex) => ({ leafIndex, status: 2 })),
    statusAt: { '16': 0, '17': 2, '18': 0, '41': 2, '999': 0, '1000': null, '-1': null },
  }),
  accept(
    'three-statuses',
    'a set in a set: all entries, those not revoked, those not suspended either',
    hex(snapshot({ 4: [1, 2, 0, 0, 1], 5: mixed })),
    {
      entries: [
        { leafIndex: 17, status: 1 },
        { leafIndex: 40, status: 2 },
        { leafIndex: 41, status: 2 },
        { leafIndex: 900, status: 5 },
      ],
    },
  ),
  accept(
    'none',
    'every leaf is valid',
    hex(snapshot({ 3: 0, 4: [0, 0, 0, 0, 0], 5: new Uint8Array() })),
    { entries: [], statusAt: { '0': 0, '999': 0, '1000': null } },
  ),
  accept(
    'empty-log',
    'no leaf at all',
    hex(snapshot({ 2: 0, 3: 0, 4: [0, 0, 0, 0, 0], 5: new Uint8Array() })),
    { size: 0, statusAt: { '0': null } },
  ),
  accept(
    'large-log',
    'beyond 32 bits',
    hex(
      snapshot({
        2: 2 ** 39,
        3: 1,
        4: [0, 1, 0, 0, 0],
        5: gapStream(2 ** 39, 1, [2 ** 38 + 1]),
      }),
    ),
    { entries: [{ leafIndex: 2 ** 38 + 1, status: 2 }] },
  ),
  accept(
    'half',
    'half of the leaves, by the other half: there cannot be more',
    hex(
      snapshot({
        2: 80,
        3: 40,
        4: [0, 40, 0, 0, 0],
        5: gapStream(80, 40, new Array<number>(40).fill(0)),
      }),
    ),
    { entries: Array.from({ length: 40 }, (_, leafIndex) => ({ leafIndex, status: 2 })) },
  ),
  reject('other-context', code, 'a seal list', hex(snapshot({ 0: 'yinzhao/seal-list/v1' }))),
  reject('next-version', code, 'a version to come', hex(snapshot({ 0: 'yinzhao/snapshot/v2' }))),
  reject('log-name', code, 'no log name', hex(snapshot({ 1: 'yinzhao/city' }))),
  reject('size-range', code, 'above 2^39', hex(snapshot({ 2: 2 ** 39 + 1 }))),
  reject('size-negative', code, 'size −1', hex(snapshot({ 2: -1 }))),
  reject(
    'sequence-below-entries',
    code,
    'four entries from three statements',
    hex(snapshot({ 3: 3 })),
  ),
  reject(
    'sequence-above-size',
    code,
    'no room for the leaves that the entries are about',
    hex(snapshot({ 3: 997 })),
  ),
  reject('four-counts', code, 'a count missing', hex(snapshot({ 4: [0, 4, 0, 0] }))),
  reject('count-negative', code, 'a count of −1', hex(snapshot({ 4: [-1, 5, 0, 0, 0] }))),
  reject(
    'count-less',
    code,
    'three entries, a stream of four',
    hex(snapshot({ 4: [0, 3, 0, 0, 0] })),
  ),
  reject(
    'count-bomb',
    code,
    'millions of entries in five bytes',
    hex(snapshot({ 2: 2 ** 30, 3: 2 ** 24, 4: [0, 2 ** 24, 0, 0, 0] })),
  ),
  reject(
    'too-many-entries',
    code,
    'more than 2^24',
    hex(snapshot({ 2: 2 ** 30, 3: 2 ** 29, 4: [0, 2 ** 24 + 1, 0, 0, 0] })),
  ),
  reject('stream-empty', code, 'no byte at all', stream(new Uint8Array())),
  reject('stream-half', code, 'half of the bytes missing', stream(indices.subarray(0, 2))),
  reject(
    'stream-longer',
    code,
    'the same number in a byte more',
    stream(concatBytes(indices, Uint8Array.of(0))),
  ),
  reject('stream-noise', code, 'bytes behind the end', stream(concatBytes(indices, indices))),
  reject(
    'stream-not-shortest',
    code,
    'another number of the same interval',
    stream(raised(indices)),
  ),
  reject(
    'none-but-a-stream',
    code,
    'no entry, but a byte',
    hex(snapshot({ 3: 0, 4: [0, 0, 0, 0, 0], 5: Uint8Array.of(0) })),
  ),
  reject('index-is-size', code, 'leaf 1000 of 1000', stream(gapStream(1000, 4, [17, 22, 0, 958]))),
  reject(
    'index-beyond',
    code,
    'low bits that lead beyond',
    stream(gapStream(1000, 4, [17, 22, 0, 959])),
  ),
  reject('index-far-beyond', code, 'a gap without end', stream(new Uint8Array(50))),
  reject(
    'set-beyond-its-universe',
    code,
    'the fifth of four entries is not revoked',
    hex(
      snapshot({
        4: [0, 3, 0, 0, 1],
        5: rangeStream([...gapDecisions(1000, 4, gaps), ...gapDecisions(4, 1, [4])]),
      }),
    ),
  ),
  reject('too-large', code, 'more than 32 MiB', { zeros: 32 * 1024 * 1024 + 1 }),
];

const digest = (text: string): Uint8Array => sm3(encodeUtf8(text));
const seal = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  [
    3,
    digest('seal 1'),
    digest('certificate'),
    [
      [21, 1],
      [30, 0],
      [44, 2],
    ],
  ].map((field, i) => changes[i] ?? field);
const list = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/seal-list/v1', log, 50, [seal(), seal({ 0: 9, 1: digest('seal 2'), 3: [] })]].map(
    (field, i) => changes[i] ?? field,
  );
const history = (...changes: readonly CborValue[]): string =>
  hex(list({ 3: [seal({ 3: changes })] }));
const sealCode = 'SEAL_LIST_MALFORMED';

export const sealListCases: readonly Case[] = [
  accept('two-seals', 'one suspended, reinstated and revoked, one always valid', hex(list()), {
    log,
    size: 50,
    seals: [
      {
        leafIndex: 3,
        seal: toHex(digest('seal 1')),
        certificate: toHex(digest('certificate')),
        changes: [
          { treeSize: 21, status: 1 },
          { treeSize: 30, status: 0 },
          { treeSize: 44, status: 2 },
        ],
      },
      { leafIndex: 9, seal: toHex(digest('seal 2')), changes: [] },
    ],
    // The statement of the first change is leaf 20: a document logged as leaf 19 had a valid seal, one logged as leaf
    // 21 had not.
    first: { '4': 0, '19': 0, '21': 1, '29': 1, '30': 0, '43': 0, '44': 2, '49': 2 },
  }),
  accept('none', 'a log without seals', hex(list({ 3: [] })), { seals: [] }),
  reject('other-context', sealCode, 'a snapshot', hex(list({ 0: 'yinzhao/snapshot/v1' }))),
  reject('log-name', sealCode, 'no log name', hex(list({ 1: 'approval' }))),
  reject('order', sealCode, 'two orders of one list', hex(list({ 3: [seal({ 0: 9 }), seal()] }))),
  reject('twice', sealCode, 'one leaf twice', hex(list({ 3: [seal(), seal()] }))),
  reject('beyond-size', sealCode, 'leaf 50 of 50', hex(list({ 3: [seal({ 0: 50, 3: [] })] }))),
  reject('short-digest', sealCode, '31 bytes', hex(list({ 3: [seal({ 1: new Uint8Array(31) })] }))),
  reject('change-beyond-size', sealCode, 'a tree to come', history([51, 1])),
  reject('change-before-seal', sealCode, 'a statement before what it is about', history([4, 1])),
  reject('changes-order', sealCode, 'backwards', history([30, 1], [21, 0])),
  reject('changes-at-once', sealCode, 'two statements on one leaf', history([21, 1], [21, 0])),
  reject('change-none', sealCode, 'suspended twice', history([21, 1], [30, 1])),
  reject('change-valid', sealCode, 'valid from the beginning', history([21, 0])),
  reject('change-after-end', sealCode, 'a revocation taken back', history([21, 2], [30, 0])),
  reject('change-triple', sealCode, 'a reason', history([21, 1, 'reason'])),
  reject('status-6', 'STATUS_VALUE_UNKNOWN', 'a status to come', history([21, 6])),
  reject('too-large', sealCode, 'more than 16 MiB', { zeros: 16 * 1024 * 1024 + 1 }),
];
