/** Things that were opened, to be closed in the opposite order. */
export interface Closers {
  readonly add: (close: () => unknown) => void;
  /** Closes everything, whatever fails; rejects with the first failure. */
  readonly close: () => Promise<void>;
}

export function closers(): Closers {
  const open: (() => unknown)[] = [];
  return {
    add: (close) => {
      open.push(close);
    },
    close: async () => {
      const failures: unknown[] = [];
      for (let close = open.pop(); close !== undefined; close = open.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0] as Error;
    },
  };
}
