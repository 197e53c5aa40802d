/** Deeds of one name after each other; of other names at the same time. */
export type Turns = <T>(name: string, deed: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return (name, deed) => {
    const before = last.get(name) ?? Promise.resolve();
    const done = before.then(deed, deed);
    const quiet = done.catch(() => undefined);
    last.set(name, quiet);
    void quiet.then(() => {
      if (last.get(name) === quiet) last.delete(name);
    });
    return done;
  };
}
