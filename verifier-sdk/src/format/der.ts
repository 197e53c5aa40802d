import { VerifierError, type VerifierCode } from '../errors.js';

/** Universal tags used by certificates (X.690). */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value; both parts are views into the input. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly raw: Uint8Array;
}

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

/** Reads the value at `at`. */
function readAt(bytes: Uint8Array, at: number): DerValue {
  const tag = bytes[at] ?? fail('DER_TRUNCATED', 'ends inside a value');
  if ((tag & 0x1f) === 0x1f) fail('DER_TAG_UNEXPECTED', 'multi-byte tags are not used');
  const { length, start } = readLength(bytes, at + 1);
  const end = start + length;
  if (end > bytes.length) fail('DER_TRUNCATED', 'a length points past the end');
  return { tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) };
}

/** Definite and in the shortest form (X.690 §10.1); `start` is where the content begins. */
function readLength(bytes: Uint8Array, at: number): { length: number; start: number } {
  const first = bytes[at] ?? fail('DER_TRUNCATED', 'ends inside a value');
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3) fail('DER_LENGTH_INVALID', 'indefinite length or above 16 MiB');
  let length = 0;
  for (let i = 1; i <= count; i++) {
    length = length * 256 + (bytes[at + i] ?? fail('DER_TRUNCATED', 'ends inside a length'));
  }
  if (length < 0x80 || length < 256 ** (count - 1)) {
    fail('DER_LENGTH_INVALID', 'a length is written longer than needed');
  }
  return { length, start: at + 1 + count };
}

/** @throws VerifierError a DER_ code; DER_TRAILING_BYTES where more than one value is given */
export function readDer(bytes: Uint8Array, tag: number): DerValue {
  const value = expectTag(readAt(bytes, 0), tag);
  if (value.raw.length !== bytes.length) fail('DER_TRAILING_BYTES', 'bytes after the value');
  return value;
}

/** The values inside a constructed value. */
export function readChildren(parent: DerValue): readonly DerValue[] {
  const children: DerValue[] = [];
  for (let at = 0; at < parent.content.length;) {
    const child = readAt(parent.content, at);
    children.push(child);
    at += child.raw.length;
  }
  return children;
}

/** @throws VerifierError DER_TAG_UNEXPECTED, also where the value is absent */
export function expectTag(value: DerValue | undefined, tag: number): DerValue {
  if (value?.tag !== tag) fail('DER_TAG_UNEXPECTED', `tag 0x${tag.toString(16)} expected`);
  return value;
}

/** Bytes of a non-negative INTEGER without sign byte; minimal (X.690 §8.3.2). */
export function readUnsigned(value: DerValue | undefined): Uint8Array {
  const { content } = expectTag(value, derTag.integer);
  const [first, second] = content;
  if (first === undefined) return fail('DER_VALUE_INVALID', 'an INTEGER is empty');
  if (first >= 0x80) fail('DER_VALUE_INVALID', 'an INTEGER is negative');
  if (first !== 0 || second === undefined) return content;
  if (second < 0x80) fail('DER_VALUE_INVALID', 'an INTEGER is written longer than needed');
  return content.subarray(1);
}

/** A BIT STRING of whole bytes. */
export function readBitBytes(value: DerValue | undefined): Uint8Array {
  const { content } = expectTag(value, derTag.bitString);
  if (content[0] !== 0) fail('DER_VALUE_INVALID', 'a BIT STRING is not of whole bytes');
  return content.subarray(1);
}

/** A BIT STRING of named bits, trailing zero bits removed (X.690 §11.2.2): the numbers of the bits that are set. */
export function readNamedBits(value: DerValue | undefined): readonly number[] {
  const { content } = expectTag(value, derTag.bitString);
  const unused = content[0] ?? fail('DER_VALUE_INVALID', 'a BIT STRING is empty');
  const count = (content.length - 1) * 8 - unused;
  const last = content[content.length - 1] as number;
  const shortest = content.length === 1 ? unused === 0 : unused < 8 && (last >> unused) % 2 === 1;
  if (!shortest || (last & ((1 << unused) - 1)) !== 0) {
    fail('DER_VALUE_INVALID', 'a BIT STRING has trailing zero bits or bits set in its padding');
  }
  const bits: number[] = [];
  for (let bit = 0; bit < count; bit++) {
    if (((content[1 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) bits.push(bit);
  }
  return bits;
}

/** TRUE is 0xFF only (X.690 §11.1). */
export function readBoolean(value: DerValue | undefined): boolean {
  const { content } = expectTag(value, derTag.boolean);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    fail('DER_VALUE_INVALID', 'a BOOLEAN is not 00 or FF');
  }
  return content[0] === 0xff;
}

/** Dotted text of an OBJECT IDENTIFIER; arcs below 2^53 in the shortest form (X.690 §8.19). */
export function readOid(value: DerValue | undefined): string {
  const { content } = expectTag(value, derTag.oid);
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80)
      fail('DER_VALUE_INVALID', 'an OID arc is written longer than needed');
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) fail('DER_VALUE_INVALID', 'an OID arc is above 2^53 − 1');
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first, ...rest] = arcs;
  if (first === undefined || !fresh) return fail('DER_VALUE_INVALID', 'an OID is empty or cut off');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - 40 * root, ...rest].join('.');
}
