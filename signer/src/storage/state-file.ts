import type { KeyObject } from 'node:crypto';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import {
  signedGroupFromCbor,
  signedGroupToCbor,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import { arrayShape, openShape } from '@yinzhao/verifier/format/shape';
import { seal, unseal } from './seal.js';

const context = 'yinzhao/signer-state/v1';
/** A group of 4,096 statements is about half of it. */
export const maximumStateBytes = 2 * 1024 * 1024;

/** The last checkpoint of one log that a key has signed. */
export interface SignedTree {
  /** The note text. */
  readonly text: Uint8Array;
  /** What was answered: a signature, or time and signature of a witness. */
  readonly answer: Uint8Array;
  /** The note with the log's signature, where the key is a witness's: evidence needs it. */
  readonly note: Uint8Array | null;
}

/** What a key must not forget. */
export interface KeyState {
  /** A line of the audit file that was on disk before this state. */
  readonly auditLine: number;
  readonly group: SignedGroup | null;
  /** One per log. */
  readonly trees: readonly SignedTree[];
  /** Highest version of a trust bundle signed, 0 before the first. */
  readonly trustVersion: number;
}

export const emptyState: KeyState = { auditLine: 0, group: null, trees: [], trustVersion: 0 };

/** Sealed for one key: the state of another, or an altered one, does not open. */
export function encodeState(
  key: KeyObject,
  keyId: string,
  state: KeyState,
  nonce: Uint8Array,
): Uint8Array {
  const content = encodeCbor([
    context,
    state.auditLine,
    state.group === null ? [] : [signedGroupToCbor(state.group)],
    state.trees.map(({ text, answer, note }) => [text, answer, note]),
    state.trustVersion,
  ]);
  return seal(key, encodeUtf8(`${context}\n${keyId}`), content, nonce);
}

/** Null where the file is torn, altered or another key's. */
export function decodeState(key: KeyObject, keyId: string, sealed: Uint8Array): KeyState | null {
  const content = unseal(key, encodeUtf8(`${context}\n${keyId}`), sealed);
  if (content === null) return null;
  const shape = openShape('CBOR_TYPE_UNSUPPORTED', context, 4, content);
  return {
    auditLine: shape.count('audit line'),
    group: shape.list('group').map(signedGroupFromCbor)[0] ?? null,
    trees: shape.list('trees').map(readTree),
    trustVersion: shape.count('trust version'),
  };
}

function readTree(value: CborValue): SignedTree {
  const shape = arrayShape('CBOR_TYPE_UNSUPPORTED', value, 3);
  return {
    text: shape.bytes('text'),
    answer: shape.bytes('answer'),
    note: shape.bytesOrNull('note'),
  };
}
