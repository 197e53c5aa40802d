import { VerifierError } from '../errors.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** Standard alphabet with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(word >> 18) + alphabet.charAt((word >> 12) & 63);
    text += rest > 1 ? alphabet.charAt((word >> 6) & 63) : '=';
    text += rest > 2 ? alphabet.charAt(word & 63) : '=';
  }
  return text;
}

/**
 * Accepts exactly what {@link encodeBase64} makes: no white space, no missing padding, no stray bits in the last
 * character. Otherwise one signature would have many spellings.
 * @throws VerifierError BASE64_INVALID
 */
export function decodeBase64(text: string): Uint8Array {
  // One character class, no group that repeats: the latter takes stack for every repetition.
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new VerifierError('BASE64_INVALID', 'not base64 with padding');
  }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let i = 0; i < text.length; i += 4) {
    let word = 0;
    for (let j = 0; j < 4; j++) word = (word << 6) | (values.get(text.charAt(i + j)) ?? 0);
    bytes.set([word >> 16, word >> 8, word], (i / 4) * 3);
  }
  const length = bytes.length - padding;
  if (bytes.subarray(length).some((byte) => byte !== 0)) {
    throw new VerifierError('BASE64_INVALID', 'bits set in the padding of base64');
  }
  return bytes.subarray(0, length);
}
