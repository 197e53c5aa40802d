import { VerifierError } from '../errors.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { decodeUtf8, encodeUtf8 } from './bytes.js';
import { isLogName } from './name.js';

/**
 * What a log commits to at one instant, as the text of a signed note (C2SP signed-note and tlog-checkpoint; three
 * extension lines are ours).
 */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Unix milliseconds. */
  readonly time: number;
  /** Number of status leaves below `size`, and SM3(SM3(status snapshot) ‖ SM3(seal list)). */
  readonly status: { readonly sequence: number; readonly digest: Uint8Array };
  /** Version of the trust bundle and SM3 of it. */
  readonly trust: { readonly version: number; readonly digest: Uint8Array };
}

function malformed(message: string, cause?: unknown): never {
  throw new VerifierError('CHECKPOINT_MALFORMED', message, { cause });
}

const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

function parseCount(text: string | undefined, name: string): number {
  const value = text !== undefined && decimal.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : malformed(`${name} is not a count`);
}

function parseDigest(text: string | undefined, name: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = decodeBase64(text ?? '');
  } catch (cause) {
    return malformed(`${name} is not base64`, cause);
  }
  return bytes.length === 32 ? bytes : malformed(`${name} is not 32 bytes`);
}

/**
 * The note text: exactly the bytes that are signed, final newline included.
 * @throws VerifierError CHECKPOINT_MALFORMED
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { origin, size, root, time, status, trust } = checkpoint;
  const lines = [
    origin,
    `${size}`,
    encodeBase64(root),
    `time ${time}`,
    `status ${status.sequence} ${encodeBase64(status.digest)}`,
    `trust ${trust.version} ${encodeBase64(trust.digest)}`,
  ];
  const text = encodeUtf8(lines.map((line) => `${line}\n`).join(''));
  decodeCheckpoint(text);
  return text;
}

/** @throws VerifierError CHECKPOINT_MALFORMED */
export function decodeCheckpoint(text: Uint8Array): Checkpoint {
  const lines = linesOf(text);
  if (lines.length !== 6) malformed('the text does not have 6 lines');
  const [origin, size, root, time, status, trust] = lines as [string, ...string[]];
  if (!isLogName(origin)) malformed('origin is not a log name');
  const words = (line: string | undefined, keyword: string, count: number): string[] => {
    const parts = (line ?? '').split(' ');
    if (parts.length !== count || parts[0] !== keyword) malformed(`no ${keyword} line`);
    return parts;
  };
  const [, sequence, statusDigest] = words(status, 'status', 3);
  const [, version, trustDigest] = words(trust, 'trust', 3);
  return {
    origin,
    size: parseCount(size, 'size'),
    root: parseDigest(root, 'root'),
    time: parseCount(words(time, 'time', 2)[1], 'time'),
    status: {
      sequence: parseCount(sequence, 'status sequence'),
      digest: parseDigest(statusDigest, 'status digest'),
    },
    trust: {
      version: parseCount(version, 'trust version'),
      digest: parseDigest(trustDigest, 'trust digest'),
    },
  };
}

function linesOf(text: Uint8Array): string[] {
  let decoded: string;
  try {
    decoded = decodeUtf8(text);
  } catch (cause) {
    return malformed('the text is not UTF-8', cause);
  }
  if (!decoded.endsWith('\n')) malformed('the text does not end with a newline');
  return decoded.slice(0, -1).split('\n');
}
