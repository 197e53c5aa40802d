// What the runners of all layers share.
import { encodeUtf8, fromHex, toHex } from '../src/format/bytes.js';
import type { Input } from './cases/case.js';

/**
 * What an accepted input means; a subset of it stands in the vector as `value`, whose keys a runner may try.
 * VerifierError for what is refused.
 */
export type Run = (input: Input, value?: Input) => unknown;

/** By the name of the layer. No runner knows the cases, nor anything of Node: they run in a browser too. */
export type Runs = Readonly<Record<string, Run>>;

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
  meaning: (value: Value, bytes: Uint8Array, expected?: Input) => unknown = (value) => value,
  read: (input: Input) => Uint8Array = bytesOf,
): Run {
  return (input, expected) => {
    const bytes = read(input);
    const value = decode(bytes);
    const again = encode(value);
    if (toHex(again) !== toHex(bytes)) throw new Error(`encodes to ${toHex(again)}`);
    return meaning(value, bytes, expected);
  };
}
