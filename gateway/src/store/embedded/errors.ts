import mongoose from 'mongoose';
import { BulkWriteResult, WriteError } from 'mongodb/lib/bulk/common.js';
import type { Document } from './documents.js';

const { MongoServerError, MongoBulkWriteError } = mongoose.mongo;

export interface WriteFailure {
  readonly index: number;
  readonly code: number;
  readonly errmsg: string;
  readonly keyPattern?: Document;
  readonly keyValue?: Document;
}

/** Everything a bulk write did, as the MongoDB driver keeps it. */
export interface BulkOutcome {
  ok: number;
  writeErrors: unknown[];
  writeConcernErrors: unknown[];
  insertedIds: { index: number; _id: unknown }[];
  nInserted: number;
  nUpserted: number;
  nMatched: number;
  nModified: number;
  nRemoved: number;
  upserted: { index: number; _id: unknown }[];
}

/** An error as a MongoDB server would send it; the numbers are MongoDB's. */
export function serverError(
  code: number,
  codeName: string,
  message: string,
  more: object = {},
): mongoose.mongo.MongoServerError {
  return new MongoServerError({ ok: 0, code, codeName, message, ...more });
}

/** The text names the index but never the values: they may be personal data, and errors reach logs. */
export function duplicateKey(
  collection: string,
  index: string,
  keyPattern: Document,
  keyValue: Document,
): mongoose.mongo.MongoServerError {
  const message = `E11000 duplicate key error collection: ${collection} index: ${index}`;
  return serverError(11000, 'DuplicateKey', message, { keyPattern, keyValue });
}

export function noFailures(): BulkOutcome {
  return {
    ok: 1,
    writeErrors: [],
    writeConcernErrors: [],
    insertedIds: [],
    nInserted: 0,
    nUpserted: 0,
    nMatched: 0,
    nModified: 0,
    nRemoved: 0,
    upserted: [],
  };
}

export function bulkResult(outcome: BulkOutcome, ordered: boolean): mongoose.mongo.BulkWriteResult {
  return new BulkWriteResult(outcome, ordered);
}

/** The error of a bulk write of which some parts failed. */
export function bulkError(
  outcome: BulkOutcome,
  failures: readonly WriteFailure[],
  ordered: boolean,
): Error {
  const writeErrors = failures.map((failure) => new WriteError(failure));
  const result = bulkResult({ ...outcome, writeErrors }, ordered);
  const { errmsg, code } = failures[0] ?? { errmsg: 'write failed', code: 8 };
  return new MongoBulkWriteError({ message: errmsg, code, writeErrors } as never, result);
}
