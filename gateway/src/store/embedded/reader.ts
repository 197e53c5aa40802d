import type { KeyRange } from './storage-keys.js';

export type Entry = readonly [key: Buffer, value: Buffer];

/** One consistent view of the store. */
export interface Reader {
  get(key: Buffer): Buffer | undefined;
  /** In order of the keys; `about` is how many entries are likely to be wanted. */
  entries(range: KeyRange, reverse: boolean, about: number): AsyncIterable<Entry>;
}

export interface StagedWrite {
  readonly key: Buffer;
  /** Null deletes. */
  readonly value: Buffer | null;
}
