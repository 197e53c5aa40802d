// Lets a test hold the state store in this tab, as it is shipped.
import type * as Shipped from '../../src/browser/entry.js';

/** What the test calls; states are told apart by their time floor, codes stand for errors. */
export interface StateTab {
  /** @returns the floor of what is kept, null: nothing, or a code */
  readonly open: (options?: Shipped.StateStoreOptions) => Promise<number | string | null>;
  /** @returns 'saved' or a code */
  readonly save: (floor: number) => Promise<string>;
  readonly close: () => Promise<void>;
  /** Opens, adds one to the floor, saves and closes, so many times. */
  readonly addOne: (times: number) => Promise<void>;
}

/** Resolved by the page, not when it is bundled. */
const address: string = '/yinzhao-verifier.js';
const { emptyState, openStateStore, VerifierError } = (await import(address)) as typeof Shipped;
const name = 'hall';
let store: Shipped.StateStore | null = null;

async function codeOf<T>(deed: () => Promise<T>): Promise<T | string> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof VerifierError) return error.code;
    throw error;
  }
}

const tab: StateTab = {
  open: (options) =>
    codeOf(async () => {
      store = await openStateStore(name, options);
      return store.load()?.floor ?? null;
    }),
  save: (floor) =>
    codeOf(async () => {
      await store?.save({ ...emptyState, floor });
      return 'saved';
    }),
  close: async () => {
    await store?.close();
    store = null;
  },
  addOne: async (times) => {
    for (let i = 0; i < times; i++) {
      const own = await openStateStore(name);
      await own.save({ ...emptyState, floor: (own.load()?.floor ?? 0) + 1 });
      await own.close();
    }
  },
};
Object.assign(globalThis, { tab });
