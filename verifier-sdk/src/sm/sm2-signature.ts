import { VerifierError } from '../errors.js';
import { concatBytes } from '../format/bytes.js';
import { derTag, readChildren, readDer, readUnsigned } from '../format/der.js';

function malformed(message: string): never {
  throw new VerifierError('SIGNATURE_MALFORMED', message);
}

/**
 * GM/T 0009 §7.3: a SEQUENCE of the INTEGERs r and s, to r ‖ s. Ranges are the engine's to judge.
 * @throws VerifierError SIGNATURE_MALFORMED or a DER_ code
 */
export function signatureFromDer(der: Uint8Array): Uint8Array {
  const parts = readChildren(readDer(der, derTag.sequence));
  if (parts.length !== 2) malformed('not two integers');
  const raw = new Uint8Array(64);
  parts.forEach((part, i) => {
    const value = readUnsigned(part);
    if (value.length > 32) malformed('an integer is longer than 32 bytes');
    raw.set(value, 32 * (i + 1) - value.length);
  });
  return raw;
}

/** @throws VerifierError SIGNATURE_MALFORMED */
export function signatureToDer(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) malformed('not 64 bytes');
  const body = concatBytes(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
  return concatBytes(Uint8Array.of(derTag.sequence, body.length), body);
}

function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const sign = (digits[0] as number) >= 0x80 ? [0] : [];
  return concatBytes(Uint8Array.of(derTag.integer, digits.length + sign.length, ...sign), digits);
}
