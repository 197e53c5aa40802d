// What the runners of all layers share.
import { encodeUtf8, fromHex, toHex } from '../src/format/bytes.js';
import type { Case, Input } from './cases/case.js';

export interface Layer {
  readonly cases: readonly Case[];
  /** What an accepted input means; a subset of it stands in the vector. */
  readonly run: (input: Input) => unknown;
}

/** Hexadecimal digits, or a shorter way to write many bytes. */
export function bytesOf(input: Input): Uint8Array {
  if (typeof input === 'string') return fromHex(input);
  const { zeros, bytes } = input as { zeros?: number; bytes?: string };
  return zeros === undefined ? fromHex(bytes ?? '') : new Uint8Array(zeros);
}

export function textBytes(input: Input): Uint8Array {
  return typeof input === 'string' ? encodeUtf8(input) : bytesOf(input);
}

/** Decodes, and demands that encoding gives back the very bytes. */
export function strict<Value>(
  decode: (bytes: Uint8Array) => Value,
  encode: (value: Value) => Uint8Array,
  meaning: (value: Value, bytes: Uint8Array) => unknown = (value) => value,
  read: (input: Input) => Uint8Array = bytesOf,
): Layer['run'] {
  return (input) => {
    const bytes = read(input);
    const value = decode(bytes);
    const again = encode(value);
    if (toHex(again) !== toHex(bytes)) throw new Error(`encodes to ${toHex(again)}`);
    return meaning(value, bytes);
  };
}
