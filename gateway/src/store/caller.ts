import type { Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { instant, nullable, schemaOf, text } from './schema.js';

/** Who may call: an API key is kept as its digest only. */
export interface CallerRecord {
  /** SM3 of the API key, hexadecimal. */
  readonly digest: string;
  readonly name: string;
  /** The issuing body it speaks for; null: none. */
  readonly body: string | null;
  readonly scopes: readonly string[];
  readonly created: Date;
  readonly revoked: Date | null;
}

export type CallerModel = Model<CallerRecord>;

export const callerSchema = schemaOf<CallerRecord>({
  digest: text,
  name: text,
  body: nullable(String),
  scopes: [String],
  created: instant,
  revoked: nullable(Date),
});
callerSchema.index({ digest: 1 }, { unique: true });
callerSchema.index({ name: 1 }, { unique: true });

/** @throws MongoServerError 11000 where the name or the key is taken */
export async function insertCaller(callers: CallerModel, caller: CallerRecord): Promise<void> {
  await insert(callers, [caller]);
}

/** Whoever holds the key with this digest; null also where it was revoked. */
export async function findCaller(
  callers: CallerModel,
  digest: string,
): Promise<CallerRecord | null> {
  const found = await callers.findOne({ digest, revoked: null }).lean();
  return found === null ? null : plain<CallerRecord>(found);
}

export async function listCallers(callers: CallerModel): Promise<CallerRecord[]> {
  const found = await callers.find({}).sort({ name: 1 }).lean();
  return found.map((caller) => plain<CallerRecord>(caller));
}

/** Whether there was such a caller, not revoked before. */
export async function revokeCaller(
  callers: CallerModel,
  name: string,
  now: Date,
): Promise<boolean> {
  const { modifiedCount } = await callers.updateOne(
    { name, revoked: null },
    { $set: { revoked: now } },
  );
  return modifiedCount === 1;
}
