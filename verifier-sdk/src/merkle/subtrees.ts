import type { VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { appendLeaves, emptyRange, rootOfRange } from './compact-range.js';
import type { TreeHead } from './consistency.js';
import { isHash, type Hash } from './hash.js';
import { rangeRoot } from './tree.js';

/** Leaves under one subtree root: a path up to it has 8 hashes. */
export const subtreeLeaves = 256;

/** A tree cut at the height of 256 leaves: whoever holds it needs of a leaf only the way to its subtree. */
export interface Subtrees {
  /** Root of each full subtree of 256 leaves, from the left. */
  readonly roots: readonly Uint8Array[];
  /** Roots of the full subtrees of the leaves that remain, the largest first: one for each bit set in their number. */
  readonly rest: readonly Uint8Array[];
}

export function subtreesOf(hash: Hash, leaves: readonly Uint8Array[]): Subtrees {
  const full = Math.floor(leaves.length / subtreeLeaves);
  const roots = Array.from({ length: full }, (_, i) =>
    rangeRoot(hash, leaves, subtreeLeaves * i, subtreeLeaves * (i + 1)),
  );
  const { nodes } = appendLeaves(hash, emptyRange, leaves.slice(subtreeLeaves * full));
  return { roots, rest: nodes };
}

/** null where the subtrees make up the very tree, else the reason why not. */
export function checkSubtrees(
  hash: Hash,
  { size, root }: TreeHead,
  { roots, rest }: Subtrees,
): VerifierCode | null {
  const full = Math.floor(size / subtreeLeaves);
  const bits = (size % subtreeLeaves).toString(2).replaceAll('0', '').length;
  const isComplete = roots.length === full && rest.length === bits;
  if (!isComplete || ![...roots, ...rest].every(isHash)) return 'SUBTREES_COUNT_WRONG';
  // A full subtree is a leaf of the tree above: its compact range comes first, that of the remaining leaves behind it.
  const { nodes } = appendLeaves(hash, emptyRange, roots);
  const computed = rootOfRange(hash, { size, nodes: [...nodes, ...rest] });
  return equalBytes(computed, root) ? null : 'SUBTREES_ROOT_DIFFERS';
}
