import { nodeHash } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { openRecordFile } from './record-file.js';

/** The roots of full tiles, and every whole subtree above them. */
export interface Nodes {
  /** Number of full tiles. */
  readonly count: () => number;
  readonly push: (root: Uint8Array) => Promise<void>;
  /** Root of the `index`-th whole subtree of 2^`level` tiles. */
  readonly node: (level: number, index: number) => Uint8Array;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The lowest level is a file, those above follow from it. */
export async function openNodes(path: string, count: number, engine: Engine): Promise<Nodes> {
  const file = await openRecordFile(path, 32, count);
  const lowest = growLevel();
  const levels: Level[] = [lowest];
  const climb = (root: Uint8Array): void => {
    let hash = root;
    for (let level = 0; ; level++) {
      const nodes = (levels[level] ??= growLevel());
      const index = nodes.push(hash);
      if (index % 2 === 0) return;
      hash = nodeHash(engine.sm3, nodes.at(index - 1) as Uint8Array, hash);
    }
  };
  const bytes = await file.read(0, count);
  for (let at = 0; at < bytes.length; at += 32) climb(bytes.subarray(at, at + 32));
  return {
    count: lowest.count,
    push: async (root) => {
      await file.append(root);
      climb(root);
    },
    node: (level, index) => {
      const hash = levels[level]?.at(index) ?? null;
      if (hash === null) throw new RangeError('no such node');
      return hash;
    },
    sync: file.sync,
    close: file.close,
  };
}

interface Level {
  readonly count: () => number;
  /** Gives the index of what was pushed. */
  readonly push: (hash: Uint8Array) => number;
  readonly at: (index: number) => Uint8Array | null;
}

/** One buffer for a level: forty thousand small arrays would take twice the memory. */
function growLevel(): Level {
  let bytes = new Uint8Array(32 * 16);
  let count = 0;
  return {
    count: () => count,
    push: (hash) => {
      if (32 * count === bytes.length) {
        const larger = new Uint8Array(2 * bytes.length);
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(hash, 32 * count);
      return count++;
    },
    at: (index) => (index < count ? bytes.slice(32 * index, 32 * index + 32) : null),
  };
}
