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
