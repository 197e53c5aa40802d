import { equalBytes } from '../format/bytes.js';
import type { Receipt } from '../format/receipt.js';
import type { TreeHead } from '../merkle/consistency.js';
import { rootFromInclusion } from '../merkle/inclusion.js';
import { checkSubtrees, subtreeLeaves, type Subtrees } from '../merkle/subtrees.js';
import type { Engine } from '../sm/engine.js';

/** Subtree roots of a pack count where together they make the root of its checkpoint. */
export function openSubtrees(
  subtrees: Subtrees | null,
  head: TreeHead,
  { sm3 }: Engine,
): Subtrees | null {
  return subtrees !== null && checkSubtrees(sm3, head, subtrees) === null ? subtrees : null;
}

/**
 * Whether the very leaf that the receipt proves stands in the tree of the pack: the first 8 hashes of its path lead to
 * the root of its 256 leaves, which the pack holds too.
 * @returns null where one of both trees does not hold all 256, or the pack leaves their root out
 */
export function judgeLeaf(
  leaf: Uint8Array,
  { leafIndex, size, path }: Pick<Receipt, 'leafIndex' | 'size' | 'path'>,
  { first, roots }: Subtrees,
  sm3: Engine['sm3'],
): boolean | null {
  const block = Math.floor(leafIndex / subtreeLeaves);
  const root = roots[block - first];
  if (root === undefined || (block + 1) * subtreeLeaves > size) return null;
  const height = Math.log2(subtreeLeaves);
  const proof = {
    index: leafIndex % subtreeLeaves,
    size: subtreeLeaves,
    path: path.slice(0, height),
  };
  const computed = rootFromInclusion(sm3, leaf, proof);
  return computed !== null && equalBytes(computed, root);
}
