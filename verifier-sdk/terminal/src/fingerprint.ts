import { toHex } from '@yinzhao/verifier/format/bytes';

/** Hexadecimal digits in groups of four, as people read them to each other: sixteen groups of an SM3 digest. */
export function fingerprintGroups(digest: Uint8Array): readonly string[] {
  return toHex(digest).match(/.{4}/g) ?? [];
}
