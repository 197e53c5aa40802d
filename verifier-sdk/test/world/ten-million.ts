// A tree of ten million leaves: the 256 around the licence and those behind the last full subtree are real, of every
// other subtree there is only a root, as a terminal has it.
import type { Checkpoint } from '../../src/format/checkpoint.js';
import { encodeUtf8 } from '../../src/format/bytes.js';
import { receiptFrom, type Receipt } from '../../src/format/receipt.js';
import { decodeSignedNote } from '../../src/format/signed-note.js';
import { encodeSyncPack } from '../../src/format/sync-pack.js';
import { appendLeaves, emptyRange, rootOfRange } from '../../src/merkle/compact-range.js';
import { inclusionPath } from '../../src/merkle/inclusion.js';
import { nodeHash } from '../../src/merkle/hash.js';
import { subtreeLeaves, type Subtrees } from '../../src/merkle/subtrees.js';
import { rangeRoot } from '../../src/merkle/tree.js';
import {
  filler,
  hour,
  leavesOf,
  noon,
  origin,
  signNote,
  sm3,
  statusLists,
  trustLine,
  type Signers,
} from './city.js';
import { entries, leaf, leafIndex } from './fields-6of12.js';
import { goodBundle } from './scene.js';
import type { StatusEntry } from '../../src/format/status-snapshot.js';

const full = Math.floor(entries / subtreeLeaves);
const block = Math.floor(leafIndex / subtreeLeaves);
const inBlock = leafIndex % subtreeLeaves;

const around = leavesOf(filler(subtreeLeaves, 'around'));
around[inBlock] = leaf;
const behind = leavesOf(filler(entries % subtreeLeaves, 'behind'));
const roots = Array.from({ length: full }, (_, i) =>
  i === block ? rangeRoot(sm3, around, 0, subtreeLeaves) : sm3(encodeUtf8(`subtree ${i}`)),
);
const rest = appendLeaves(sm3, emptyRange, behind).nodes;

/** What a pack for a terminal that has nothing carries: 1.25 MB. */
export const subtrees: Subtrees = { first: 0, before: [], roots, rest };
const upper = appendLeaves(sm3, emptyRange, roots).nodes;
export const root = rootOfRange(sm3, { size: entries, nodes: [...upper, ...rest] });

/** Up to its subtree, and from there: above it every full subtree is a leaf, and what is behind them hangs at the right. */
export const path: readonly Uint8Array[] = [
  ...inclusionPath(sm3, around, inBlock, subtreeLeaves),
  ...pathAbove(),
];

function pathAbove(): readonly Uint8Array[] {
  return inclusionPath(sm3, [...roots, restRoot()], block, full + 1);
}

function restRoot(): Uint8Array {
  return [...rest].reduceRight((right, left) => nodeHash(sm3, left, right));
}

export function checkpointOf(statuses: readonly StatusEntry[] = []): Checkpoint {
  const { digest } = statusLists(origin, entries, statuses.length, statuses);
  const status = { sequence: statuses.length, digest };
  return {
    origin,
    size: entries,
    root,
    time: noon + hour,
    status,
    trust: trustLine(goodBundle, 1),
  };
}

export function receipt(): Receipt {
  const note = decodeSignedNote(signNote(checkpointOf()));
  return receiptFrom(note, { leafIndex, path }, note.signatures.slice(1));
}

/** The pack of that tree; a test says what is wrong with it. */
export function packWith(
  changes: {
    readonly subtrees?: Subtrees | null;
    readonly statuses?: readonly StatusEntry[];
    readonly checkpoint?: Partial<Checkpoint>;
    readonly signers?: Signers;
  } = {},
): Uint8Array {
  const { statuses = [], checkpoint, signers } = changes;
  const { snapshot, sealList } = statusLists(origin, entries, statuses.length, statuses);
  const note = signNote({ ...checkpointOf(statuses), ...checkpoint }, signers);
  const given = changes.subtrees === undefined ? subtrees : changes.subtrees;
  const log = { origin, note, snapshot, sealList, proofs: [], subtrees: given };
  return encodeSyncPack({ network: 'city', bundles: [goodBundle], logs: [log] });
}
