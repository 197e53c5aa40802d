/**
 * Unpacks a raw stream of DEFLATE (RFC 1951).
 * @param maximum - bytes; never more are made
 * @returns null for what is no such stream, ends before or after the bytes do, or is longer than `maximum`
 */
export type Inflate = (bytes: Uint8Array, maximum: number) => Uint8Array | null;

/** Canonical Huffman codes: how many of each length, and the symbols in the order of their codes. */
interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

interface Stream {
  readonly bytes: Uint8Array;
  readonly maximum: number;
  at: number;
  bits: number;
  held: number;
  /** Grows with what is made, so that a size that is only claimed takes no memory. */
  out: Uint8Array;
  length: number;
}

const longestCode = 15;
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const lengthExtra = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** The order in which lengths of the lengths' own codes are written (§3.2.7). */
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** What is wrong with the stream is nobody's concern: caught where it began. */
class BrokenStream extends Error {}

/** In plain JavaScript, for runtimes without a zlib that answers at once. The same answers as Node's. */
export const portableInflate: Inflate = (bytes, maximum) => {
  const stream = { bytes, maximum, at: 0, bits: 0, held: 0, out: new Uint8Array(1024), length: 0 };
  try {
    while (!readBlock(stream));
  } catch (error) {
    if (error instanceof BrokenStream) return null;
    throw error;
  }
  return stream.at === bytes.length ? stream.out.subarray(0, stream.length) : null;
};

function take(stream: Stream, count: number): number {
  while (stream.held < count) {
    const byte = stream.bytes[stream.at++];
    if (byte === undefined) throw new BrokenStream();
    stream.bits |= byte << stream.held;
    stream.held += 8;
  }
  const value = stream.bits & ((1 << count) - 1);
  stream.bits >>>= count;
  stream.held -= count;
  return value;
}

/** @returns whether it was the last one */
function readBlock(stream: Stream): boolean {
  const isLast = take(stream, 1) === 1;
  const kind = take(stream, 2);
  if (kind === 0) copyStored(stream);
  else if (kind === 1) readCoded(stream, fixedCodes, fixedDistances);
  else if (kind === 2) readCoded(stream, ...readCodes(stream));
  else throw new BrokenStream();
  return isLast;
}

/** Room for so many more bytes. */
function grow(stream: Stream, more: number): void {
  const wanted = stream.length + more;
  if (wanted > stream.maximum) throw new BrokenStream();
  if (wanted <= stream.out.length) return;
  const larger = new Uint8Array(Math.min(stream.maximum, Math.max(wanted, 2 * stream.out.length)));
  larger.set(stream.out.subarray(0, stream.length));
  stream.out = larger;
}

function copyStored(stream: Stream): void {
  stream.bits = 0;
  stream.held = 0;
  const length = take(stream, 8) | (take(stream, 8) << 8);
  const inverse = take(stream, 8) | (take(stream, 8) << 8);
  if (inverse !== (length ^ 0xffff)) throw new BrokenStream();
  const part = stream.bytes.subarray(stream.at, stream.at + length);
  if (part.length < length) throw new BrokenStream();
  grow(stream, length);
  stream.out.set(part, stream.length);
  stream.at += length;
  stream.length += length;
}

/** How far lengths leave codes unused: below 0 there are too many (§3.2.2). */
function codesOf(lengths: readonly number[]): Codes & { readonly left: number } {
  const counts = new Uint16Array(longestCode + 1);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  const offsets = new Uint16Array(longestCode + 2);
  let left = 1;
  for (let length = 1; length <= longestCode; length++) {
    const count = counts[length] as number;
    left = 2 * left - count;
    if (left < 0) throw new BrokenStream();
    offsets[length + 1] = (offsets[length] as number) + count;
  }
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const at = offsets[length] as number;
    symbols[at] = symbol;
    offsets[length] = at + 1;
  });
  return { counts, symbols, left };
}

const fixedCodes = codesOf(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const fixedDistances = codesOf(Array.from({ length: 30 }, () => 5));

/** Bit by bit from the shortest codes on. */
function symbolOf(stream: Stream, { counts, symbols }: Codes): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length++) {
    code |= take(stream, 1);
    const count = counts[length] as number;
    if (code - count < first) return symbols[index + (code - first)] as number;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new BrokenStream();
}

/** A set of codes may be incomplete only where it is a single one of one bit, or none: as zlib has it. */
function checkedCodes(lengths: readonly number[]): Codes {
  const codes = codesOf(lengths);
  const used = lengths.filter((length) => length !== 0);
  if (codes.left > 0 && used.length > 0 && !(used.length === 1 && used[0] === 1)) {
    throw new BrokenStream();
  }
  return codes;
}

function readCodes(stream: Stream): [Codes, Codes] {
  const literals = take(stream, 5) + 257;
  const distances = take(stream, 5) + 1;
  const count = take(stream, 4) + 4;
  if (literals > 286 || distances > 30) throw new BrokenStream();
  const ownLengths = Array.from({ length: 19 }, () => 0);
  for (const place of orderOfLengths.slice(0, count)) ownLengths[place] = take(stream, 3);
  const own = codesOf(ownLengths);
  if (own.left !== 0) throw new BrokenStream();
  const lengths = readLengths(stream, own, literals + distances);
  // Without an end no block would end.
  if (lengths[256] === 0) throw new BrokenStream();
  return [checkedCodes(lengths.slice(0, literals)), checkedCodes(lengths.slice(literals))];
}

function readLengths(stream: Stream, own: Codes, count: number): readonly number[] {
  const lengths: number[] = [];
  while (lengths.length < count) {
    const symbol = symbolOf(stream, own);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const [value, times] = repeatOf(stream, symbol, lengths.at(-1));
    if (lengths.length + times > count) throw new BrokenStream();
    for (let i = 0; i < times; i++) lengths.push(value);
  }
  return lengths;
}

function repeatOf(stream: Stream, symbol: number, last: number | undefined): [number, number] {
  if (symbol === 17) return [0, 3 + take(stream, 3)];
  if (symbol === 18) return [0, 11 + take(stream, 7)];
  if (last === undefined) throw new BrokenStream();
  return [last, 3 + take(stream, 2)];
}

function readCoded(stream: Stream, literals: Codes, distances: Codes): void {
  for (;;) {
    const symbol = symbolOf(stream, literals);
    if (symbol === 256) return;
    if (symbol > 256) {
      copyEarlier(stream, symbol - 257, distances);
      continue;
    }
    grow(stream, 1);
    stream.out[stream.length++] = symbol;
  }
}

function copyEarlier(stream: Stream, symbol: number, distances: Codes): void {
  const base = lengthBase[symbol];
  if (base === undefined) throw new BrokenStream();
  const length = base + take(stream, lengthExtra[symbol] as number);
  const farther = symbolOf(stream, distances);
  const distance =
    (distanceBase[farther] as number) + take(stream, distanceExtra[farther] as number);
  if (distance > stream.length) throw new BrokenStream();
  grow(stream, length);
  for (let i = 0; i < length; i++) {
    stream.out[stream.length] = stream.out[stream.length - distance] as number;
    stream.length++;
  }
}
