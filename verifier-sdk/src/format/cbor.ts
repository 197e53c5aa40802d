import { VerifierError, type VerifierCode } from '../errors.js';
import { compareBytes, decodeUtf8, encodeUtf8, joinBytes } from './bytes.js';

/**
 * The part of CBOR our formats use. Integers are within ±(2^53 − 1); map keys are integers or texts.
 * Byte strings of a decoded value are views into the input.
 */
export type CborValue =
  number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap | CborTag;
export type CborMap = ReadonlyMap<number | string, CborValue>;
export class CborTag {
  readonly tag: number;
  readonly value: CborValue;
  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** Containers inside containers; our deepest format needs 6. */
const maximumDepth = 16;
/** A decoded item takes some hundred bytes and as little as one on the wire: 60 MB of empty arrays would fill any memory. */
const maximumItems = 2 ** 20;

const unsigned = 0;
const negative = 1;
const byteString = 2;
const textString = 3;
const array = 4;
const map = 5;
const tag = 6;
const simple = 7;

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

/**
 * Deterministic encoding (RFC 8949 §4.2.1): shortest heads, definite lengths, map keys in the byte order of their
 * encodings.
 * @throws VerifierError CBOR_INTEGER_RANGE, CBOR_TEXT_INVALID, CBOR_TOO_DEEP
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const parts: Uint8Array[] = [];
  encodeItem(value, parts, 0);
  return joinBytes(parts);
}

function encodeItem(value: CborValue, parts: Uint8Array[], depth: number): void {
  if (depth > maximumDepth) fail('CBOR_TOO_DEEP', `nested deeper than ${maximumDepth}`);
  if (typeof value === 'number') parts.push(encodeInteger(value));
  else if (typeof value === 'string') parts.push(...encodeText(value));
  else if (value === null) parts.push(Uint8Array.of(0xf6));
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  else if (value instanceof Uint8Array) parts.push(encodeHead(byteString, value.length), value);
  else encodeContainer(value, parts, depth);
}

function encodeContainer(
  value: readonly CborValue[] | CborMap | CborTag,
  parts: Uint8Array[],
  depth: number,
): void {
  if (value instanceof CborTag) {
    parts.push(encodeHead(tag, value.tag));
    encodeItem(value.value, parts, depth + 1);
  } else if (value instanceof Map) {
    const entries = [...(value as CborMap)].map(([key, item]) => ({ key: encodeCbor(key), item }));
    entries.sort((a, b) => compareBytes(a.key, b.key));
    parts.push(encodeHead(map, entries.length));
    for (const { key, item } of entries) {
      parts.push(key);
      encodeItem(item, parts, depth + 1);
    }
  } else {
    const items = value as readonly CborValue[];
    parts.push(encodeHead(array, items.length));
    for (const item of items) encodeItem(item, parts, depth + 1);
  }
}

function encodeInteger(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    fail('CBOR_INTEGER_RANGE', 'not an integer within 2^53 − 1');
  }
  return value < 0 ? encodeHead(negative, -1 - value) : encodeHead(unsigned, value);
}

function encodeText(value: string): readonly Uint8Array[] {
  const bytes = encodeUtf8(value);
  // An unpaired surrogate would be replaced without a word: then what is signed is not what was given.
  if (decodeUtf8(bytes) !== value) fail('CBOR_TEXT_INVALID', 'text has an unpaired surrogate');
  return [encodeHead(textString, bytes.length), bytes];
}

function encodeHead(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x100) return Uint8Array.of(first | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(first | 25, argument >> 8, argument & 0xff);
  const head = new Uint8Array(argument < 0x100000000 ? 5 : 9);
  head[0] = first | (head.length === 5 ? 26 : 27);
  let rest = argument;
  for (let i = head.length - 1; i > 0; i--) {
    head[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return head;
}

/**
 * Accepts exactly what {@link encodeCbor} makes.
 * @throws VerifierError any CBOR_ code
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = { bytes, at: 0, items: 0 };
  const value = decodeItem(reader, 0);
  if (reader.at !== bytes.length) {
    fail('CBOR_TRAILING_BYTES', `${bytes.length - reader.at} bytes after the value`);
  }
  return value;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  /** Announced so far as elements of arrays and maps. */
  items: number;
}

function decodeItem(reader: Reader, depth: number): CborValue {
  if (depth > maximumDepth) fail('CBOR_TOO_DEEP', `nested deeper than ${maximumDepth}`);
  const first = takeByte(reader);
  const major = first >> 5;
  if (major === simple) return decodeSimple(first);
  const argument = decodeArgument(reader, first & 0x1f);
  switch (major) {
    case unsigned:
      return argument;
    case negative:
      // −2^53 would need an argument that is itself safe but a value that is not.
      if (argument === Number.MAX_SAFE_INTEGER) fail('CBOR_INTEGER_RANGE', 'below −(2^53 − 1)');
      return -1 - argument;
    case byteString:
      return take(reader, argument);
    case textString:
      return decodeText(take(reader, argument));
    case array:
      return decodeArray(reader, argument, depth);
    case map:
      return decodeMap(reader, argument, depth);
    default:
      return new CborTag(argument, decodeItem(reader, depth + 1));
  }
}

function takeByte(reader: Reader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) fail('CBOR_TRUNCATED', 'ends inside a value');
  reader.at++;
  return byte;
}

function take(reader: Reader, length: number): Uint8Array {
  const end = reader.at + length;
  if (end > reader.bytes.length) fail('CBOR_TRUNCATED', 'a length points past the end');
  const part = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return part;
}

function decodeSimple(first: number): boolean | null {
  if (first === 0xf4) return false;
  if (first === 0xf5) return true;
  if (first === 0xf6) return null;
  return fail('CBOR_TYPE_UNSUPPORTED', 'floats, undefined and other simple values are not used');
}

function decodeArgument(reader: Reader, information: number): number {
  if (information < 24) return information;
  if (information > 27) fail('CBOR_NOT_CANONICAL', 'indefinite length or reserved head');
  const length = 1 << (information - 24);
  let argument = 0;
  for (let i = 0; i < length; i++) argument = argument * 256 + takeByte(reader);
  if (argument > Number.MAX_SAFE_INTEGER) fail('CBOR_INTEGER_RANGE', 'above 2^53 − 1');
  const smallest = length === 1 ? 24 : 2 ** (4 * length);
  if (argument < smallest) fail('CBOR_NOT_CANONICAL', 'a number is written longer than needed');
  return argument;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new VerifierError('CBOR_TEXT_INVALID', 'text is not UTF-8', { cause });
  }
}

function countItems(reader: Reader, more: number): void {
  reader.items += more;
  if (reader.items > maximumItems) fail('CBOR_TOO_LARGE', `more than ${maximumItems} items`);
}

function decodeArray(reader: Reader, length: number, depth: number): readonly CborValue[] {
  // Each item takes a byte: refuse a false length before anything is allocated for it.
  if (length > reader.bytes.length - reader.at)
    fail('CBOR_TRUNCATED', 'array longer than its bytes');
  countItems(reader, length);
  const items: CborValue[] = [];
  for (let i = 0; i < length; i++) items.push(decodeItem(reader, depth + 1));
  return items;
}

function decodeMap(reader: Reader, length: number, depth: number): CborMap {
  if (2 * length > reader.bytes.length - reader.at)
    fail('CBOR_TRUNCATED', 'map longer than its bytes');
  countItems(reader, 2 * length);
  const entries = new Map<number | string, CborValue>();
  let previous: Uint8Array | undefined;
  for (let i = 0; i < length; i++) {
    const start = reader.at;
    const key = decodeItem(reader, depth + 1);
    const encoded = reader.bytes.subarray(start, reader.at);
    if (typeof key !== 'number' && typeof key !== 'string') {
      fail('CBOR_TYPE_UNSUPPORTED', 'map keys are integers or texts');
    }
    if (previous !== undefined && compareBytes(previous, encoded) >= 0) {
      fail('CBOR_KEY_ORDER', 'map keys are not in ascending order or stand twice');
    }
    previous = encoded;
    entries.set(key, decodeItem(reader, depth + 1));
  }
  return entries;
}
