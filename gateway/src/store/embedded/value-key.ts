import { bsonType, isPlain, unsupported } from './documents.js';

/**
 * Bytes whose order is MongoDB's order of values: comparison, index and sort all go by them.
 * Each encoding ends by itself, so keys can be joined, and turned round by inverting their bytes.
 */
export const Rank = {
  emptyArray: 4,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
} as const;

type BinaryLike = { sub_type: number; value(): Uint8Array };
type LongLike = { toBigInt(): bigint };

/** An empty array stands in an index below everything else. */
export const EMPTY_ARRAY_KEY = Buffer.from([Rank.emptyArray]);

export function valueKey(value: unknown): Buffer {
  const writer = new KeyWriter();
  writer.value(value);
  return writer.bytes();
}

/** The first byte of a value's key: only values of one rank compare as less or greater. */
export function rankOf(value: unknown): number {
  if (value === null || value === undefined) return Rank.null;
  if (typeof value === 'number') return Rank.number;
  if (typeof value === 'string') return Rank.string;
  if (typeof value === 'boolean') return Rank.boolean;
  return rankOfObject(value);
}

function rankOfObject(value: object): number {
  if (Array.isArray(value)) return Rank.array;
  if (value instanceof Date) return Rank.date;
  if (isPlain(value)) return Rank.object;
  const type = bsonType(value);
  if (type === 'Long') return Rank.number;
  if (type === 'ObjectId') return Rank.objectId;
  if (type === 'Binary') return Rank.binary;
  return unsupported(type === undefined ? 'regular expressions' : `values of type ${type}`);
}

export function inverted(key: Buffer): Buffer {
  const turned = Buffer.allocUnsafe(key.length);
  for (let at = 0; at < key.length; at++) turned[at] = 0xff ^ (key[at] ?? 0);
  return turned;
}

/** The least key that is above every key beginning with this one. */
export function above(prefix: Buffer): Buffer {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const byte = prefix[at] ?? 0;
    if (byte === 0xff) continue;
    const bound = Buffer.from(prefix.subarray(0, at + 1));
    bound[at] = byte + 1;
    return bound;
  }
  throw new RangeError('no key lies above');
}

class KeyWriter {
  #buffer = Buffer.allocUnsafe(64);
  #length = 0;

  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  value(value: unknown): void {
    const rank = rankOf(value);
    this.byte(rank);
    this.#body(rank, value);
  }

  #body(rank: number, value: unknown): void {
    bodies[rank]?.(this, value);
  }

  array(elements: readonly unknown[]): void {
    for (const element of elements) this.value(element);
    this.byte(0);
  }

  /** The nearest double in order of bytes, then how far a 64-bit integer is from it (at most 1,024). */
  number(value: number | LongLike): void {
    const exact = typeof value === 'number' ? null : value.toBigInt();
    const double = exact === null ? (value as number) : Number(exact);
    this.#room(10);
    if (Number.isNaN(double)) {
      this.#buffer.fill(0, this.#length, this.#length + 10);
    } else {
      this.#buffer.writeDoubleBE(double === 0 ? 0 : double, this.#length);
      this.#turnDouble();
      const away = exact === null ? 0 : Number(exact - BigInt(double));
      this.#buffer.writeUInt16BE(0x8000 + away, this.#length + 8);
    }
    this.#length += 10;
  }

  #turnDouble(): void {
    const first = this.#buffer[this.#length] ?? 0;
    const last = first & 0x80 ? this.#length + 8 : this.#length + 1;
    for (let at = this.#length; at < last; at++) {
      this.#buffer[at] = (this.#buffer[at] ?? 0) ^ (first & 0x80 ? 0xff : 0x80);
    }
  }

  /** UTF-8, where a zero byte is followed by 0xff and the end is two zeros. */
  text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    let from = 0;
    for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
      this.raw(bytes.subarray(from, at + 1));
      this.byte(0xff);
      from = at + 1;
    }
    this.raw(bytes.subarray(from));
    this.byte(0);
    this.byte(0);
  }

  /** Field by field: kind, name, value; an object that ends is less than one that goes on. */
  object(object: Record<string, unknown>): void {
    for (const [name, field] of Object.entries(object)) {
      const rank = rankOf(field);
      this.byte(rank);
      this.text(name);
      this.#body(rank, field);
    }
    this.byte(0);
  }

  binary(binary: BinaryLike): void {
    const bytes = binary.value();
    this.#room(5);
    this.#buffer.writeUInt32BE(bytes.length, this.#length);
    this.#buffer[this.#length + 4] = binary.sub_type;
    this.#length += 5;
    this.raw(bytes);
  }

  signed(value: bigint): void {
    this.#room(8);
    this.#buffer.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), this.#length);
    this.#length += 8;
  }

  byte(byte: number): void {
    this.#room(1);
    this.#buffer[this.#length++] = byte;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#buffer.copy(wider, 0, 0, this.#length);
    this.#buffer = wider;
  }
}

/** What follows the rank; nothing after that of null. */
const bodies: Readonly<Record<number, (writer: KeyWriter, value: unknown) => void>> = {
  [Rank.number]: (writer, value) => {
    writer.number(value as number | LongLike);
  },
  [Rank.string]: (writer, value) => {
    writer.text(value as string);
  },
  [Rank.object]: (writer, value) => {
    writer.object(value as Record<string, unknown>);
  },
  [Rank.array]: (writer, value) => {
    writer.array(value as unknown[]);
  },
  [Rank.binary]: (writer, value) => {
    writer.binary(value as BinaryLike);
  },
  [Rank.objectId]: (writer, value) => {
    writer.raw((value as { id: Uint8Array }).id);
  },
  [Rank.boolean]: (writer, value) => {
    writer.byte(value === true ? 1 : 0);
  },
  [Rank.date]: (writer, value) => {
    writer.signed(BigInt((value as Date).getTime()));
  },
};
