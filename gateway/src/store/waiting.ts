import type { Model } from 'mongoose';
import type { LicenceModel } from './licence.js';
import type { StatementModel } from './statement.js';
import type { Waiting } from './waiting-state.js';

export type WaitingModel = LicenceModel | StatementModel;

/** A backlog is not counted to its end whenever somebody asks. */
const mostCounted = 10_000;

/** How many of a certificate are in no group, or in one that is not known to be in the log; at most 10,000. */
export async function countWaiting(items: WaitingModel, certificate: string): Promise<number> {
  const found = await shared(items)
    .find({ certificate, state: { $in: ['signed', 'anchoring'] as const } })
    .select({ _id: 1 })
    .limit(mostCounted)
    .lean();
  return found.length;
}

/** Marks items as being in a group, those that are still in none. */
export async function markCut(
  items: WaitingModel,
  objects: readonly string[],
  groupNumber: number,
): Promise<void> {
  await shared(items).updateMany(
    { object: { $in: objects }, state: 'signed' },
    { $set: { state: 'anchoring', groupNumber } },
  );
}

/** Items of a group that stands in the log: the first has the leaf `first`. */
export async function markAnchored(
  items: WaitingModel,
  objects: readonly string[],
  groupNumber: number,
  first: number,
): Promise<void> {
  if (objects.length === 0) return;
  const steps = objects.map((object, at) => ({
    updateOne: {
      filter: { object, state: { $in: ['restored', 'signed', 'anchoring'] as const } },
      update: { $set: { state: 'anchored' as const, groupNumber, leafIndex: first + at } },
    },
  }));
  await shared(items).bulkWrite(steps, { ordered: false });
}

/** Another group holds the number: the items wait for a group again. */
export async function releaseCut(
  items: WaitingModel,
  objects: readonly string[],
  groupNumber: number,
): Promise<void> {
  await shared(items).updateMany(
    { object: { $in: objects }, state: 'anchoring', groupNumber },
    { $set: { state: 'signed' }, $unset: { groupNumber: 1 } },
  );
}

export async function markRefused(
  items: WaitingModel,
  objects: readonly string[],
  refusal: string,
): Promise<void> {
  await shared(items).updateMany(
    { object: { $in: objects }, state: { $in: ['signed', 'anchoring'] } },
    { $set: { state: 'refused', refusal } },
  );
}

/** What was restored and is not in the log waits for a group. Resolves to how much that was. */
export async function releaseRestored(items: WaitingModel, log: string): Promise<number> {
  const { modifiedCount } = await shared(items).updateMany(
    { log, state: 'restored' },
    { $set: { state: 'signed' } },
  );
  return modifiedCount;
}

export async function hasRestored(items: WaitingModel, log: string): Promise<boolean> {
  return (await shared(items).findOne({ log, state: 'restored' }).lean()) !== null;
}

/** To the compiler the models of two records have nothing in common. */
function shared(items: WaitingModel): Model<Waiting> {
  return items as unknown as Model<Waiting>;
}
