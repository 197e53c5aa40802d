import { VerifierError, type VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { climb } from './climb.js';
import { isHash, nodeHash, type Hash } from './hash.js';
import { rangeRoot, splitPoint } from './tree.js';

export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  /** Hashes from the leaf's sibling upwards. */
  readonly path: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.3.1: the path for leaf `index` in the tree of the first `size` of `leaves` (leaf hashes).
 * @throws VerifierError TREE_RANGE_INVALID
 */
export function inclusionPath(
  hash: Hash,
  leaves: readonly Uint8Array[],
  index: number,
  size: number,
): Uint8Array[] {
  if (!(index >= 0 && index < size && size <= leaves.length)) {
    throw new VerifierError('TREE_RANGE_INVALID', 'no such leaf in a tree of that size');
  }
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.unshift(rangeRoot(hash, leaves, middle, end));
      end = middle;
    } else {
      path.unshift(rangeRoot(hash, leaves, start, middle));
      start = middle;
    }
  }
  return path;
}

/**
 * RFC 9162 §2.1.3.2: the root that a leaf and its path lead to, or null where the path's length does not fit index
 * and size: then no tree of that size has it.
 */
export function rootFromInclusion(
  hash: Hash,
  leaf: Uint8Array,
  proof: InclusionProof,
): Uint8Array | null {
  const { index, size, path } = proof;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index)) return null;
  if (index < 0 || index >= size || ![leaf, ...path].every(isHash)) return null;
  let node = leaf;
  const arrived = climb(index, size - 1, path, (sibling, side) => {
    node = side === 'left' ? nodeHash(hash, sibling, node) : nodeHash(hash, node, sibling);
  });
  return arrived ? node : null;
}

/** null where the leaf stands at that index of the tree with that root, else the reason why not. */
export function checkInclusion(
  hash: Hash,
  leaf: Uint8Array,
  proof: InclusionProof,
  root: Uint8Array,
): VerifierCode | null {
  const computed = rootFromInclusion(hash, leaf, proof);
  if (computed === null) return 'INCLUSION_PATH_WRONG';
  return equalBytes(computed, root) ? null : 'INCLUSION_ROOT_DIFFERS';
}
