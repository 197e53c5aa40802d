import type { Model } from 'mongoose';
import { number, schemaOf, text } from './schema.js';

/** A file of the object store all of whose objects stand in this database. */
export interface SegmentRecord {
  readonly name: string;
  readonly bytes: number;
}

export type SegmentModel = Model<SegmentRecord>;

export const segmentSchema = schemaOf<SegmentRecord>({ name: text, bytes: number });
segmentSchema.index({ name: 1 }, { unique: true });

export async function markSegment(
  segments: SegmentModel,
  { name, bytes }: SegmentRecord,
): Promise<void> {
  await segments.updateOne(
    { name },
    { $set: { bytes } },
    { upsert: true, setDefaultsOnInsert: false },
  );
}

/** Bytes by name. */
export async function markedSegments(segments: SegmentModel): Promise<Map<string, number>> {
  const found = await segments.find({}).sort({ name: 1 }).lean();
  return new Map(found.map(({ name, bytes }) => [name, bytes]));
}
