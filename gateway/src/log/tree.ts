import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VerifierError } from '@yinzhao/verifier/errors';
import { concatBytes, equalBytes } from '@yinzhao/verifier/format/bytes';
import { emptyRoot, nodeHash } from '@yinzhao/verifier/merkle/hash';
import { splitPoint } from '@yinzhao/verifier/merkle/tree';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import { openNodes, type Nodes } from './nodes.js';
import { openTogether } from './open-together.js';
import { openRecordFile, type RecordFile } from './record-file.js';
import { growTile, tileHeight, tileWidth, type Tile } from './tile.js';

/**
 * A Merkle tree on disk. Leaves and the roots of full tiles are files; nodes above tiles are in memory, 64 bytes for
 * 256 leaves. A path needs one tile of leaves and what is in memory, however large the tree.
 */
export interface Tree {
  readonly size: () => number;
  /** Not on disk before {@link sync}. */
  readonly append: (leaves: readonly Uint8Array[]) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly rootAt: (size: number) => Promise<Uint8Array>;
  /** RFC 9162 §2.1.3.1. */
  readonly inclusionPath: (index: number, size: number) => Promise<Uint8Array[]>;
  /** RFC 9162 §2.1.4.1. */
  readonly consistencyPath: (from: number, to: number) => Promise<Uint8Array[]>;
  /** Nodes `first` to `first + count` of a level, one after another: the content of tiles. */
  readonly hashes: (level: number, first: number, count: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Tiles read last: licences of one batch lie in a few of them. */
const rememberedTiles = 16;

/** @throws GatewayError MIRROR_DAMAGED */
export async function openTree(folder: string, size: number, engine: Engine): Promise<Tree> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { leaves, nodes, started } = await openTogether(async (keep) => {
    const full = Math.floor(size / tileWidth);
    const leaves = await keep(openRecordFile(join(folder, 'leaves'), 32, size));
    const nodes = await keep(openNodes(join(folder, 'nodes'), full, engine));
    return { leaves, nodes, started: await readTile(leaves, full, size % tileWidth, engine) };
  });
  let last = started;
  const tiles = rememberTiles(leaves, nodes, engine);

  const node = async (level: number, index: number): Promise<Uint8Array> => {
    if (level >= tileHeight) return nodes.node(level - tileHeight, index);
    const perTile = tileWidth / 2 ** level;
    const at = Math.floor(index / perTile);
    const tile = at === nodes.count() ? last : await tiles(at);
    return tile.node(level, index % perTile);
  };
  /** Root of leaves `start` to `end`, where `start` is a multiple of a power of two not below the length. */
  const range = async (start: number, end: number): Promise<Uint8Array> => {
    const level = Math.log2(end - start);
    if (Number.isInteger(level)) return node(level, start / 2 ** level);
    const middle = start + splitPoint(end - start);
    return nodeHash(engine.sm3, await range(start, middle), await range(middle, end));
  };
  const known = (holds: boolean): void => {
    if (!holds) throw new VerifierError('TREE_RANGE_INVALID', 'the tree has no such part');
  };
  return {
    size: leaves.count,
    append: async (added) => {
      await leaves.append(concatBytes(...added));
      for (const leaf of added) {
        const root = last.push(leaf);
        if (root === null) continue;
        await nodes.push(root);
        last = growTile(engine.sm3);
      }
    },
    sync: async () => {
      await leaves.sync();
      await nodes.sync();
    },
    rootAt: async (at) => {
      known(at >= 0 && at <= leaves.count());
      return at === 0 ? emptyRoot(engine.sm3) : range(0, at);
    },
    inclusionPath: async (index, at) => {
      known(index >= 0 && index < at && at <= leaves.count());
      return Promise.all(inclusionRanges(index, at).map(([start, end]) => range(start, end)));
    },
    consistencyPath: async (from, to) => {
      known(from >= 1 && from <= to && to <= leaves.count());
      return Promise.all(consistencyRanges(from, to).map(([start, end]) => range(start, end)));
    },
    hashes: async (level, first, count) => {
      known(first >= 0 && (first + count) * 2 ** level <= leaves.count());
      if (level === 0) return leaves.read(first, count);
      if (level >= tileHeight) {
        // Of a large log tens of thousands at once, all in memory.
        const bytes = new Uint8Array(32 * count);
        for (let i = 0; i < count; i++)
          bytes.set(nodes.node(level - tileHeight, first + i), 32 * i);
        return bytes;
      }
      const wanted = Array.from({ length: count }, (_, i) => node(level, first + i));
      return concatBytes(...(await Promise.all(wanted)));
    },
    close: async () => {
      await leaves.close();
      await nodes.close();
    },
  };
}

type Range = readonly [start: number, end: number];

/** The subtrees beside the way from the root to a leaf, the lowest first. */
function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  return ranges;
}

function consistencyRanges(from: number, to: number): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  let end = to;
  while (from !== end) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  // A whole older tree is a node whose hash the reader holds.
  if (start > 0) ranges.unshift([start, end]);
  return ranges;
}

async function readTile(
  leaves: RecordFile,
  index: number,
  width: number,
  engine: Engine,
): Promise<Tile> {
  const bytes = await leaves.read(index * tileWidth, width);
  const tile = growTile(engine.sm3);
  for (let at = 0; at < bytes.length; at += 32) tile.push(bytes.subarray(at, at + 32));
  return tile;
}

/** Full tiles, each compared with its root when it is read: a leaf that has changed on disk is never part of a path. */
function rememberTiles(
  leaves: RecordFile,
  nodes: Nodes,
  engine: Engine,
): (index: number) => Promise<Tile> {
  const remembered = new Map<number, Promise<Tile>>();
  const read = async (index: number): Promise<Tile> => {
    const tile = await readTile(leaves, index, tileWidth, engine);
    if (equalBytes(tile.node(tileHeight, 0), nodes.node(0, index))) return tile;
    throw new GatewayError('MIRROR_DAMAGED', `the leaves of tile ${index} have changed on disk`);
  };
  return (index) => {
    const known = remembered.get(index) ?? read(index);
    // Last used, last forgotten.
    remembered.delete(index);
    remembered.set(index, known);
    if (remembered.size > rememberedTiles) {
      remembered.delete(remembered.keys().next().value as number);
    }
    known.catch(() => remembered.delete(index));
    return known;
  };
}
