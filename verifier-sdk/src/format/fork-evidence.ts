import { VerifierError } from '../errors.js';
import { subtreeLeaves, type Subtrees } from '../merkle/subtrees.js';
import { compareBytes, joinBytes } from './bytes.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { arrayShape, openShape, type Shape } from './shape.js';
import { decodeSignedNote } from './signed-note.js';
import { decodeSubtrees, hashesIn, subtreeFields } from './sync-pack.js';

const context = 'yinzhao/fork/v1';
const code = 'FORK_EVIDENCE_MALFORMED';

/**
 * So many contradictions a verifier keeps, the first ones, until somebody has seen to them. Whoever has keys enough to
 * fork a log can do it without end; a few convict it.
 */
export const maximumKeptEvidence = 32;

/** What besides the two notes shows that they contradict each other. */
export type ForkGrounds =
  /** A path that leads to the larger root, from other leaves than those of the smaller tree. */
  | { readonly kind: 'proof'; readonly path: readonly Uint8Array[] }
  /**
   * A leaf of the second note's tree with its inclusion path, and the subtree roots of the first note's tree, which has
   * others at that place.
   */
  | {
      readonly kind: 'leaf';
      readonly leafIndex: number;
      readonly leaf: Uint8Array;
      readonly path: readonly Uint8Array[];
      readonly subtrees: Subtrees;
    };

/** Two checkpoints of one log that cannot both be true, and what is needed to see it. */
export interface ForkEvidence {
  /** The trust bundle that the keys are judged by, with its signatures. */
  readonly bundle: Uint8Array;
  /** Signed notes. */
  readonly notes: readonly [Uint8Array, Uint8Array];
  /** null: the notes alone show it. */
  readonly grounds: ForkGrounds | null;
}

function malformed(message: string): never {
  throw new VerifierError(code, message);
}

/** @throws VerifierError FORK_EVIDENCE_MALFORMED or a CBOR_ code */
export function encodeForkEvidence({ bundle, notes, grounds }: ForkEvidence): Uint8Array {
  const bytes = encodeCbor([context, bundle, [...notes], grounds && groundsFields(grounds)]);
  decodeForkEvidence(bytes);
  return bytes;
}

function groundsFields(grounds: ForkGrounds): CborValue {
  if (grounds.kind === 'proof') return ['proof', joinBytes(grounds.path)];
  const { kind, leafIndex, leaf, path, subtrees } = grounds;
  return [kind, leafIndex, leaf, joinBytes(path), subtreeFields(subtrees)];
}

/**
 * Structure only: who signed the notes, and whether they contradict each other, is still to be judged.
 * @throws VerifierError FORK_EVIDENCE_MALFORMED, SYNC_PACK_MALFORMED or a CBOR_ code
 */
export function decodeForkEvidence(bytes: Uint8Array): ForkEvidence {
  const shape = openShape(code, context, 3, bytes);
  const bundle = shape.bytes('trust bundle');
  const pair = arrayShape(code, shape.list('notes'), 2);
  const notes = [pair.bytes('a note'), pair.bytes('a note')] as const;
  const item = shape.item();
  return { bundle, notes, grounds: item === null ? null : decodeGrounds(item) };
}

function decodeGrounds(item: CborValue): ForkGrounds {
  const [kind] = Array.isArray(item) ? (item as readonly CborValue[]) : [];
  if (kind === 'proof') {
    const shape = arrayShape(code, item, 2);
    shape.text('kind');
    return { kind, path: hashes(shape) };
  }
  if (kind !== 'leaf') malformed('the grounds are neither a proof nor a leaf');
  const shape = arrayShape(code, item, 5);
  shape.text('kind');
  const leafIndex = shape.count('leaf index');
  const leaf = shape.bytes('leaf', 32);
  const path = hashes(shape);
  const subtrees = decodeSubtrees(shape.item());
  if (subtrees === null) malformed('a leaf without subtree roots');
  const block = Math.floor(leafIndex / subtreeLeaves);
  if (block < subtrees.first) malformed('the subtree of the leaf is left out');
  return { kind, leafIndex, leaf, path, subtrees };
}

function hashes(shape: Shape): readonly Uint8Array[] {
  const bytes = shape.bytes('path');
  if (bytes.length % 32 !== 0) malformed('a hash is cut off');
  return hashesIn(bytes);
}

/**
 * What is contradicted, whoever has signed it in whichever form and whatever shows it: the texts of both notes one after
 * another, the one that comes first by its bytes before the other. Its digest names the file.
 * @throws VerifierError as {@link decodeForkEvidence}; CHECKPOINT_MALFORMED, CHECKPOINT_TOO_LARGE
 */
export function contradictionOf(bytes: Uint8Array): Uint8Array {
  const texts = decodeForkEvidence(bytes).notes.map((note) => decodeSignedNote(note).text);
  return joinBytes(texts.sort(compareBytes));
}
