import type { Model } from 'mongoose';
import { plain } from './plain.js';
import { instant, nullable, number, partOf, schemaOf, text } from './schema.js';

/** A caller that has not sent again for a week does not. */
export const rememberKeysMs = 7 * 24 * 3_600_000;

/** The answer that is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  /** Of what was made; null where the answer names no place. */
  readonly location: string | null;
}

export interface IdempotencyRecord {
  readonly caller: string;
  readonly key: string;
  /** What was asked: SM3 of method, path and body, hexadecimal. */
  readonly request: string;
  /** Null while the deed runs. */
  readonly answer: KeptAnswer | null;
  readonly created: Date;
}

export type IdempotencyModel = Model<IdempotencyRecord>;

export const idempotencySchema = schemaOf<IdempotencyRecord>({
  caller: text,
  key: text,
  request: text,
  answer: nullable(
    partOf({ status: number, type: { type: String }, body: Buffer, location: nullable(String) }),
  ),
  created: instant,
});
idempotencySchema.index({ caller: 1, key: 1 }, { unique: true });
idempotencySchema.index({ created: 1 });

/**
 * The first to come with a key gets null and runs its deed; whoever comes later gets what is kept, to compare the
 * request and give the answer again.
 */
export async function beginRequest(
  requests: IdempotencyModel,
  { caller, key, request, created }: Omit<IdempotencyRecord, 'answer'>,
): Promise<IdempotencyRecord | null> {
  const before = await requests
    .findOneAndUpdate(
      { caller, key },
      { $setOnInsert: { request, created, answer: null } },
      { upsert: true, returnDocument: 'before', setDefaultsOnInsert: false },
    )
    .lean();
  return before === null ? null : plain<IdempotencyRecord>(before);
}

export async function keepAnswer(
  requests: IdempotencyModel,
  caller: string,
  key: string,
  { status, type, body, location }: KeptAnswer,
): Promise<void> {
  const answer = { status, type, body: Buffer.from(body), location };
  await requests.updateOne({ caller, key }, { $set: { answer } });
}

/** The deed came to nothing and changed nothing: the key is free again. */
export async function forgetRequest(
  requests: IdempotencyModel,
  caller: string,
  key: string,
): Promise<void> {
  await requests.deleteOne({ caller, key, answer: null });
}

/** Keys older than this are free again. Resolves to how many. */
export async function forgetBefore(requests: IdempotencyModel, before: Date): Promise<number> {
  const { deletedCount } = await requests.deleteMany({ created: { $lt: before } });
  return deletedCount;
}
