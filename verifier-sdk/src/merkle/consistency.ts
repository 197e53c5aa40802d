import { VerifierError, type VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { climb } from './climb.js';
import { bitsSet } from './compact-range.js';
import { isHash, nodeHash, type Hash } from './hash.js';
import { rangeRoot, splitPoint } from './tree.js';

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * RFC 9162 §2.1.4.1: the path that shows the tree of the first `size` leaves to be a prefix of the tree of all.
 * @throws VerifierError TREE_RANGE_INVALID
 */
export function consistencyPath(
  hash: Hash,
  leaves: readonly Uint8Array[],
  size: number,
): Uint8Array[] {
  if (!(size >= 1 && size <= leaves.length)) {
    throw new VerifierError('TREE_RANGE_INVALID', 'the older tree has 1 to all of the leaves');
  }
  const path: Uint8Array[] = [];
  let start = 0;
  let end = leaves.length;
  // While true, the older tree is a whole subtree whose root the verifier holds already.
  let whole = true;
  while (size !== end) {
    const middle = start + splitPoint(end - start);
    if (size <= middle) {
      path.unshift(rangeRoot(hash, leaves, middle, end));
      end = middle;
    } else {
      path.unshift(rangeRoot(hash, leaves, start, middle));
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.unshift(rangeRoot(hash, leaves, start, end));
  return path;
}

/**
 * RFC 9162 §2.1.4.2: null where `path` shows the newer tree to continue the older one, else the reason why not. Equal
 * sizes need equal roots and no path. Nothing is ever shown from a tree without leaves.
 */
export function checkConsistency(
  hash: Hash,
  older: TreeHead,
  newer: TreeHead,
  path: readonly Uint8Array[],
): VerifierCode | null {
  const ordered = Number.isSafeInteger(newer.size) && older.size >= 1 && older.size <= newer.size;
  if (!ordered || !Number.isSafeInteger(older.size) || !path.every(isHash)) {
    return 'CONSISTENCY_PATH_WRONG';
  }
  if (older.size < newer.size) return checkPath(hash, older, newer, path);
  if (path.length > 0) return 'CONSISTENCY_PATH_WRONG';
  return equalBytes(older.root, newer.root) ? null : 'CONSISTENCY_ROOT_DIFFERS';
}

function checkPath(
  hash: Hash,
  older: TreeHead,
  newer: TreeHead,
  path: readonly Uint8Array[],
): VerifierCode | null {
  const roots = rootsFrom(hash, older.size, newer.size, withOlderRoot(older, path));
  if (roots === null) return 'CONSISTENCY_PATH_WRONG';
  const same = equalBytes(roots.older, older.root) && equalBytes(roots.newer, newer.root);
  return same ? null : 'CONSISTENCY_ROOT_DIFFERS';
}

/**
 * A consistency path that begins with a node of the newer tree at every size. RFC 9162 leaves it out where the older
 * tree is one full subtree, since whoever compares two roots holds it already.
 * @param older - root of the first leaves of the very tree that the path is of
 */
export function withOlderRoot(older: TreeHead, path: readonly Uint8Array[]): readonly Uint8Array[] {
  return bitsSet(older.size) === 1 ? [older.root, ...path] : path;
}

/**
 * The root of the first `size` leaves of the newer tree, whatever anybody says that it is: nodes that lead to a root can
 * be no others.
 * @param path - as {@link withOlderRoot} gives it
 * @returns null where it does not lead to the newer root: then it says nothing of either tree
 */
export function prefixRoot(
  hash: Hash,
  size: number,
  path: readonly Uint8Array[],
  newer: TreeHead,
): Uint8Array | null {
  const ordered = Number.isSafeInteger(newer.size) && size >= 1 && size < newer.size;
  if (!ordered || !Number.isSafeInteger(size) || !path.every(isHash)) return null;
  const roots = rootsFrom(hash, size, newer.size, path);
  return roots !== null && equalBytes(roots.newer, newer.root) ? roots.older : null;
}

/** The two roots that a path leads to; null where its length fits no two such trees. */
function rootsFrom(
  hash: Hash,
  size: number,
  newerSize: number,
  [first, ...path]: readonly Uint8Array[],
): { readonly older: Uint8Array; readonly newer: Uint8Array } | null {
  if (first === undefined) return null;
  let position = size - 1;
  let last = newerSize - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let older = first;
  let newer = first;
  const arrived = climb(position, last, path, (sibling, side) => {
    if (side === 'left') older = nodeHash(hash, sibling, older);
    newer = side === 'left' ? nodeHash(hash, sibling, newer) : nodeHash(hash, newer, sibling);
  });
  return arrived ? { older, newer } : null;
}
