import { VerifierError } from '../errors.js';

/** RFC 9285 §4: the alphanumeric mode of a QR code (ISO/IEC 18004 §7.4.4), in its order. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const values = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** Two bytes are three characters, a last single byte is two (RFC 9285 §4.2); the least digit comes first. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    let rest = isPair
      ? ((bytes[i] as number) << 8) | (bytes[i + 1] as number)
      : (bytes[i] as number);
    for (let digits = isPair ? 3 : 2; digits > 0; digits--) {
      text += alphabet.charAt(rest % 45);
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/**
 * Accepts exactly what {@link encodeBase45} makes: upper case, nothing around it, no three characters above 65,535, no
 * two above 255, no single one left.
 * @throws VerifierError BASE45_INVALID
 */
export function decodeBase45(text: string): Uint8Array {
  const tail = text.length % 3;
  if (tail === 1) throw new VerifierError('BASE45_INVALID', 'a character is left over');
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (tail === 2 ? 1 : 0));
  for (let i = 0, at = 0; i < text.length; i += 3, at += 2) {
    const word = wordOf(text.slice(i, i + 3));
    if (at + 1 < bytes.length) bytes.set([word >> 8, word & 255], at);
    else bytes[at] = word;
  }
  return bytes;
}

/** Two or three digits to the base 45, the least first. */
function wordOf(digits: string): number {
  let word = 0;
  for (let i = digits.length - 1; i >= 0; i--) {
    const value = values.get(digits.charAt(i));
    if (value === undefined) {
      throw new VerifierError('BASE45_INVALID', 'a character that base45 does not have');
    }
    word = word * 45 + value;
  }
  if (word > (digits.length === 3 ? 0xffff : 0xff)) {
    throw new VerifierError('BASE45_INVALID', 'digits that stand for no bytes');
  }
  return word;
}
