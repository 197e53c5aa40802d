import type { CheckCode } from '../check-codes.js';
import { equalBytes } from '../format/bytes.js';
import { decodeCheckpoint, type Checkpoint } from '../format/checkpoint.js';
import type { ForkEvidence } from '../format/fork-evidence.js';
import { decodeSignedNote } from '../format/signed-note.js';
import type { SyncLog } from '../format/sync-pack.js';
import { checkConsistency } from '../merkle/consistency.js';
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
  if (isBehind(now, before)) return { ...fine, code: 'CHECKPOINT_ROLLED_BACK' };
  if (isEqual) return shown;
  // Status leaves are leaves: their number cannot fall while the tree grows.
  if (now.status.sequence < before.status.sequence) return contradiction();
  return followProof(before, now, sync, engine, contradiction);
}

function followProof(
  before: Checkpoint,
  now: Checkpoint,
  { proofs }: SyncLog,
  { sm3 }: Engine,
  contradiction: (grounds: ForkEvidence['grounds']) => Continuity,
): Continuity {
  const proof = proofs.find(({ from }) => from === before.size);
  if (proof === undefined) return { ...fine, code: 'CONTINUITY_UNKNOWN' };
  const { path } = proof;
  const found = checkConsistency(sm3, before, now, path);
  if (found === null) return shown;
  if (found === 'CONSISTENCY_PATH_WRONG') return { ...fine, code: 'CONTINUITY_UNKNOWN' };
  return contradiction({ kind: 'proof', path });
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
  const [older, newer] = a.size < b.size ? [a, b] : [b, a];
  if (newer.status.sequence < older.status.sequence) return contradiction();
  const proof = newer === b ? proofs.find(({ from }) => from === older.size) : undefined;
  if (proof === undefined) return fine;
  const found = checkConsistency(engine.sm3, older, newer, proof.path);
  if (found === null) return shown;
  if (found === 'CONSISTENCY_PATH_WRONG') return fine;
  return contradiction({ kind: 'proof', path: proof.path });
}
