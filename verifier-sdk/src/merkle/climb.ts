/**
 * The way from a node to the root that inclusion (RFC 9162 §2.1.3.2) and consistency (§2.1.4.2) proofs share.
 * @param position - index of the node on its level
 * @param last - index of the last node of that level
 * @param join - takes each sibling and the side it stands on
 * @returns whether the path has exactly the length that leads to the root
 */
export function climb(
  position: number,
  last: number,
  path: readonly Uint8Array[],
  join: (sibling: Uint8Array, side: 'left' | 'right') => void,
): boolean {
  let at = position;
  let end = last;
  for (const sibling of path) {
    if (end === 0) return false;
    const side = at % 2 === 1 || at === end ? 'left' : 'right';
    join(sibling, side);
    // A right border node without sibling moves up unchanged until it is a right child.
    while (side === 'left' && at % 2 === 0 && at !== 0) {
      at = at / 2;
      end = Math.floor(end / 2);
    }
    at = Math.floor(at / 2);
    end = Math.floor(end / 2);
  }
  return end === 0;
}
