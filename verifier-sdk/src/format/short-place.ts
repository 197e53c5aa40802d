import { cutNodeOf } from '../merkle/cut.js';
import type { LeafPlace, Receipt } from './receipt.js';

/**
 * The short form of a place, for a terminal that has named the size of its tree: the first hashes of a receipt's path.
 * @param size - of the checkpoint that the terminal holds, with the roots of its subtrees
 * @returns null where the terminal's tree does not hold the leaf, or the receipt is from before the subtree was full
 * that the terminal has the root of: then a newer receipt, or the full form, is needed
 */
export function shortPlace(
  { leafIndex, size: own, path }: Receipt,
  size: number,
): LeafPlace | null {
  const node = cutNodeOf(leafIndex, size);
  if (node === null) return null;
  const span = 2 ** node.height;
  const end = (Math.floor(leafIndex / span) + 1) * span;
  return end > own ? null : { leafIndex, path: path.slice(0, node.height) };
}
