/** Runs deeds under one name one after another, whatever becomes of the ones before. */
export type InTurn = <T>(name: string, deed: () => T | Promise<T>) => Promise<T>;

export function createQueue(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, deed) => {
    const before = last.get(name) ?? Promise.resolve();
    const turn = before.then(deed, deed);
    last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (last.get(name) === turn) last.delete(name);
    }
  };
}
