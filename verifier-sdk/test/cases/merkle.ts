// Trees over the eight entries that implementations of RFC 6962 share, with SHA-256, and over log entries with SM3.
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/format/bytes.js';
import { consistencyPath } from '../../src/merkle/consistency.js';
import { leafHash } from '../../src/merkle/hash.js';
import { inclusionPath } from '../../src/merkle/inclusion.js';
import { treeRoot } from '../../src/merkle/tree.js';
import { sha256 } from '../reference/sha256.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case, type Input } from './case.js';

const publicEntries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
/** Printed in many places since RFC 6962; the first is the empty tree's. */
const publicRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

export const treeRootCases: readonly Case[] = publicRoots.map((root, size) =>
  accept(
    `rfc6962-size-${size}`,
    'the shared entries, SHA-256',
    { hash: 'sha256', entries: publicEntries.slice(0, size) },
    root,
  ),
);

const entries = Array.from({ length: 11 }, (_, i) =>
  concatBytes(Uint8Array.of(1), new Uint8Array(32).fill(7), sm3(encodeUtf8(`object ${i}`))),
);
const leaves = entries.map((entry) => leafHash(sm3, entry));
const root = (size: number): string => toHex(treeRoot(sm3, leaves.slice(0, size)));
const hexes = (path: readonly Uint8Array[]): string[] => path.map(toHex);

const inclusion = (
  index: number,
  size: number,
  changes: Readonly<Record<string, Input>> = {},
): Input => ({
  hash: 'sm3',
  leaf: toHex(leaves[index] as Uint8Array),
  index,
  size,
  path: hexes(inclusionPath(sm3, leaves, index, size)),
  root: root(size),
  ...changes,
});
const path6 = hexes(inclusionPath(sm3, leaves, 6, 11));
const flipped = (hex: string): string => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

export const inclusionCases: readonly Case[] = [
  accept('only-leaf', 'a tree of one', inclusion(0, 1)),
  accept('first', 'first of eleven', inclusion(0, 11)),
  accept('middle', 'seventh of eleven', inclusion(6, 11)),
  accept('border', 'last of eleven, three levels up at once', inclusion(10, 11)),
  accept('rfc6962', 'the fourth shared entry, SHA-256', {
    hash: 'sha256',
    leaf: toHex(sha256(concatBytes(Uint8Array.of(0), fromHex(publicEntries[3] as string)))),
    index: 3,
    size: 8,
    path: hexes(
      inclusionPath(
        sha256,
        publicEntries.map((entry) => leafHash(sha256, fromHex(entry))),
        3,
        8,
      ),
    ),
    root: publicRoots[8] as string,
  }),
  reject(
    'index-next',
    'INCLUSION_ROOT_DIFFERS',
    'the neighbour’s index',
    inclusion(6, 11, { index: 7 }),
  ),
  reject(
    'index-at-size',
    'INCLUSION_PATH_WRONG',
    'an index that the tree does not have',
    inclusion(6, 11, { index: 11 }),
  ),
  reject('index-negative', 'INCLUSION_PATH_WRONG', 'index −1', inclusion(6, 11, { index: -1 })),
  reject('index-fraction', 'INCLUSION_PATH_WRONG', 'index 6.5', inclusion(6, 11, { index: 6.5 })),
  reject(
    'size-smaller',
    'INCLUSION_PATH_WRONG',
    'a proof for another size',
    inclusion(6, 11, { size: 8 }),
  ),
  reject('size-unsafe', 'INCLUSION_PATH_WRONG', 'size 2^53', inclusion(6, 11, { size: 2 ** 53 })),
  reject(
    'path-short',
    'INCLUSION_PATH_WRONG',
    'the last hash left out',
    inclusion(6, 11, { path: path6.slice(0, -1) }),
  ),
  reject(
    'path-long',
    'INCLUSION_PATH_WRONG',
    'a hash more',
    inclusion(6, 11, { path: [...path6, root(11)] }),
  ),
  reject(
    'path-swapped',
    'INCLUSION_ROOT_DIFFERS',
    'two hashes swapped',
    inclusion(6, 11, { path: [path6[1], path6[0], ...path6.slice(2)] as Input[] }),
  ),
  reject(
    'path-bit',
    'INCLUSION_ROOT_DIFFERS',
    'a bit changed',
    inclusion(6, 11, { path: path6.map((hash, i) => (i === 2 ? flipped(hash) : hash)) }),
  ),
  reject(
    'path-short-hash',
    'INCLUSION_PATH_WRONG',
    'a hash of 31 bytes',
    inclusion(6, 11, { path: path6.map((hash, i) => (i === 2 ? hash.slice(2) : hash)) }),
  ),
  reject(
    'other-leaf',
    'INCLUSION_ROOT_DIFFERS',
    'another leaf',
    inclusion(6, 11, { leaf: toHex(leaves[5] as Uint8Array) }),
  ),
  reject(
    'other-root',
    'INCLUSION_ROOT_DIFFERS',
    'the root of another size',
    inclusion(6, 11, { root: root(10) }),
  ),
  reject(
    'entry-for-leaf',
    'INCLUSION_PATH_WRONG',
    'the entry itself, not its hash',
    inclusion(6, 11, { leaf: toHex(entries[6] as Uint8Array) }),
  ),
  reject(
    'node-for-leaf',
    'INCLUSION_PATH_WRONG',
    'an inner node shown as a leaf',
    inclusion(6, 11, { leaf: root(2), path: path6.slice(1) }),
  ),
];

const consistency = (
  older: number,
  newer: number,
  changes: Readonly<Record<string, Input>> = {},
): Input => ({
  hash: 'sm3',
  older: { size: older, root: root(older) },
  newer: { size: newer, root: root(newer) },
  path: hexes(consistencyPath(sm3, leaves.slice(0, newer), older)),
  ...changes,
});
const path7 = hexes(consistencyPath(sm3, leaves, 7));

export const consistencyCases: readonly Case[] = [
  accept('same', 'equal sizes', consistency(5, 5)),
  accept('full-subtree', '8 to 11', consistency(8, 11)),
  accept('odd', '7 to 11', consistency(7, 11)),
  accept('from-one', '1 to 11', consistency(1, 11)),
  accept('by-one', '10 to 11', consistency(10, 11)),
  reject(
    'from-nothing',
    'CONSISTENCY_PATH_WRONG',
    'an empty tree vouches for nothing',
    consistency(1, 11, { older: { size: 0, root: toHex(sm3(new Uint8Array())) }, path: [] }),
  ),
  reject(
    'shrunk',
    'CONSISTENCY_PATH_WRONG',
    'the newer tree is smaller',
    consistency(5, 11, { older: { size: 11, root: root(11) }, newer: { size: 5, root: root(5) } }),
  ),
  reject(
    'fork',
    'CONSISTENCY_ROOT_DIFFERS',
    'equal sizes, other root',
    consistency(5, 5, { newer: { size: 5, root: flipped(root(5)) } }),
  ),
  reject(
    'same-with-path',
    'CONSISTENCY_PATH_WRONG',
    'equal sizes and a path',
    consistency(5, 5, { path: [root(1)] }),
  ),
  reject(
    'path-short',
    'CONSISTENCY_PATH_WRONG',
    'the last hash left out',
    consistency(7, 11, { path: path7.slice(0, -1) }),
  ),
  reject(
    'path-long',
    'CONSISTENCY_PATH_WRONG',
    'a hash more',
    consistency(7, 11, { path: [...path7, root(1)] }),
  ),
  reject(
    'path-empty',
    'CONSISTENCY_PATH_WRONG',
    'nothing is shown',
    consistency(7, 11, { path: [] }),
  ),
  reject(
    'path-bit',
    'CONSISTENCY_ROOT_DIFFERS',
    'a bit changed',
    consistency(7, 11, { path: path7.map((hash, i) => (i === 1 ? flipped(hash) : hash)) }),
  ),
  reject(
    'path-short-hash',
    'CONSISTENCY_PATH_WRONG',
    'a hash of 31 bytes',
    consistency(7, 11, { path: path7.map((hash, i) => (i === 1 ? hash.slice(2) : hash)) }),
  ),
  reject(
    'older-root',
    'CONSISTENCY_ROOT_DIFFERS',
    'another older root',
    consistency(7, 11, { older: { size: 7, root: flipped(root(7)) } }),
  ),
  reject(
    'newer-root',
    'CONSISTENCY_ROOT_DIFFERS',
    'another newer root',
    consistency(7, 11, { newer: { size: 11, root: flipped(root(11)) } }),
  ),
  reject(
    'size-fraction',
    'CONSISTENCY_PATH_WRONG',
    'size 6.5',
    consistency(7, 11, { older: { size: 6.5, root: root(7) } }),
  ),
];

export const compactRangeCases: readonly Case[] = [
  accept(
    'eleven',
    'the full subtrees of 8, 2 and 1 leaves',
    {
      size: 11,
      nodes: [
        root(8),
        toHex(treeRoot(sm3, leaves.slice(8, 10))),
        toHex(leaves[10] as Uint8Array),
      ].join(''),
    },
    root(11),
  ),
  accept('empty', 'no leaves', { size: 0, nodes: '' }, toHex(sm3(new Uint8Array()))),
  reject('node-missing', 'TREE_RANGE_INVALID', 'two nodes for eleven leaves', {
    size: 11,
    nodes: root(8) + root(2),
  }),
  reject('half-node', 'TREE_RANGE_INVALID', '31 bytes', { size: 1, nodes: root(1).slice(2) }),
  reject('size', 'TREE_RANGE_INVALID', 'size −1', { size: -1, nodes: '' }),
];
