import { VerifierError, type VerifierCode } from '../errors.js';
import { decodeCbor, type CborValue } from './cbor.js';

/** Reads the elements of a CBOR array of a fixed shape; every deviation gives the format's own code. */
export interface Shape {
  text(name: string): string;
  /** A byte string; of exactly `length` bytes where given. */
  bytes(name: string, length?: number): Uint8Array;
  /** A byte string or null. */
  bytesOrNull(name: string, length?: number): Uint8Array | null;
  textOrNull(name: string): string | null;
  /** A non-negative integer. */
  count(name: string): number;
  countOrNull(name: string): number | null;
  boolean(name: string): boolean;
  list(name: string): readonly CborValue[];
  /** The next element, whatever it is. */
  item(): CborValue;
  /** Throws with the format's code. */
  fail(message: string): never;
}

/**
 * Decodes a CBOR array that starts with its context string and has exactly `length` further elements.
 * @throws VerifierError any CBOR_ code, or `code`
 */
export function openShape(
  code: VerifierCode,
  context: string,
  length: number,
  bytes: Uint8Array,
): Shape {
  const value = decodeCbor(bytes);
  const shape = arrayShape(code, value, length + 1);
  if (shape.text('context') !== context) shape.fail(`does not begin with "${context}"`);
  return shape;
}

/** The same for an array inside another object, which needs no context of its own. */
export function arrayShape(code: VerifierCode, value: CborValue, length: number): Shape {
  const fail = (message: string): never => {
    throw new VerifierError(code, message);
  };
  if (!Array.isArray(value) || value.length !== length) {
    return fail(`is not an array of ${length} elements`);
  }
  const items = value as readonly CborValue[];
  let next = 0;
  const take = (): CborValue => items[next++] as CborValue;
  const bytesOf = (item: CborValue, name: string, size?: number): Uint8Array => {
    if (!(item instanceof Uint8Array)) return fail(`${name} is not a byte string`);
    if (size !== undefined && item.length !== size) return fail(`${name} is not ${size} bytes`);
    return item;
  };
  const countOf = (item: CborValue, name: string): number =>
    typeof item === 'number' && item >= 0 ? item : fail(`${name} is not a count`);
  const textOf = (item: CborValue, name: string): string =>
    typeof item === 'string' ? item : fail(`${name} is not a text`);
  return {
    fail,
    item: take,
    text: (name) => textOf(take(), name),
    bytes: (name, size) => bytesOf(take(), name, size),
    bytesOrNull: (name, size) => {
      const item = take();
      return item === null ? null : bytesOf(item, name, size);
    },
    textOrNull: (name) => {
      const item = take();
      return item === null ? null : textOf(item, name);
    },
    count: (name) => countOf(take(), name),
    countOrNull: (name) => {
      const item = take();
      return item === null ? null : countOf(item, name);
    },
    boolean: (name) => {
      const item = take();
      return typeof item === 'boolean' ? item : fail(`${name} is not true or false`);
    },
    list: (name) => {
      const item = take();
      return Array.isArray(item) ? (item as readonly CborValue[]) : fail(`${name} is not an array`);
    },
  };
}
