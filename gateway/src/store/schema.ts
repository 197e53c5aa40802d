import { Schema } from 'mongoose';

/** Fields that nobody declared are refused in documents, filters and updates. */
const strictly = { strict: 'throw', strictQuery: 'throw', minimize: false, id: false } as const;

export const text = { type: String, required: true } as const;
export const number = { type: Number, required: true } as const;
export const bytes = { type: Buffer, required: true } as const;
export const instant = { type: Date, required: true } as const;

/** A field that may be null, and is so where nothing is said. */
export function nullable(type: unknown): object {
  return { type, default: null };
}

/** The schema of a collection: every field of the record is declared. */
export function schemaOf<T>(fields: Record<keyof T, unknown>): Schema<T> {
  return new Schema(fields as never, { ...strictly, versionKey: false });
}

/** What lies within a field. */
export function partOf(fields: object): unknown {
  return new Schema(fields, { ...strictly, _id: false });
}
