import type { Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { bytes, number, schemaOf, text } from './schema.js';

export interface TrustRecord {
  readonly version: number;
  /** SM3 of the payload, hexadecimal. */
  readonly digest: string;
  readonly bundle: Uint8Array;
}

export type TrustModel = Model<TrustRecord>;

export const trustSchema = schemaOf<TrustRecord>({
  version: number,
  digest: text,
  bundle: bytes,
});
trustSchema.index({ version: 1 }, { unique: true });

/** Bundles that are kept and not in effect yet: one of a version, as among those that are. */
export const offerSchema = schemaOf<TrustRecord>({ version: number, digest: text, bundle: bytes });
offerSchema.index({ version: 1 }, { unique: true });

/** @throws MongoServerError 11000 where there is a bundle of this version */
export async function insertBundle(bundles: TrustModel, bundle: TrustRecord): Promise<void> {
  await insert(bundles, [bundle]);
}

/** Bundles from a version on, ascending. */
export async function bundlesFrom(bundles: TrustModel, version: number): Promise<TrustRecord[]> {
  const found = await bundles
    .find({ version: { $gte: version } })
    .sort({ version: 1 })
    .lean();
  return found.map((bundle) => plain<TrustRecord>(bundle));
}

export async function latestBundle(bundles: TrustModel): Promise<TrustRecord | null> {
  const found = await bundles.findOne({}).sort({ version: -1 }).lean();
  return found === null ? null : plain<TrustRecord>(found);
}

export async function bundleOf(bundles: TrustModel, version: number): Promise<TrustRecord | null> {
  const found = await bundles.findOne({ version }).lean();
  return found === null ? null : plain<TrustRecord>(found);
}

/** @returns how many there were */
export async function deleteBundles(
  bundles: TrustModel,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  const { deletedCount } = await bundles.deleteMany({ version: { $gte: from, $lte: to } });
  return deletedCount;
}

export async function firstVersion(bundles: TrustModel): Promise<number | null> {
  const found = await bundles.findOne({}).sort({ version: 1 }).lean();
  return found?.version ?? null;
}
