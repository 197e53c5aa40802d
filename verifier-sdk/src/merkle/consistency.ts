import { VerifierError, type VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { climb } from './climb.js';
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
  let position = older.size - 1;
  let last = newer.size - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  const hashes = [...path];
  // A full older tree is a node of the newer one: its root needs no repeating in the path.
  const first = position === 0 ? older.root : hashes.shift();
  if (first === undefined) return 'CONSISTENCY_PATH_WRONG';
  let olderNode = first;
  let newerNode = first;
  const arrived = climb(position, last, hashes, (sibling, side) => {
    if (side === 'left') olderNode = nodeHash(hash, sibling, olderNode);
    newerNode =
      side === 'left' ? nodeHash(hash, sibling, newerNode) : nodeHash(hash, newerNode, sibling);
  });
  if (!arrived) return 'CONSISTENCY_PATH_WRONG';
  const same = equalBytes(olderNode, older.root) && equalBytes(newerNode, newer.root);
  return same ? null : 'CONSISTENCY_ROOT_DIFFERS';
}
