import mongoose, { type Model } from 'mongoose';

/**
 * Inserts records that fit their schema.
 * @throws TypeError where one does not; MongoServerError 11000 where a unique key is taken. Neither tells a value.
 */
export async function insert<T>(
  model: Model<T>,
  records: readonly object[],
  ordered = true,
): Promise<void> {
  try {
    await model.insertMany(records.map(bytesAsBuffers), {
      ordered,
      throwOnValidationError: true,
    });
  } catch (error) {
    throw discreet(model.modelName, error);
  }
}

/** Mongoose quotes what does not fit, and that may be a person's name or a seed. */
function discreet(name: string, error: unknown): unknown {
  if (error instanceof mongoose.Error.ValidationError) {
    return new TypeError(`${name}: ${Object.keys(error.errors).join(', ')} cannot be stored so`);
  }
  if (error instanceof mongoose.Error) return new TypeError(`${name}: a field cannot be stored so`);
  return error;
}

function bytesAsBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(bytesAsBuffers);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, bytesAsBuffers(field)]),
  );
}
