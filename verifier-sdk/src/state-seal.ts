import { VerifierError } from './errors.js';
import { equalBytes } from './format/bytes.js';
import { encodeCbor } from './format/cbor.js';
import { openShape } from './format/shape.js';

/** A state as it is kept: whose it is and how often it has been written. */
export interface StoredState {
  /** 16 random bytes, drawn when it was first written. */
  readonly id: Uint8Array;
  /** Counts from 1. */
  readonly generation: number;
  /** Encoded verifier state. */
  readonly state: Uint8Array;
}

/** What is kept, as bytes, with their SHA-256: each runtime has its own way to it. */
export interface KeptBytes {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
}

const context = 'yinzhao/state-file/v1';
const markContext = 'yinzhao/state-mark/v1';

function fail(
  code: 'STATE_FILE_MALFORMED' | 'STATE_FOREIGN' | 'STATE_MISSING' | 'STATE_ROLLED_BACK',
  message: string,
): never {
  throw new VerifierError(code, message);
}

export function encodeStored({ id, generation, state }: StoredState): Uint8Array {
  return encodeCbor([context, id, generation, state]);
}

function decodeStored(bytes: Uint8Array): StoredState {
  const shape = openShape('STATE_FILE_MALFORMED', context, 3, bytes);
  const stored = {
    id: shape.bytes('id', 16),
    generation: shape.count('generation'),
    state: shape.bytes('state'),
  };
  if (stored.generation < 1) shape.fail('generations count from 1');
  return stored;
}

/** What is kept beside the state: which one was the newest, and what stood in it. */
export function encodeMark({ bytes, digest }: KeptBytes): Uint8Array {
  const { id, generation } = decodeStored(bytes);
  return encodeCbor([markContext, id, generation, digest]);
}

/**
 * Notices a state that was deleted, restored from an older copy, or brought from another device: the mark is written
 * after every state and knows the newest. Whoever restores both to one instant is not noticed.
 * @param markMayLag - whether more than one mark may be lost with the power: where it is kept without fsync
 * @returns null where nothing was ever written
 * @throws VerifierError STATE_FILE_MALFORMED, STATE_FOREIGN, STATE_MISSING, STATE_ROLLED_BACK or a CBOR_ code
 */
export function openStored(
  kept: KeptBytes | null,
  mark: Uint8Array | null,
  markMayLag = false,
): StoredState | null {
  if (kept === null) {
    return mark === null ? null : fail('STATE_MISSING', 'the state is gone and its mark is not');
  }
  const stored = decodeStored(kept.bytes);
  if (mark !== null) compareWithMark(stored, kept, mark, markMayLag);
  // A first state whose mark was not written any more.
  else if (stored.generation > 1 && !markMayLag) fail('STATE_FOREIGN', 'a state without its mark');
  return stored;
}

function compareWithMark(
  stored: StoredState,
  kept: KeptBytes,
  mark: Uint8Array,
  markMayLag: boolean,
): void {
  const shape = openShape('STATE_FILE_MALFORMED', markContext, 3, mark);
  const id = shape.bytes('id', 16);
  const generation = shape.count('generation');
  const digest = shape.bytes('digest', 32);
  const ahead = stored.generation - generation;
  if (!equalBytes(id, stored.id)) fail('STATE_FOREIGN', 'a state of another verifier');
  if (ahead < 0) fail('STATE_ROLLED_BACK', 'an older state than the last one written');
  if (ahead === 0 && !equalBytes(digest, kept.digest)) {
    fail('STATE_ROLLED_BACK', 'another state than the last one written');
  }
  // The power may go between state and mark, once: the next start writes the mark.
  if (ahead > 1 && !markMayLag) fail('STATE_FOREIGN', 'a state that was written elsewhere');
}
