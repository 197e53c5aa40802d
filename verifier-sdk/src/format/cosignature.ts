import { VerifierError } from '../errors.js';
import { concatBytes, encodeUtf8 } from './bytes.js';

/** What a witness's signature line carries behind the key id. */
export interface Cosignature {
  /** The witness's own clock, Unix milliseconds. */
  readonly time: number;
  /** SM2, r ‖ s, over {@link cosignatureMessage}. */
  readonly signature: Uint8Array;
}

/** 8-byte big-endian time ‖ 64-byte signature. */
const cosignatureLength = 72;

function malformed(message: string): never {
  throw new VerifierError('COSIGNATURE_MALFORMED', message);
}

function checkTime(time: number): void {
  if (!Number.isSafeInteger(time) || time < 0) malformed('time is not Unix milliseconds');
}

/** @throws VerifierError COSIGNATURE_MALFORMED */
export function encodeCosignature({ time, signature }: Cosignature): Uint8Array {
  checkTime(time);
  if (signature.length !== 64) malformed('signature is not 64 bytes');
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, Math.floor(time / 2 ** 32));
  view.setUint32(4, time % 2 ** 32);
  return concatBytes(head, signature);
}

/** @throws VerifierError COSIGNATURE_MALFORMED */
export function decodeCosignature(bytes: Uint8Array): Cosignature {
  if (bytes.length !== cosignatureLength) malformed(`a cosignature is ${cosignatureLength} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const time = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (!Number.isSafeInteger(time)) malformed('time is above 2^53 − 1');
  return { time, signature: bytes.subarray(8) };
}

/**
 * What a witness signs: "cosignature/v1", its own clock's time, then the note text (shape of C2SP tlog-cosignature;
 * Unix milliseconds).
 * @param text - the note text
 * @throws VerifierError COSIGNATURE_MALFORMED
 */
export function cosignatureMessage(time: number, text: Uint8Array): Uint8Array {
  checkTime(time);
  return concatBytes(encodeUtf8(`cosignature/v1\ntime ${time}\n`), text);
}
