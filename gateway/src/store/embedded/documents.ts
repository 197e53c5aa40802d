import mongoose from 'mongoose';
import { StoreError } from '../errors.js';

const { BSON } = mongoose.mongo;

/** A document, filter or update after one trip through BSON: the types are those a server would see. */
export type Document = Record<string, unknown>;

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 100;
/** As the MongoDB driver serialises: undefined becomes null. */
const WRITING = { ignoreUndefined: false } as const;
const READING = { promoteValues: true, promoteLongs: true, promoteBuffers: false } as const;

export function encodeDocument(document: object): Buffer {
  const bytes = BSON.serialize(document, WRITING);
  if (bytes.length > MAX_BYTES) unsupported('a document of more than 16 MiB');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function decodeDocument(bytes: Uint8Array): Document {
  return BSON.deserialize(bytes, READING);
}

/** What the server would see of it: toBSON applied, mongoose's arrays plain, one set of types. */
export function normalised(value: object): Document {
  return decodeDocument(BSON.serialize(value, WRITING));
}

export function bsonType(value: unknown): string | undefined {
  return (value as { _bsontype?: string } | null)?._bsontype;
}

export function isPlain(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof Date || value instanceof RegExp) return false;
  return bsonType(value) === undefined;
}

/** @throws StoreError STORE_UNSUPPORTED for types and field names that are not stored */
export function assertStorable(value: unknown, depth = 0): void {
  if (isScalar(value)) return;
  if (depth > MAX_DEPTH) unsupported(`documents nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) {
    for (const element of value) assertStorable(element, depth + 1);
    return;
  }
  if (!isPlain(value)) {
    assertValue(value);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    if (name.startsWith('$')) unsupported('field names that begin with a dollar sign');
    assertStorable(field, depth + 1);
  }
}

function isScalar(value: unknown): value is string | number | boolean | null | undefined | Date {
  return typeof value !== 'object' || value === null || value instanceof Date;
}

function assertValue(value: object): void {
  const type = bsonType(value);
  if (type === 'ObjectId' || type === 'Binary' || type === 'Long') return;
  unsupported(type === undefined ? 'regular expressions' : `values of type ${type}`);
}

export function unsupported(what: string): never {
  throw new StoreError('STORE_UNSUPPORTED', `the embedded store does not support ${what}`);
}
