// What a terminal's page does with its state and its evidence, as it is shipped, while somebody attacks both.
import type * as Shipped from '../../src/browser/entry.js';

export interface AttackTab {
  /** Opens, adds one to the floor, saves, closes and tells the floor, until the page is gone. */
  readonly countForEver: () => Promise<void>;
  /** @returns the floor of what is kept, null: nothing, or a code with the name of its cause */
  readonly load: (wait?: number) => Promise<number | string | null>;
  /** @returns 'saved', or a code with the name of its cause */
  readonly save: (floor: number) => Promise<string>;
  /** Keeps the state open, and saves into it later. */
  readonly hold: () => Promise<void>;
  readonly saveHeld: (floor: number) => Promise<string>;
  /** Verifies with what is kept and no trust of its own. @returns an outcome or a code */
  readonly verify: (scene: Scene) => Promise<string>;
  /** @returns name, bytes and whether anybody finds it conclusive, of each file of evidence */
  readonly evidence: (scene: Scene) => Promise<readonly (readonly [string, number[], boolean])[]>;
}

/** A vector of `verify`: bytes as hexadecimal digits. */
export interface Scene {
  readonly input: string;
  readonly sync: string | null;
  readonly state: string | null;
  readonly at: number;
  readonly policy: Shipped.Policy;
}

/** The test's own: resolves when it has heard. */
declare const tellFloor: (floor: number) => Promise<void>;

/** Resolved by the page, not when it is bundled. */
const address: string = '/yinzhao-verifier.js';
const shipped = (await import(address)) as typeof Shipped;
const { emptyState, openStateStore, VerifierError } = shipped;
const name = 'hall';
let held: Shipped.StateStore | null = null;

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

async function codeOf<T>(deed: () => Promise<T>): Promise<T | string> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    const { name: cause } = (error.cause ?? {}) as { name?: string };
    return cause === undefined ? error.code : `${error.code} ${cause}`;
  }
}

async function saveIn(store: Shipped.StateStore | null, state: Shipped.VerifierState) {
  await store?.save(state);
  return 'saved';
}

function judge({ input, sync, at, policy }: Scene, state: Shipped.VerifierState | null) {
  const knowledge = { sync: sync === null ? null : bytesOf(sync), state };
  return shipped.verify(bytesOf(input), knowledge, { at, policy, engine: shipped.bigintEngine() });
}

const tab: AttackTab = {
  countForEver: async () => {
    for (;;) {
      const store = await openStateStore(name);
      const floor = (store.load()?.floor ?? 0) + 1;
      await store.save({ ...emptyState, floor });
      await store.close();
      // The next one is not begun before the test knows of this one.
      await tellFloor(floor);
    }
  },
  load: (wait) =>
    codeOf(async () => {
      const store = await openStateStore(name, wait === undefined ? {} : { wait });
      await store.close();
      return store.load()?.floor ?? null;
    }),
  save: (floor) =>
    codeOf(async () => {
      const store = await openStateStore(name);
      try {
        return await saveIn(store, { ...emptyState, floor });
      } finally {
        await store.close();
      }
    }),
  hold: async () => {
    held = await openStateStore(name);
  },
  saveHeld: (floor) => codeOf(() => saveIn(held, { ...emptyState, floor })),
  verify: (scene) =>
    codeOf(async () => {
      const store = await openStateStore(name);
      await store.close();
      return judge(scene, store.load()).outcome;
    }),
  evidence: async (scene) => {
    const state = scene.state === null ? null : shipped.decodeState(bytesOf(scene.state));
    const files = await shipped.evidenceFiles(judge(scene, state).evidence);
    return files.map(({ name: title, bytes }) => {
      const { isConclusive } = shipped.judgeFork(bytes, shipped.bigintEngine());
      return [title, [...bytes], isConclusive] as const;
    });
  },
};
Object.assign(globalThis, { tab });
