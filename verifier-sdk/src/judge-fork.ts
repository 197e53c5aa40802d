import type { CheckCode } from './check-codes.js';
import { equalBytes } from './format/bytes.js';
import { decodeCheckpoint, type Checkpoint } from './format/checkpoint.js';
import { decodeForkEvidence, type ForkEvidence } from './format/fork-evidence.js';
import { decodeSignedNote } from './format/signed-note.js';
import { decodeTrustBundle, trustDigest } from './format/trust-bundle.js';
import type { TrustBundle } from './format/trust-content.js';
import { prefixRoot } from './merkle/consistency.js';
import { rootFromInclusion } from './merkle/inclusion.js';
import { checkSubtrees } from './merkle/subtrees.js';
import type { Engine } from './sm/engine.js';
import { hasShrunk, sayTheSame } from './steps/judge-continuity.js';
import { judgeNote } from './steps/judge-pack.js';
import { judgeLeaf } from './steps/judge-subtree.js';
import { logByOrigin } from './trust-lookup.js';
import { tryReading } from './try-reading.js';

/** In what two checkpoints of one log contradict each other. */
export type ForkFinding =
  /** One size, two roots. */
  | 'rootsDiffer'
  /** One tree, two status lists or numbers of status leaves. */
  | 'statusDiffers'
  /** A larger tree with fewer status leaves. */
  | 'statusLeavesFewer'
  /** A smaller tree at a later time. */
  | 'sizeFalls'
  /** Two leaves at one place. */
  | 'leavesDiffer'
  /** The larger tree begins with other leaves than those of the smaller one. */
  | 'prefixDiffers';

/** One of the two notes. */
export interface ForkNote {
  /** null where it cannot be read, or names no log of the bundle. */
  readonly checkpoint: Checkpoint | null;
  /** null where its log and a quorum of its witnesses have signed it. */
  readonly code: CheckCode | null;
  /** Organisations whose cosignature counts, ascending. */
  readonly orgs: readonly string[];
}

/** What a file of fork evidence shows. */
export interface JudgedFork {
  /** The bundle that the keys were taken from: to be compared with one that is believed. */
  readonly trust: {
    readonly network: string;
    readonly version: number;
    /** SM3 of its content. */
    readonly digest: Uint8Array;
  };
  readonly notes: readonly [ForkNote, ForkNote];
  /** null where nothing in the file contradicts anything. */
  readonly finding: ForkFinding | null;
  /** A quorum witnesses both, and no tree whatever can make both true. */
  readonly isConclusive: boolean;
}

/**
 * Judges fork evidence by its bytes alone, as `verdict.evidence` has them. That its bundle is the right one is not among
 * what it can show.
 * @throws VerifierError FORK_EVIDENCE_MALFORMED, a code of the trust bundle or a CBOR_ code
 */
export function judgeFork(bytes: Uint8Array, engine: Engine): JudgedFork {
  const evidence = decodeForkEvidence(bytes);
  const { bundle } = decodeTrustBundle(evidence.bundle);
  const notes = evidence.notes.map((note) => judge(note, bundle, engine)) as [ForkNote, ForkNote];
  const finding = find(evidence, notes, engine);
  const isWitnessed = notes.every(({ code }) => code === null);
  return {
    trust: {
      network: bundle.network,
      version: bundle.version,
      digest: trustDigest(evidence.bundle, engine.sm3),
    },
    notes,
    finding,
    isConclusive: isWitnessed && finding !== null,
  };
}

function judge(note: Uint8Array, bundle: TrustBundle, engine: Engine): ForkNote {
  const origin = originOf(note);
  const log = origin === null ? null : logByOrigin(bundle, origin);
  if (log === null) return { checkpoint: null, code: 'LOG_KEY_UNKNOWN', orgs: [] };
  const { witnessed, code, orgs } = judgeNote(note, log, engine);
  return { checkpoint: witnessed?.checkpoint ?? null, code, orgs };
}

function originOf(note: Uint8Array): string | null {
  return tryReading(() => decodeCheckpoint(decodeSignedNote(note).text).origin).value;
}

function find(
  { grounds }: ForkEvidence,
  [{ checkpoint: a }, { checkpoint: b }]: JudgedFork['notes'],
  engine: Engine,
): ForkFinding | null {
  if (a === null || b === null || a.origin !== b.origin) return null;
  const byThemselves = findInNotes(a, b);
  if (byThemselves !== null || grounds === null) return byThemselves;
  if (grounds.kind === 'leaf') return leavesDiffer(grounds, a, b, engine) ? 'leavesDiffer' : null;
  return prefixDiffers(grounds.path, a, b, engine) ? 'prefixDiffers' : null;
}

function findInNotes(a: Checkpoint, b: Checkpoint): ForkFinding | null {
  if (a.size === b.size && !sayTheSame(a, b)) {
    return equalBytes(a.root, b.root) ? 'statusDiffers' : 'rootsDiffer';
  }
  const [older, newer] = inOrder(a, b);
  if (newer.status.sequence < older.status.sequence) return 'statusLeavesFewer';
  return older.size < newer.size && hasShrunk(older, newer) ? 'sizeFalls' : null;
}

function inOrder(a: Checkpoint, b: Checkpoint): readonly [Checkpoint, Checkpoint] {
  return a.size < b.size ? [a, b] : [b, a];
}

/** The path leads to the larger root: its nodes are that tree's, and others under the smaller one's size. */
function prefixDiffers(
  path: readonly Uint8Array[],
  a: Checkpoint,
  b: Checkpoint,
  { sm3 }: Engine,
): boolean {
  const [older, newer] = inOrder(a, b);
  const root = prefixRoot(sm3, older.size, path, newer);
  return root !== null && !equalBytes(root, older.root);
}

/** The leaf stands in the second tree, and the subtree around it is not that of the first one. */
function leavesDiffer(
  { leafIndex, leaf, path, subtrees }: Extract<ForkEvidence['grounds'], { kind: 'leaf' }>,
  a: Checkpoint,
  b: Checkpoint,
  { sm3 }: Engine,
): boolean {
  const root = rootFromInclusion(sm3, leaf, { index: leafIndex, size: b.size, path });
  if (root === null || !equalBytes(root, b.root)) return false;
  if (checkSubtrees(sm3, a, subtrees) !== null) return false;
  return judgeLeaf(leaf, { leafIndex, size: b.size, path }, subtrees, a.size, sm3) === false;
}
