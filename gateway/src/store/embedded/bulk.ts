import mongoose from 'mongoose';
import { normalised, unsupported, type Document } from './documents.js';
import { noFailures, type BulkOutcome, type WriteFailure } from './errors.js';
import { remove, removeQuestion, update, updateOrder } from './modify.js';
import { checked, type Options } from './options.js';
import { pauses } from './pauses.js';
import { insertDocument, withId, type Target } from './write.js';

/** One write of a bulk, checked; it adds to the outcome what it did. */
export type BulkStep = (target: Target, outcome: BulkOutcome, index: number) => Promise<void>;

export function insertStep(document: object): BulkStep {
  const made = withId(normalised(document));
  return (target, outcome, index) => {
    outcome.insertedIds.push({ index, _id: made['_id'] });
    insertDocument(target, made);
    outcome.nInserted += 1;
    return Promise.resolve();
  };
}

export function bulkStep(operation: Record<string, unknown>): BulkStep {
  const [name, more] = Object.entries(operation)[0] ?? unsupported('an empty bulk operation');
  const given = more as Document & Record<'filter' | 'update' | 'document', object>;
  switch (name) {
    case 'insertOne':
      return insertStep(given.document);
    case 'updateOne':
    case 'updateMany':
      return updateStep(given.filter, given.update, checked(given), name === 'updateMany');
    case 'deleteOne':
    case 'deleteMany':
      return deleteStep(given.filter, checked(given), name === 'deleteMany');
    default:
      return unsupported(`${name} in bulkWrite`);
  }
}

function updateStep(filter: object, change: object, options: Options, many: boolean): BulkStep {
  const order = updateOrder(filter, change, options, many);
  return async (target, outcome, index) => {
    const { matched, modified, upsertedId } = await update(target, order);
    outcome.nMatched += matched;
    outcome.nModified += modified;
    if (upsertedId === null) return;
    outcome.nUpserted += 1;
    outcome.upserted.push({ index, _id: upsertedId });
  };
}

function deleteStep(filter: object, options: Options, many: boolean): BulkStep {
  const asked = removeQuestion(filter, options);
  return async (target, outcome) => {
    outcome.nRemoved += (await remove(target, asked, many)).length;
  };
}

export interface BulkDone {
  readonly outcome: BulkOutcome;
  readonly failures: readonly WriteFailure[];
}

/** Ordered: up to the first failure. What a server would refuse is a failure; all else ends the bulk. */
export async function runBulk(
  target: Target,
  steps: readonly BulkStep[],
  ordered: boolean,
): Promise<BulkDone> {
  const outcome = noFailures();
  const failures: WriteFailure[] = [];
  for (const [index, step] of steps.entries()) {
    await pauses(index + 1);
    try {
      await step(target, outcome, index);
    } catch (error) {
      failures.push(failureOf(error, index));
      if (ordered) break;
    }
  }
  return { outcome, failures };
}

function failureOf(error: unknown, index: number): WriteFailure {
  if (!(error instanceof mongoose.mongo.MongoServerError)) throw error as Error;
  const { code, message, keyPattern, keyValue } = error as typeof error & Partial<WriteFailure>;
  return {
    index,
    code: Number(code),
    errmsg: message,
    ...(keyPattern === undefined ? {} : { keyPattern }),
    ...(keyValue === undefined ? {} : { keyValue }),
  };
}
