import type { VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { appendLeaves, bitsSet, emptyRange, rootOfRange } from './compact-range.js';
import type { TreeHead } from './consistency.js';
import { isHash, type Hash } from './hash.js';
import { rangeRoot } from './tree.js';

/** Leaves under one subtree root: a path up to it has 8 hashes. */
export const subtreeLeaves = 256;

/** A tree cut at the height of 256 leaves: whoever holds it needs of a leaf only the way to its subtree. */
export interface Subtrees {
  /** Number of full subtrees of 256 leaves at the left that are left out: whoever asked has their roots. */
  readonly first: number;
  /** Compact range of those: the roots of the full trees above them, the largest first. */
  readonly before: readonly Uint8Array[];
  /** Root of each further full subtree, from the left. */
  readonly roots: readonly Uint8Array[];
  /** Roots of the full subtrees of the leaves that remain, the largest first: one for each bit set in their number. */
  readonly rest: readonly Uint8Array[];
}

/** @param first - number of full subtrees to leave out; not more than there are */
export function subtreesOf(hash: Hash, leaves: readonly Uint8Array[], first = 0): Subtrees {
  const full = Math.floor(leaves.length / subtreeLeaves);
  const all = Array.from({ length: full }, (_, i) =>
    rangeRoot(hash, leaves, subtreeLeaves * i, subtreeLeaves * (i + 1)),
  );
  const { nodes: rest } = appendLeaves(hash, emptyRange, leaves.slice(subtreeLeaves * full));
  const { nodes: before } = appendLeaves(hash, emptyRange, all.slice(0, first));
  return { first, before, roots: all.slice(first), rest };
}

/** null where the subtrees make up the very tree, else the reason why not. */
export function checkSubtrees(
  hash: Hash,
  { size, root }: TreeHead,
  { first, before, roots, rest }: Subtrees,
): VerifierCode | null {
  const full = Math.floor(size / subtreeLeaves);
  const isComplete =
    first <= full &&
    before.length === bitsSet(first) &&
    roots.length === full - first &&
    rest.length === bitsSet(size % subtreeLeaves);
  if (!isComplete || ![...before, ...roots, ...rest].every(isHash)) return 'SUBTREES_COUNT_WRONG';
  // A full subtree is a leaf of the tree above: its compact range comes first, that of the remaining leaves behind it.
  const { nodes } = appendLeaves(hash, { size: first, nodes: before }, roots);
  const computed = rootOfRange(hash, { size, nodes: [...nodes, ...rest] });
  return equalBytes(computed, root) ? null : 'SUBTREES_ROOT_DIFFERS';
}

/**
 * Puts before the later roots those that are held already.
 * @returns null where they do not reach as far as the later ones begin, or lead to other trees there
 */
export function joinSubtrees(hash: Hash, held: Subtrees, later: Subtrees): Subtrees | null {
  const missing = later.first - held.first;
  if (missing < 0 || missing > held.roots.length) return null;
  const kept = held.roots.slice(0, missing);
  const { nodes } = appendLeaves(hash, { size: held.first, nodes: held.before }, kept);
  const isSame =
    nodes.length === later.before.length &&
    nodes.every((node, i) => equalBytes(node, later.before[i] as Uint8Array));
  if (!isSame) return null;
  return { ...later, first: held.first, before: held.before, roots: [...kept, ...later.roots] };
}
