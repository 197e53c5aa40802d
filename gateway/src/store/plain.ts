import mongoose from 'mongoose';

/** A stored document as a value: bytes as Uint8Array, and nothing that only the database needs. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- only its schema says what it is
export function plain<T>(document: object): T {
  const value = plainValue(document) as Record<string, unknown>;
  delete value['_id'];
  return value as T;
}

function plainValue(value: unknown): unknown {
  if (value instanceof mongoose.mongo.Binary) return new Uint8Array(value.value());
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('_bsontype' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, plainValue(field)]),
  );
}

/** Whether a write was refused because a unique key is taken. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
}
