import { equalBytes } from '../format/bytes.js';
import type { Receipt } from '../format/receipt.js';
import type { TreeHead } from '../merkle/consistency.js';
import { cutNodeOf } from '../merkle/cut.js';
import { rootFromInclusion } from '../merkle/inclusion.js';
import { checkSubtrees, type Subtrees } from '../merkle/subtrees.js';
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
 * Whether the very leaf that the receipt proves stands in the tree of the pack: the first hashes of its path lead to the
 * root that the pack's tree is cut at around it.
 * @param packSize - of the tree that the subtrees make
 * @returns null where one of both trees does not hold the whole subtree, or the pack leaves its root out
 */
export function judgeLeaf(
  leaf: Uint8Array,
  { leafIndex, size, path }: Pick<Receipt, 'leafIndex' | 'size' | 'path'>,
  subtrees: Subtrees,
  packSize: number,
  sm3: Engine['sm3'],
): boolean | null {
  const node = cutNodeOf(leafIndex, packSize);
  const root = node?.in(subtrees) ?? null;
  if (node === null || root === null) return null;
  const span = 2 ** node.height;
  const index = leafIndex % span;
  if (leafIndex - index + span > size) return null;
  const proof = { index, size: span, path: path.slice(0, node.height) };
  const computed = rootFromInclusion(sm3, leaf, proof);
  return computed !== null && equalBytes(computed, root);
}
