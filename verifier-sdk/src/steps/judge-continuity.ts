import type { CheckCode } from '../check-codes.js';
import { equalBytes } from '../format/bytes.js';
import { decodeCheckpoint, type Checkpoint } from '../format/checkpoint.js';
import type { ForkEvidence } from '../format/fork-evidence.js';
import { decodeSignedNote } from '../format/signed-note.js';
import type { SyncLog } from '../format/sync-pack.js';
import { prefixRoot } from '../merkle/consistency.js';
import type { Engine } from '../sm/engine.js';
import type { KnownLog } from '../state.js';
import type { Witnessed } from './judge-witnesses.js';

export interface Continuity {
  readonly code: CheckCode | null;
  /** Whether the older tree was shown to be a part of the newer one. */
  readonly proven: boolean;
  /** The notes that cannot both be true, and what shows it. */
  readonly evidence: Contradiction | null;
}

export type Contradiction = Pick<ForkEvidence, 'notes' | 'grounds'>;

export const fine: Continuity = { code: null, proven: false, evidence: null };
export const shown: Continuity = { ...fine, proven: true };

export function fork(
  notes: ForkEvidence['notes'],
  grounds: ForkEvidence['grounds'] = null,
): Continuity {
  return { code: 'FORK', proven: false, evidence: { notes, grounds } };
}

/** Everything a checkpoint says about a tree follows from its leaves: at one size there is one answer. */
export function sayTheSame(a: Checkpoint, b: Checkpoint): boolean {
  return (
    equalBytes(a.root, b.root) &&
    a.status.sequence === b.status.sequence &&
    equalBytes(a.status.digest, b.status.digest)
  );
}

/** Of two trees of different sizes: the smaller one was said to be all there was, after the larger one was there. */
export function hasShrunk(older: Checkpoint, newer: Checkpoint): boolean {
  return older.time > newer.time;
}

/** Witnesses go back neither in size nor in the trust bundle they name. */
function isBehind(now: Checkpoint, before: Checkpoint): boolean {
  return now.size < before.size || now.trust.version < before.trust.version;
}

/** The pack's checkpoint against the one this verifier has accepted before. */
export function judgeContinuity(
  known: WitnessedTree | null,
  witnessed: Witnessed,
  sync: SyncLog,
  engine: Engine,
): Continuity {
  if (known === null || known.checkpoint.size === 0) return fine;
  const before = known.checkpoint;
  const now = witnessed.checkpoint;
  const isEqual = now.size === before.size;
  const contradiction = (grounds?: ForkEvidence['grounds']): Continuity =>
    fork([known.note(), sync.note], grounds);
  if (isEqual && !sayTheSame(before, now)) return contradiction();
  if (!isEqual && contradictInOrder(before, now)) return contradiction();
  if (isBehind(now, before)) return { ...fine, code: 'CHECKPOINT_ROLLED_BACK' };
  if (isEqual) return shown;
  const found = followProof(before, now, sync.proofs, engine, contradiction);
  return found ?? { ...fine, code: 'CONTINUITY_UNKNOWN' };
}

/** What two trees of different sizes contradict each other in before anything is computed. */
export function contradictInOrder(a: Checkpoint, b: Checkpoint): boolean {
  const [older, newer] = a.size < b.size ? [a, b] : [b, a];
  // Status leaves are leaves: their number cannot fall while the tree grows.
  return hasShrunk(older, newer) || newer.status.sequence < older.status.sequence;
}

/**
 * By the pack's path from the size of the older tree. Nobody has signed a path, and whoever carried the pack may have
 * damaged it: one that does not lead to the newer root shows nothing. One that does is made of that tree's own nodes, so
 * that it has these first leaves and no others.
 * @returns null where nothing is shown
 */
function followProof(
  older: Checkpoint,
  newer: Checkpoint,
  proofs: SyncLog['proofs'],
  { sm3 }: Engine,
  contradiction: (grounds: ForkEvidence['grounds']) => Continuity,
): Continuity | null {
  const path = proofs.find(({ from }) => from === older.size)?.path ?? [];
  const root = prefixRoot(sm3, older.size, path, newer);
  if (root === null) return null;
  return equalBytes(root, older.root) ? shown : contradiction({ kind: 'proof', path });
}

/** A checkpoint that was witnessed, with the note that shows it: made only where it is evidence. */
export interface WitnessedTree {
  readonly checkpoint: Checkpoint;
  readonly note: () => Uint8Array;
}

/** What is remembered of a log, as it can be compared. */
export function treeOfKnown({ note }: KnownLog): WitnessedTree {
  return { checkpoint: decodeCheckpoint(decodeSignedNote(note).text), note: () => note };
}

/**
 * The receipt's tree against another witnessed one of the same log. Where no path is at hand, that they are one log rests
 * on the quorum; a larger receipt is not refused for being newer than the pack.
 * @param proofs - that lead to the other tree
 */
export function judgeReceiptTree(
  receipt: WitnessedTree,
  other: WitnessedTree,
  proofs: SyncLog['proofs'],
  engine: Engine,
): Continuity {
  const contradiction = (grounds?: ForkEvidence['grounds']): Continuity =>
    fork([other.note(), receipt.note()], grounds);
  const [a, b] = [receipt.checkpoint, other.checkpoint];
  if (a.size === b.size) return sayTheSame(a, b) ? shown : contradiction();
  if (contradictInOrder(a, b)) return contradiction();
  return followProof(a, b, proofs, engine, contradiction) ?? fine;
}
