import type { Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { bytes, number, partOf, schemaOf, text } from './schema.js';

export interface KeptCosignature {
  /** Name of the witness, as in the note's line. */
  readonly witness: string;
  /** 4-byte key id, 8-byte time, signature. */
  readonly bytes: Uint8Array;
}

/** A checkpoint that the own log signed, and who has witnessed it. */
export interface NoteRecord {
  readonly log: string;
  readonly size: number;
  /** Unix milliseconds. */
  readonly time: number;
  /** The note with the line of the log. */
  readonly note: Uint8Array;
  readonly cosignatures: readonly KeptCosignature[];
  readonly quorum: boolean;
}

export type NoteModel = Model<NoteRecord>;

export const noteSchema = schemaOf<NoteRecord>({
  log: text,
  size: number,
  time: number,
  note: bytes,
  cosignatures: [partOf({ witness: text, bytes })],
  quorum: { type: Boolean, default: false },
});
noteSchema.index({ log: 1, time: 1 }, { unique: true });
noteSchema.index({ log: 1, quorum: 1, time: 1 });

/** @throws MongoServerError 11000 where the log has another note of this time */
export async function insertNote(
  notes: NoteModel,
  note: Omit<NoteRecord, 'cosignatures' | 'quorum'>,
): Promise<void> {
  await insert(notes, [{ ...note, cosignatures: [], quorum: false }]);
}

/** Keeps the first cosignature of each witness. */
export async function addCosignature(
  notes: NoteModel,
  log: string,
  time: number,
  { witness, bytes }: KeptCosignature,
): Promise<void> {
  await notes.updateOne(
    { log, time, 'cosignatures.witness': { $ne: witness } },
    { $push: { cosignatures: { witness, bytes: Buffer.from(bytes) } } },
  );
}

export async function markQuorum(notes: NoteModel, log: string, time: number): Promise<void> {
  await notes.updateOne({ log, time }, { $set: { quorum: true } });
}

/** The newest note of a log, or the newest that a quorum has witnessed. */
export async function latestNote(
  notes: NoteModel,
  log: string,
  of: 'all' | 'witnessed' = 'all',
): Promise<NoteRecord | null> {
  const filter = of === 'all' ? { log } : { log, quorum: true };
  const found = await notes.findOne(filter).sort({ time: -1 }).lean();
  return found === null ? null : plain<NoteRecord>(found);
}

/** Witnessed notes of a log from one time to before another, oldest first. */
export async function witnessedNotes(
  notes: NoteModel,
  log: string,
  from: number,
  before: number,
): Promise<NoteRecord[]> {
  const found = await notes
    .find({ log, quorum: true, time: { $gte: from, $lt: before } })
    .sort({ time: 1 })
    .lean();
  return found.map((note) => plain<NoteRecord>(note));
}

export async function deleteNotesBefore(
  notes: NoteModel,
  log: string,
  before: number,
): Promise<number> {
  const { deletedCount } = await notes.deleteMany({ log, time: { $lt: before } });
  return deletedCount;
}
