/** World state as the rules see it. An empty value means that the key is absent. */
export interface StateReader {
  readonly get: (key: string) => Promise<Uint8Array>;
}

export interface StateWrite {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * State within one transaction. Fabric does not let a transaction read what it has written; rules that walk over the
 * groups of a batch need to. Each key is asked for once.
 */
export interface StateOverlay extends StateReader {
  readonly put: (key: string, value: Uint8Array) => void;
  /** What was put, each key once, in order of the first put. */
  readonly writes: () => readonly StateWrite[];
}

export function overlay(reader: StateReader): StateOverlay {
  const seen = new Map<string, Uint8Array>();
  const written = new Map<string, Uint8Array>();
  return {
    get: async (key) => {
      const known = written.get(key) ?? seen.get(key);
      if (known !== undefined) return known;
      const value = await reader.get(key);
      seen.set(key, value);
      return value;
    },
    put: (key, value) => {
      written.set(key, value);
    },
    writes: () => [...written].map(([key, value]) => ({ key, value })),
  };
}
