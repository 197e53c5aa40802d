import { VerifierError } from '../errors.js';
import { concatBytes } from '../format/bytes.js';
import { emptyRoot, nodeHash, type Hash } from './hash.js';

/**
 * What is needed of a tree to append to it and to know its root: the roots of its full subtrees, the largest (leftmost)
 * first, one for each bit set in `size`.
 */
export interface CompactRange {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

export const emptyRange: CompactRange = { size: 0, nodes: [] };

/** Number of bits set; sizes go beyond 32 bits. */
export function bitsSet(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new VerifierError('TREE_RANGE_INVALID', 'size is not a count');
  }
}

/** The range after `leaves` (leaf hashes) have been appended. Amortised one node hash per leaf. */
export function appendLeaves(
  hash: Hash,
  range: CompactRange,
  leaves: readonly Uint8Array[],
): CompactRange {
  checkSize(range.size + leaves.length);
  const nodes = [...range.nodes];
  let size = range.size;
  for (const leaf of leaves) {
    let node = leaf;
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(hash, nodes.pop() as Uint8Array, node);
    }
    nodes.push(node);
    size++;
  }
  return { size, nodes };
}

export function rootOfRange(hash: Hash, range: CompactRange): Uint8Array {
  const last = range.nodes.length - 1;
  let root = range.nodes[last];
  if (root === undefined) return emptyRoot(hash);
  for (let i = last - 1; i >= 0; i--) root = nodeHash(hash, range.nodes[i] as Uint8Array, root);
  return root;
}

/** The nodes one after another; the size is kept beside them. */
export function encodeRange(range: CompactRange): Uint8Array {
  return concatBytes(...range.nodes);
}

/** @throws VerifierError TREE_RANGE_INVALID */
export function decodeRange(size: number, bytes: Uint8Array): CompactRange {
  checkSize(size);
  const count = bitsSet(size);
  if (bytes.length !== 32 * count) {
    throw new VerifierError('TREE_RANGE_INVALID', `a tree of ${size} leaves has ${count} nodes`);
  }
  const nodes: Uint8Array[] = [];
  for (let i = 0; i < count; i++) nodes.push(bytes.subarray(32 * i, 32 * i + 32));
  return { size, nodes };
}
