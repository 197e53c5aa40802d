import type { mongo } from 'mongoose';

/** Classes that the driver uses and does not export: mongoose writes into their instances. */
export declare const BulkWriteResult: new (
  outcome: unknown,
  ordered: boolean,
) => mongo.BulkWriteResult;

export declare const WriteError: new (failure: unknown) => {
  readonly code: number;
  readonly index: number;
};
