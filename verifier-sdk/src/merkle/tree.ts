import { emptyRoot, nodeHash, type Hash } from './hash.js';

/** RFC 9162 §2.1.1: the largest power of two below `count`; `count` is at least 2. */
export function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** Root over leaf hashes `start` to `end` (exclusive) as a tree of their own. */
export function rangeRoot(
  hash: Hash,
  leaves: readonly Uint8Array[],
  start: number,
  end: number,
): Uint8Array {
  if (end - start <= 1) return leaves[start] ?? emptyRoot(hash);
  const middle = start + splitPoint(end - start);
  return nodeHash(
    hash,
    rangeRoot(hash, leaves, start, middle),
    rangeRoot(hash, leaves, middle, end),
  );
}

/** RFC 9162 §2.1.1: the root of the tree over all leaf hashes given. */
export function treeRoot(hash: Hash, leaves: readonly Uint8Array[]): Uint8Array {
  return leaves.length === 0 ? emptyRoot(hash) : rangeRoot(hash, leaves, 0, leaves.length);
}
