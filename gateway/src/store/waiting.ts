import type { Model } from 'mongoose';
import type { LicenceModel } from './licence.js';
import type { StatementModel } from './statement.js';

/** signed: waits for a group · anchoring: in a group · anchored: in the log · refused: the ledger never takes it. */
export const waitingStates = ['signed', 'anchoring', 'anchored', 'refused'] as const;

/** What waits for a group of its certificate: a credential or a statement, named by its object. */
interface Waiting {
  /** A licence has others too, with which it is not signed yet, or in the log already. */
  readonly state: (typeof waitingStates)[number];
  readonly certificate: string;
  readonly object?: string;
  readonly groupNumber?: number;
  readonly leafIndex?: number;
  readonly refusal?: string;
}

export type WaitingModel = LicenceModel | StatementModel;

/** In no group yet, of one certificate: the oldest first, by {@link inOrder}. */
export function waitingUnder(certificate: string): Pick<Waiting, 'certificate' | 'state'> {
  return { certificate, state: 'signed' };
}
/** An identifier of the database rises with the time of its insert. */
export const inOrder = { _id: 1 } as const;

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
      filter: { object, state: { $in: ['signed', 'anchoring'] as const } },
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

/** To the compiler the models of two records have nothing in common. */
function shared(items: WaitingModel): Model<Waiting> {
  return items as unknown as Model<Waiting>;
}
