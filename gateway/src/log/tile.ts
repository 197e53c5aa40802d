import { nodeHash, type Hash } from '@yinzhao/verifier/merkle/hash';

/** Leaves of a tile: a whole subtree of eight levels. */
export const tileWidth = 256;
export const tileHeight = 8;

/** The inner nodes over up to 256 hashes, grown hash by hash. */
export interface Tile {
  /** How many hashes it holds. */
  readonly width: () => number;
  /** Adds one; gives the root once the tile is full. */
  readonly push: (hash: Uint8Array) => Uint8Array | null;
  /** Root of the `index`-th whole subtree of 2^`level` hashes. */
  readonly node: (level: number, index: number) => Uint8Array;
}

/** One node hash for each hash pushed, on average: what is needed for roots and paths is there when asked for. */
export function growTile(hash: Hash): Tile {
  const levels: Uint8Array[][] = Array.from({ length: tileHeight + 1 }, () => []);
  return {
    width: () => (levels[0] as Uint8Array[]).length,
    push: (pushed) => {
      let node = pushed;
      for (const [level, nodes] of levels.entries()) {
        nodes.push(node);
        if (nodes.length % 2 === 1) return level === tileHeight ? node : null;
        node = nodeHash(hash, nodes[nodes.length - 2] as Uint8Array, node);
      }
      throw new RangeError('a tile holds 256 hashes');
    },
    node: (level, index) => {
      const node = levels[level]?.[index];
      if (node === undefined) throw new RangeError('no such node in the tile');
      return node;
    },
  };
}
