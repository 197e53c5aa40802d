// The values that seals are written with; what comes back from a reader is what went in.
import { VerifierError } from '../errors.js';
import { concatBytes, decodeUtf8, encodeUtf8 } from './bytes.js';
import { derTag, readDer, readOid } from './der.js';

function fail(message: string): never {
  throw new VerifierError('DER_VALUE_INVALID', message);
}

const firstInstant = Date.parse('0000-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/** Tag, length in its shortest form (X.690 §10.1) and content. */
export function derValue(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  return concatBytes(Uint8Array.of(tag, ...lengthBytes(content.length)), content);
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes = digitsOf(length, 256);
  return [0x80 | bytes.length, ...bytes];
}

/** Most significant first, none of them a leading zero. */
function digitsOf(value: number, base: number): readonly number[] {
  const digits = [value % base];
  for (let rest = Math.floor(value / base); rest > 0; rest = Math.floor(rest / base)) {
    digits.unshift(rest % base);
  }
  return digits;
}

export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return derValue(derTag.sequence, ...parts);
}

/** @throws VerifierError DER_VALUE_INVALID */
export function derUnsigned(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) fail('no integer from 0 to 2^53 − 1');
  const bytes = digitsOf(value, 256);
  const sign = (bytes[0] as number) >= 0x80 ? [0] : [];
  return derValue(derTag.integer, Uint8Array.of(...sign, ...bytes));
}

export function derOctets(bytes: Uint8Array): Uint8Array {
  return derValue(derTag.octetString, bytes);
}

/** A BIT STRING of whole bytes. */
export function derBits(bytes: Uint8Array): Uint8Array {
  return derValue(derTag.bitString, Uint8Array.of(0), bytes);
}

export function derBoolean(value: boolean): Uint8Array {
  return derValue(derTag.boolean, Uint8Array.of(value ? 0xff : 0));
}

/** @throws VerifierError DER_VALUE_INVALID */
export function derText(tag: number, text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (decodeUtf8(bytes) !== text) fail('half a character');
  return derValue(tag, bytes);
}

/**
 * @param dotted - two arcs at least, each below 2^53
 * @throws VerifierError DER_VALUE_INVALID
 */
export function derOid(dotted: string): Uint8Array {
  const [root = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const bytes = [40 * root + second, ...arcs].flatMap((arc) => {
    const digits = digitsOf(arc, 128);
    return digits.map((digit, i) => (i === digits.length - 1 ? digit : digit | 0x80));
  });
  const value = derValue(derTag.oid, Uint8Array.from(bytes));
  return readOid(readDer(value, derTag.oid)) === dotted ? value : fail('no object identifier');
}

/**
 * GeneralizedTime to the second with Z (X.690 §11.7); what is below a second is dropped.
 * @param unixMs - of the years 0 to 9999
 * @throws VerifierError DER_TIME_INVALID
 */
export function derGeneralizedTime(unixMs: number): Uint8Array {
  // Above, a Date has no text or one with a sign.
  if (!(unixMs >= firstInstant && unixMs <= lastInstant)) {
    throw new VerifierError('DER_TIME_INVALID', 'not of the years 0 to 9999');
  }
  const digits = new Date(unixMs).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return derText(derTag.generalizedTime, `${digits}Z`);
}
