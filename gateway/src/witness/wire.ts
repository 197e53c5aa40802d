import { decodeBase64, encodeBase64 } from '@yinzhao/verifier/format/base64';
import { concatBytes, decodeUtf8, encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';

/** What a log asks of a witness, in the shape of C2SP tlog-witness. */
export interface AddCheckpoint {
  /** Size that the witness is believed to have cosigned last; 0: none. */
  readonly old: number;
  /** Consistency path from there. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly note: Uint8Array;
}

/** A note is 16 kB at most, and a path 63 hashes. */
export const maximumAddCheckpointBytes = 32 * 1024;
const maximumProof = 63;

/**
 * ```text
 * old <size>
 * <hash, base64>
 * …
 *
 * <note>
 * ```
 */
export function encodeAddCheckpoint({ old, proof, note }: AddCheckpoint): Uint8Array {
  const lines = [`old ${old}`, ...proof.map(encodeBase64), ''];
  return concatBytes(encodeUtf8(lines.map((line) => `${line}\n`).join('')), note);
}

function malformed(message: string, cause?: unknown): never {
  throw new GatewayError('NOTE_REQUEST_MALFORMED', message, { cause });
}

/** @throws GatewayError NOTE_REQUEST_MALFORMED */
export function decodeAddCheckpoint(bytes: Uint8Array): AddCheckpoint {
  if (bytes.length > maximumAddCheckpointBytes) malformed('the request is too long');
  const end = blankLine(bytes);
  let lines: string[];
  try {
    lines = decodeUtf8(bytes.subarray(0, end)).split('\n');
  } catch (cause) {
    return malformed('the head is not UTF-8', cause);
  }
  const [first = '', ...hashes] = lines;
  const old = /^old (0|[1-9][0-9]{0,15})$/.exec(first)?.[1];
  if (old === undefined || !Number.isSafeInteger(Number(old))) malformed('no line "old <size>"');
  if (hashes.length > maximumProof) malformed(`a path has at most ${maximumProof} hashes`);
  return { old: Number(old), proof: hashes.map(decodeHash), note: bytes.subarray(end + 2) };
}

/** Where the newline stands that the blank line follows. */
function blankLine(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] === 0x0a && bytes[i + 1] === 0x0a) return i;
  }
  return malformed('no blank line before the note');
}

function decodeHash(line: string): Uint8Array {
  let hash: Uint8Array;
  try {
    hash = decodeBase64(line);
  } catch (cause) {
    return malformed('a hash is not base64', cause);
  }
  return hash.length === 32 ? hash : malformed('a hash is not 32 bytes');
}

export type WitnessAnswer =
  /** The signature line, newline included. */
  | { readonly kind: 'cosigned'; readonly line: string }
  /** Another size than the one the request begins at, or one that the note is behind. */
  | { readonly kind: 'conflict'; readonly size: number }
  /** A code of the gateway or of the signer. */
  | { readonly kind: 'refused'; readonly code: string };

/** What goes over the wire as an answer. */
export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Media type of the 409 of C2SP tlog-witness: its body is the size the witness has cosigned. */
const sizeType = 'text/x.tlog.size';

/** Codes that another request would not get; everything else is a witness that cannot answer now. */
const refusals: ReadonlyMap<string, number> = new Map([
  ['NOTE_REQUEST_MALFORMED', 400],
  ['NOTE_OWN_LOG', 403],
  ['NOTE_SIGNATURE_WRONG', 403],
  ['NOTE_LOG_UNKNOWN', 404],
  ['NOTE_CONTRADICTS', 422],
  ['NOTE_TIME_WRONG', 422],
  ['NOTE_TRUST_WRONG', 422],
  ['NOT_CONSISTENT', 422],
]);

export function wireOf(answer: WitnessAnswer): WireAnswer {
  const text = 'text/plain; charset=utf-8';
  switch (answer.kind) {
    case 'cosigned':
      return { status: 200, type: text, body: answer.line };
    case 'conflict':
      return { status: 409, type: sizeType, body: `${answer.size}\n` };
    case 'refused':
      return { status: refusals.get(answer.code) ?? 503, type: text, body: `${answer.code}\n` };
  }
}

/** The size in a 409; null where it is no size. */
export function sizeInConflict(body: string): number | null {
  const size = /^(0|[1-9][0-9]{0,15})\n$/.exec(body)?.[1];
  return size !== undefined && Number.isSafeInteger(Number(size)) ? Number(size) : null;
}
