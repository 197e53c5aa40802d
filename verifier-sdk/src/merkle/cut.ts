import { subtreeLeaves, type Subtrees } from './subtrees.js';

/** Hashes from a leaf to the root of its full subtree. */
export const maximumShortPath = Math.log2(subtreeLeaves);

/** One root of a tree that is cut at the height of 256 leaves: of a full subtree, or of a smaller one that remains. */
export interface CutNode {
  /** Hashes from the leaf to it. */
  readonly height: number;
  /** @returns null where the subtrees leave it out */
  readonly in: (subtrees: Subtrees) => Uint8Array | null;
}

/**
 * The root that stands over a leaf in the cut of a tree of `size` leaves.
 * @returns null where the tree does not hold the leaf
 */
export function cutNodeOf(leafIndex: number, size: number): CutNode | null {
  if (leafIndex >= size) return null;
  const block = Math.floor(leafIndex / subtreeLeaves);
  if (block < Math.floor(size / subtreeLeaves)) {
    return { height: maximumShortPath, in: ({ first, roots }) => roots[block - first] ?? null };
  }
  // What remains is cut at each bit set in its number, the largest subtree first.
  const remaining = size % subtreeLeaves;
  let before = leafIndex % subtreeLeaves;
  let position = 0;
  for (let height = maximumShortPath - 1; ; height--) {
    const span = 2 ** height;
    if ((remaining & span) === 0) continue;
    if (before < span) {
      const at = position;
      return { height, in: ({ rest }) => rest[at] ?? null };
    }
    before -= span;
    position++;
  }
}
