import type { Model, Schema, SchemaType } from 'mongoose';

/**
 * Inserts records that fit their schema. Mongoose's own documents would cost more than the database does, and its
 * errors quote what does not fit, which may be a person's name or a seed.
 * @throws TypeError where a record does not fit; MongoServerError 11000 where a unique key is taken. Neither tells a value.
 */
export async function insert<T>(
  model: Model<T>,
  records: readonly object[],
  ordered = true,
): Promise<void> {
  for (const record of records) assertFits(model.modelName, model.schema, record);
  await model.insertMany(records.map(bytesAsBuffers), { ordered, lean: true });
}

function assertFits(name: string, schema: Schema, record: object): void {
  const given = record as Record<string, unknown>;
  const wrong = [
    ...Object.keys(given).filter((field) => !(field in schema.paths)),
    ...Object.entries(schema.paths)
      .filter(([field, type]) => field !== '_id' && !fits(given[field], type))
      .map(([field]) => field),
  ];
  if (wrong.length > 0) throw new TypeError(`${name}: ${wrong.join(', ')} cannot be stored so`);
}

function fits(value: unknown, type: SchemaType): boolean {
  if (value === undefined || value === null)
    return !('required' in type.options && type.options.required === true);
  const allowed = (type as { enumValues?: readonly unknown[] }).enumValues ?? [];
  if (allowed.length > 0 && !allowed.includes(value)) return false;
  return kinds[type.instance]?.(value) ?? true;
}

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  Number: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  Buffer: (value) => value instanceof Uint8Array,
  Array: (value) => Array.isArray(value),
};

function bytesAsBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length);
  if (Array.isArray(value)) return value.map(bytesAsBuffers);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, bytesAsBuffers(field)]),
  );
}
