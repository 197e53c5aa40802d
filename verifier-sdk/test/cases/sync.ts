// Sync packs, what one log of them must agree on, subtree roots.
import { encodeBase64 } from '../../src/format/base64.js';
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { sm3 } from '../reference/sm3.js';
import { bundle } from '../reference/trust-writer.js';
import { accept, reject, type Case, type Input } from './case.js';

const origin = 'yinzhao/city/approval';
const hash = (text: string): Uint8Array => sm3(encodeUtf8(text));
const digest = (...parts: readonly Uint8Array[]): Uint8Array => sm3(concatBytes(...parts));

const snapshotWith = (changes: Partial<Record<number, CborValue>> = {}): Uint8Array =>
  encodeCbor(
    ['yinzhao/snapshot/v1', origin, 1000, 0, [0, 0, 0, 0, 0], new Uint8Array()].map(
      (field, i) => changes[i] ?? field,
    ),
  );
const listWith = (changes: Partial<Record<number, CborValue>> = {}): Uint8Array =>
  encodeCbor(['yinzhao/seal-list/v1', origin, 1000, []].map((field, i) => changes[i] ?? field));
const snapshot = snapshotWith();
const sealList = listWith();

/** A note that commits to what is given; nobody has to have signed it to be read. */
function note(
  changes: Partial<Record<number, string>> = {},
  of: Uint8Array = snapshot,
  list: Uint8Array = sealList,
): Uint8Array {
  const lines = [
    origin,
    '1000',
    encodeBase64(hash('root')),
    'time 1767225600000',
    `status 0 ${encodeBase64(digest(sm3(of), sm3(list)))}`,
    `trust 1 ${encodeBase64(hash('trust'))}`,
  ].map((line, i) => changes[i] ?? line);
  return encodeUtf8(`${lines.join('\n')}\n\n— ${origin} ${encodeBase64(new Uint8Array(68))}\n`);
}

const path = concatBytes(hash('left'), hash('right'));
const log = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  [
    origin,
    note(),
    snapshot,
    sealList,
    [
      [256, hash('proof')],
      [999, path],
    ],
    [
      2,
      hash('z'),
      concatBytes(hash('a'), hash('b'), hash('c')),
      concatBytes(...['d', 'e', 'f', 'g', 'h'].map(hash)),
    ],
  ].map((field, i) => (i in changes ? (changes[i] as CborValue) : field));
const pack = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/sync/v1', 'city', [bundle()], [log()]].map((field, i) => changes[i] ?? field);
const hex = (changes: Partial<Record<number, CborValue>> = {}): string =>
  toHex(encodeCbor(pack(changes)));
const withLog = (changes: Partial<Record<number, CborValue>>): string => hex({ 3: [log(changes)] });
const code = 'SYNC_PACK_MALFORMED';

export const syncPackCases: readonly Case[] = [
  accept('one-log', 'a bundle, a log, proofs from two sizes, subtree roots', hex(), {
    network: 'city',
    bundles: [toHex(bundle())],
    logs: [
      {
        origin,
        note: toHex(note()),
        snapshot: toHex(snapshot),
        sealList: toHex(sealList),
        proofs: [
          { from: 256, path: [toHex(hash('proof'))] },
          { from: 999, path: [toHex(hash('left')), toHex(hash('right'))] },
        ],
        subtrees: {
          first: 2,
          before: [toHex(hash('z'))],
          roots: ['a', 'b', 'c'].map((text) => toHex(hash(text))),
        },
      },
    ],
  }),
  accept(
    'small',
    'no bundle, no proof, no subtree roots',
    hex({ 2: [], 3: [log({ 4: [], 5: null })] }),
    {
      bundles: [],
      logs: [{ proofs: [], subtrees: null }],
    },
  ),
  accept('empty', 'nothing new', hex({ 2: [], 3: [] }), { logs: [] }),
  reject('other-context', code, 'a trust bundle', hex({ 0: 'yinzhao/trust-bundle/v1' })),
  reject('next-version', code, 'a format to come', hex({ 0: 'yinzhao/sync/v2' })),
  reject('network', code, 'no name', hex({ 1: '' })),
  reject('field-more', code, 'a field more', toHex(encodeCbor([...pack(), null]))),
  reject('bundle-text', code, 'a text', hex({ 2: ['bundle'] })),
  reject('log-network', code, 'a log of another city', withLog({ 0: 'yinzhao/town/approval' })),
  reject('log-name', code, 'no log name', withLog({ 0: 'yinzhao/city/approval/witness' })),
  reject(
    'logs-order',
    code,
    'two orders of one set',
    hex({ 3: [log({ 0: 'yinzhao/city/police' }), log()] }),
  ),
  reject('logs-twice', code, 'one log twice', hex({ 3: [log(), log()] })),
  reject('log-short', code, 'no seal list', hex({ 3: [log().slice(0, 3)] })),
  reject('proof-from-nothing', code, 'size 0', withLog({ 4: [[0, path]] })),
  reject(
    'proofs-order',
    code,
    'descending',
    withLog({
      4: [
        [999, path],
        [256, path],
      ],
    }),
  ),
  reject(
    'proofs-twice',
    code,
    'one size twice',
    withLog({
      4: [
        [256, path],
        [256, path],
      ],
    }),
  ),
  reject('proof-half-hash', code, '63 bytes', withLog({ 4: [[256, path.subarray(1)]] })),
  reject('proof-list', code, 'a list of hashes', withLog({ 4: [[256, [hash('proof')]]] })),
  reject(
    'subtrees-half-hash',
    code,
    '31 bytes',
    withLog({ 5: [0, new Uint8Array(), path.subarray(33), new Uint8Array()] }),
  ),
  reject('subtrees-single', code, 'one part only', withLog({ 5: [path] })),
  reject(
    'subtrees-first-negative',
    code,
    'begins before the first',
    withLog({ 5: [-1, new Uint8Array(), path, new Uint8Array()] }),
  ),
  reject('too-large', code, 'more than 64 MiB', { zeros: 64 * 1024 * 1024 + 1 }),
];

const opened = (changes: Partial<Record<number, CborValue>>): string =>
  toHex(encodeCbor(log(changes)));
const contradicts = 'SYNC_PACK_CONTRADICTS';
/** Snapshot or list replaced, and the note made to commit to it. */
const committed = (of: Uint8Array, list: Uint8Array = sealList): string =>
  opened({ 1: note({}, of, list), 2: of, 3: list });

export const syncLogCases: readonly Case[] = [
  accept('agrees', 'note, snapshot and seal list of one tree', opened({}), {
    checkpoint: { origin, size: 1000 },
    snapshot: { size: 1000 },
    sealList: { size: 1000 },
  }),
  reject('other-log', contradicts, 'the note of another log', opened({ 0: 'yinzhao/city/police' })),
  reject(
    'other-snapshot',
    contradicts,
    'a snapshot that the note does not commit to',
    opened({ 2: snapshotWith({ 2: 1001 }) }),
  ),
  reject(
    'other-list',
    contradicts,
    'a list that the note does not commit to',
    opened({ 3: listWith({ 2: 1001 }) }),
  ),
  reject(
    'swapped',
    contradicts,
    'list and snapshot changed over',
    opened({ 2: sealList, 3: snapshot }),
  ),
  reject(
    'snapshot-size',
    contradicts,
    'committed to, but of an older tree',
    committed(snapshotWith({ 2: 999 })),
  ),
  reject(
    'snapshot-log',
    contradicts,
    'committed to, but of another log',
    committed(snapshotWith({ 1: 'yinzhao/city/police' })),
  ),
  reject(
    'list-size',
    contradicts,
    'committed to, but of an older tree',
    committed(snapshot, listWith({ 2: 999 })),
  ),
  reject(
    'sequence',
    contradicts,
    'another number of status leaves',
    committed(snapshotWith({ 3: 7 })),
  ),
  accept(
    'seal-valid',
    'a seal in the list that never changed',
    committed(snapshot, listWith({ 3: [[7, hash('seal'), hash('certificate'), []]] })),
  ),
  reject(
    'seal-status',
    contradicts,
    'a seal revoked in the list, valid in the snapshot',
    committed(snapshot, listWith({ 3: [[7, hash('seal'), hash('certificate'), [[20, 2]]]] })),
  ),
  reject(
    'proof-from-newer',
    contradicts,
    'a proof from the tree itself',
    opened({ 4: [[1000, path]] }),
  ),
  reject(
    'snapshot-broken',
    'STATUS_SNAPSHOT_MALFORMED',
    'committed to, but no snapshot',
    committed(sealList),
  ),
  reject('note-broken', 'CHECKPOINT_MALFORMED', 'no note', opened({ 1: snapshot })),
];

const leaves = Array.from({ length: 600 }, (_, i) => hash(`leaf ${i}`));
/** RFC 9162 §2.1.1 as it stands there. */
function treeHash(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 0) return sm3(new Uint8Array());
  if (of.length === 1) return of[0] as Uint8Array;
  const k = 2 ** Math.ceil(Math.log2(of.length) - 1);
  return digest(Uint8Array.of(1), treeHash(of.slice(0, k)), treeHash(of.slice(k)));
}
/** 600 = 2 · 256 + 64 + 16 + 8. */
const whole = {
  size: 600,
  root: toHex(treeHash(leaves)),
  first: 0,
  before: [] as string[],
  roots: [leaves.slice(0, 256), leaves.slice(256, 512)].map((part) => toHex(treeHash(part))),
  rest: [leaves.slice(512, 576), leaves.slice(576, 592), leaves.slice(592)].map((part) =>
    toHex(treeHash(part)),
  ),
};
const subtrees = (changes: Partial<typeof whole>): Input => ({ ...whole, ...changes });
/** Without the first one or both of the full subtrees: one root above stands for them. */
const later = (first: 1 | 2): typeof whole => ({
  ...whole,
  first,
  before: [toHex(treeHash(leaves.slice(0, 256 * first)))],
  roots: whole.roots.slice(first),
});

export const subtreesCases: readonly Case[] = [
  accept('six-hundred', 'two full subtrees and three in the rest', whole),
  accept('full', '512 leaves', {
    size: 512,
    root: toHex(treeHash(leaves.slice(0, 512))),
    first: 0,
    before: [],
    roots: whole.roots,
    rest: [],
  }),
  accept('few', 'five leaves', {
    size: 5,
    root: toHex(treeHash(leaves.slice(0, 5))),
    first: 0,
    before: [],
    roots: [],
    rest: [toHex(treeHash(leaves.slice(0, 4))), toHex(treeHash(leaves.slice(4, 5)))],
  }),
  accept('none', 'a log without leaves', {
    size: 0,
    root: toHex(treeHash([])),
    first: 0,
    before: [],
    roots: [],
    rest: [],
  }),
  accept('later', 'without the first full subtree, by its root', later(1)),
  accept('rest-only', 'without any full subtree, by the root above both', later(2)),
  reject(
    'before-missing',
    'SUBTREES_COUNT_WRONG',
    'nothing for the subtrees that are left out',
    subtrees({ ...later(1), before: [] }),
  ),
  reject(
    'first-beyond',
    'SUBTREES_COUNT_WRONG',
    'more left out than there are',
    subtrees({ first: 4, before: [whole.root], roots: [] }),
  ),
  reject(
    'before-wrong',
    'SUBTREES_ROOT_DIFFERS',
    'another tree before',
    subtrees({ ...later(1), before: whole.roots.slice(1) }),
  ),
  reject(
    'root-missing',
    'SUBTREES_COUNT_WRONG',
    'a full subtree less',
    subtrees({ roots: whole.roots.slice(1) }),
  ),
  reject(
    'root-more',
    'SUBTREES_COUNT_WRONG',
    'a full subtree more',
    subtrees({ roots: [...whole.roots, whole.root] }),
  ),
  reject(
    'rest-missing',
    'SUBTREES_COUNT_WRONG',
    'a part of the rest less',
    subtrees({ rest: whole.rest.slice(1) }),
  ),
  reject(
    'half-hash',
    'SUBTREES_COUNT_WRONG',
    '31 bytes',
    subtrees({ rest: whole.rest.map((text) => text.slice(2)) }),
  ),
  reject(
    'roots-swapped',
    'SUBTREES_ROOT_DIFFERS',
    'in another order',
    subtrees({ roots: [...whole.roots].reverse() }),
  ),
  reject(
    'rest-swapped',
    'SUBTREES_ROOT_DIFFERS',
    'in another order',
    subtrees({ rest: [...whole.rest].reverse() }),
  ),
  reject(
    'other-root',
    'SUBTREES_ROOT_DIFFERS',
    'the root of another tree',
    subtrees({ root: whole.roots[0] as string }),
  ),
];
