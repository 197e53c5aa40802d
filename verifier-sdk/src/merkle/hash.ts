import { encodeUtf8 } from '../format/bytes.js';

/** A hash function of 32 bytes: SM3 in a log, SHA-256 where public test vectors of RFC 6962 are run. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

export function isHash(bytes: Uint8Array): boolean {
  return bytes.length === 32;
}

/** RFC 9162 §2.1.1: SM3(0x00 ‖ entry). The prefix keeps a leaf from being shown as an inner node. */
export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(entry.length + 1);
  input.set(entry, 1);
  return hash(input);
}

/** RFC 9162 §2.1.1: SM3(0x01 ‖ left ‖ right). */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(left.length + right.length + 1);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, left.length + 1);
  return hash(input);
}

/** RFC 9162 §2.1.1: the root of a tree without leaves is the hash of nothing. */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(encodeUtf8(''));
}
