import { Schema, type Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { bytes, instant, nullable, number, schemaOf, text } from './schema.js';
import { inOrder, waitingUnder } from './waiting-state.js';

/**
 * draft: not signed yet · restored: whether the log holds it is still to be looked up · signed: waits for a group ·
 * anchoring: in a group · anchored: in the log · receipted: witnessed.
 */
export const licenceStates = [
  'draft',
  'restored',
  'signed',
  'anchoring',
  'anchored',
  'receipted',
  'refused',
] as const;
export type LicenceState = (typeof licenceStates)[number];

export interface LicenceRecord {
  readonly identifier: string;
  readonly state: LicenceState;
  /** Of the entry in the log: 1 a licence, 4 an annotated copy. */
  readonly kind: number;
  /** What the log says of it, 0 valid; what was only asked for is not counted. */
  readonly status: number;
  readonly log: string;
  /** SM3 of the issuing certificate, hexadecimal. */
  readonly certificate: string;
  readonly type: string;
  readonly body: string;
  /** Civil days; null: without end. */
  readonly from: number;
  readonly to: number | null;
  /** HMACs of what identifies the holder, hexadecimal. */
  readonly holders: readonly string[];
  /** What fields are disclosed from again. Never to be logged. */
  readonly values: readonly unknown[];
  readonly seed: Uint8Array;
  /** SM3 of the credential, hexadecimal; absent in a draft, as is the credential. */
  readonly object?: string;
  readonly credential?: Uint8Array;
  readonly groupNumber?: number;
  readonly leafIndex?: number;
  /** Why the ledger will never take it. */
  readonly refusal?: string;
  readonly caller: string;
  readonly created: Date;
}

export type LicenceModel = Model<LicenceRecord>;

export const licenceSchema = schemaOf<LicenceRecord>({
  identifier: text,
  state: { ...text, enum: licenceStates },
  kind: number,
  status: { ...number, default: 0 },
  log: text,
  certificate: text,
  type: text,
  body: text,
  from: number,
  to: nullable(Number),
  holders: [String],
  values: [Schema.Types.Mixed],
  seed: bytes,
  object: String,
  credential: Buffer,
  groupNumber: Number,
  leafIndex: Number,
  refusal: String,
  caller: text,
  created: instant,
});
licenceSchema.index({ identifier: 1 }, { unique: true });
licenceSchema.index(
  { object: 1 },
  { unique: true, partialFilterExpression: { object: { $exists: true } } },
);
licenceSchema.index(
  { log: 1, leafIndex: 1 },
  { unique: true, partialFilterExpression: { leafIndex: { $exists: true } } },
);
licenceSchema.index({ certificate: 1, state: 1 });
licenceSchema.index({ log: 1, state: 1, leafIndex: 1 });
licenceSchema.index({ holders: 1 });
licenceSchema.index({ body: 1, type: 1, created: 1 });

/** @throws MongoServerError 11000 where the identifier or the credential is there already */
export async function insertLicence(licences: LicenceModel, licence: LicenceRecord): Promise<void> {
  await insert(licences, [licence]);
}

/** The places, among those given, of the licences whose identifier or credential was there already. */
export async function insertLicences(
  licences: LicenceModel,
  batch: readonly LicenceRecord[],
): Promise<readonly number[]> {
  try {
    await insert(licences, batch, false);
    return [];
  } catch (error) {
    const failures = (error as { writeErrors?: { code: number; index: number }[] }).writeErrors;
    if (failures?.every(({ code }) => code === 11000) !== true) throw error;
    return failures.map(({ index }) => index);
  }
}

export async function findLicence(
  licences: LicenceModel,
  identifier: string,
): Promise<LicenceRecord | null> {
  const found = await licences.findOne({ identifier }).lean();
  return found === null ? null : plain<LicenceRecord>(found);
}

/** The licence that stands at a leaf; null where none is known to. */
export async function findLicenceAt(
  licences: LicenceModel,
  log: string,
  leafIndex: number,
): Promise<LicenceRecord | null> {
  const found = await licences.findOne({ log, leafIndex }).lean();
  return found === null ? null : plain<LicenceRecord>(found);
}

export async function findLicenceByObject(
  licences: LicenceModel,
  object: string,
): Promise<LicenceRecord | null> {
  const found = await licences.findOne({ object }).lean();
  return found === null ? null : plain<LicenceRecord>(found);
}

/** The licences of these credentials that are there. */
export async function licencesOf(
  licences: LicenceModel,
  objects: readonly string[],
): Promise<LicenceRecord[]> {
  if (objects.length === 0) return [];
  const found = await licences.find({ object: { $in: objects } }).lean();
  return found.map((licence) => plain<LicenceRecord>(licence));
}

/** All licences of a holder whom one of these HMACs names, at most `limit`. */
export async function findByHolder(
  licences: LicenceModel,
  holders: readonly string[],
  limit: number,
): Promise<LicenceRecord[]> {
  const found = await licences
    .find({ holders: { $in: holders } })
    .limit(limit)
    .lean();
  return found.map((licence) => plain<LicenceRecord>(licence));
}

/** Signed under a certificate and in no group, oldest first; to MongoDB a limit of none is no limit. */
export async function pendingLicences(
  licences: LicenceModel,
  certificate: string,
  limit: number,
): Promise<Pick<LicenceRecord, 'object' | 'kind'>[]> {
  if (limit <= 0) return [];
  const found = await licences
    .find(waitingUnder(certificate))
    .select({ object: 1, kind: 1 })
    .sort(inOrder)
    .limit(limit)
    .lean();
  return found.map((licence) => plain<LicenceRecord>(licence));
}

/** A quorum has witnessed the log up to this size. Resolves to the number of licences that have a receipt now. */
export async function markReceipted(
  licences: LicenceModel,
  log: string,
  size: number,
): Promise<number> {
  const { modifiedCount } = await licences.updateMany(
    { log, state: 'anchored', leafIndex: { $lt: size } },
    { $set: { state: 'receipted' } },
  );
  return modifiedCount;
}

/** What the log says of licences from now on, each by its leaf. */
export async function markStatuses(
  licences: LicenceModel,
  log: string,
  changes: readonly { readonly leafIndex: number; readonly status: number }[],
): Promise<void> {
  if (changes.length === 0) return;
  const steps = changes.map(({ leafIndex, status }) => ({
    updateOne: { filter: { log, leafIndex }, update: { $set: { status } } },
  }));
  await licences.bulkWrite(steps, { ordered: true });
}
