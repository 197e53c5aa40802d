import { VerifierError } from '../errors.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { concatBytes, decodeUtf8, encodeUtf8 } from './bytes.js';

/** One signature line of a note: `— <name> <base64(key id ‖ signature)>`. */
export interface NoteSignature {
  readonly name: string;
  /** First 4 bytes of the key's digest; see {@link noteKeyId}. */
  readonly keyId: Uint8Array;
  /** 64 bytes r ‖ s of a log, 8 bytes of time and 64 of a witness, anything of a kind we do not know. */
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** What is signed, final newline included. */
  readonly text: Uint8Array;
  readonly signatures: readonly NoteSignature[];
}

/** A note is held in memory whole; a checkpoint with 16 cosignatures takes about 3 kB. */
const maximumNoteBytes = 16 * 1024;
const maximumSignatures = 64;

/** Names a key's purpose inside its id, so that a log's key is never taken for a witness's. */
const keyPurpose = { log: 'yinzhao/log/sm2', witness: 'yinzhao/cosignature/v1/sm2' } as const;

function malformed(message: string, cause?: unknown): never {
  throw new VerifierError('CHECKPOINT_MALFORMED', message, { cause });
}

/** C2SP signed-note: no white space and no plus sign in a key name. */
function isKeyName(text: string): boolean {
  return text.length <= 255 && /^[^\s+]+$/u.test(text);
}

/**
 * SM3(name ‖ 0x0A ‖ 0xFF ‖ purpose ‖ public key), first 4 bytes (C2SP signed-note with an algorithm of our own).
 * @param publicKey - uncompressed point, 65 bytes
 */
export function noteKeyId(
  name: string,
  role: 'log' | 'witness',
  publicKey: Uint8Array,
  sm3: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const head = encodeUtf8(`${name}\n`);
  return sm3(
    concatBytes(head, Uint8Array.of(0xff), encodeUtf8(keyPurpose[role]), publicKey),
  ).subarray(0, 4);
}

/** One line with its newline, as a witness answers it. */
export function encodeSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`;
}

/** @throws VerifierError CHECKPOINT_MALFORMED, CHECKPOINT_TOO_LARGE */
export function encodeSignedNote(note: SignedNote): Uint8Array {
  const lines = note.signatures.map(encodeSignatureLine);
  const bytes = concatBytes(note.text, encodeUtf8(`\n${lines.join('')}`));
  decodeSignedNote(bytes);
  return bytes;
}

/**
 * Keeps signature lines of keys it does not know: other witnesses may have signed too.
 * @throws VerifierError CHECKPOINT_MALFORMED, CHECKPOINT_TOO_LARGE
 */
export function decodeSignedNote(bytes: Uint8Array): SignedNote {
  if (bytes.length > maximumNoteBytes) {
    throw new VerifierError('CHECKPOINT_TOO_LARGE', `more than ${maximumNoteBytes} bytes`);
  }
  const split = lastBlankLine(bytes);
  const text = bytes.subarray(0, split + 1);
  let block: string;
  try {
    decodeUtf8(text);
    block = decodeUtf8(bytes.subarray(split + 2));
  } catch (cause) {
    return malformed('the note is not UTF-8', cause);
  }
  if (!block.endsWith('\n')) malformed('no signature line, or the last one is not ended');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > maximumSignatures) {
    throw new VerifierError('CHECKPOINT_TOO_LARGE', `more than ${maximumSignatures} signatures`);
  }
  return { text, signatures: lines.map(decodeSignatureLine) };
}

/** Index of the newline that ends the text; the blank line follows it. */
function lastBlankLine(bytes: Uint8Array): number {
  for (let i = bytes.length - 2; i > 0; i--) {
    if (bytes[i] === 0x0a && bytes[i + 1] === 0x0a) return i;
  }
  return malformed('no blank line between text and signatures');
}

/**
 * @param line - without its newline
 * @throws VerifierError CHECKPOINT_MALFORMED
 */
export function decodeSignatureLine(line: string): NoteSignature {
  const [dash, name, value, ...more] = line.split(' ');
  if (dash !== '—' || name === undefined || value === undefined || more.length > 0) {
    return malformed('a signature line is not "— name base64"');
  }
  if (!isKeyName(name)) return malformed('a key name has white space or a plus sign');
  let bytes: Uint8Array;
  try {
    bytes = decodeBase64(value);
  } catch (cause) {
    return malformed('a signature is not base64', cause);
  }
  if (bytes.length < 5) return malformed('a signature is shorter than its key id');
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}
