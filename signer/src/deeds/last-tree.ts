import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import type { Keystore, StoredKey } from '../storage/keystore.js';
import type { SignedTree } from '../storage/state-file.js';

/** How far a key has come with a log. */
export interface TreePosition {
  readonly size: number;
  readonly root: Uint8Array;
  readonly time: number;
  readonly statusSequence: number;
  readonly trustVersion: number;
}

export interface LastTree extends SignedTree {
  readonly checkpoint: Checkpoint;
}

/**
 * The last checkpoint of a log that a key has signed, or that the key before it has: a rotated key goes on from there
 * as far as that is known.
 */
export function lastTree(keystore: Keystore, key: StoredKey, origin: string): LastTree | null {
  const { role, name, generation } = key.record;
  const line = keystore
    .keys()
    .filter(({ record }) => record.role === role && record.name === name)
    .filter(({ record }) => record.generation <= generation)
    .sort((a, b) => b.record.generation - a.record.generation);
  for (const one of line) {
    const tree = ownTree(one, origin);
    if (tree !== null) return tree;
  }
  return null;
}

/** The last checkpoint of a log that this very key has signed. */
export function ownTree({ state }: StoredKey, origin: string): LastTree | null {
  for (const tree of state.trees) {
    const checkpoint = decodeCheckpoint(tree.text);
    if (checkpoint.origin === origin) return { ...tree, checkpoint };
  }
  return null;
}

/** The trees of a key with one replaced or added. */
export function withTree(key: StoredKey, origin: string, tree: SignedTree): readonly SignedTree[] {
  const others = key.state.trees.filter(({ text }) => decodeCheckpoint(text).origin !== origin);
  return [...others, tree];
}

export function positionOf(tree: LastTree | null): TreePosition | null {
  if (tree === null) return null;
  const { size, root, time, status, trust } = tree.checkpoint;
  return { size, root, time, statusSequence: status.sequence, trustVersion: trust.version };
}
