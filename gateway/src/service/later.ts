import { setTimeout as sleep } from 'node:timers/promises';

/** Something that cannot always be opened at once. */
export interface Later<T> {
  /** Null until it is open. */
  readonly now: () => T | null;
  /** Ends what is open, or the attempts to open it. */
  readonly close: () => Promise<void>;
}

/** An attempt that is under way may take half a minute: whoever closes does not wait for it. */
const patienceMs = 1000;

/** Opens in the background, again and again until it succeeds: meanwhile everything else goes on. */
export function openLater<T extends { readonly close: () => Promise<void> }>(
  open: () => Promise<T>,
  pauseMs: number,
  report: (error: unknown) => void,
): Later<T> {
  const stop = new AbortController();
  const { signal } = stop;
  let opened: T | null = null;
  const run = async (): Promise<void> => {
    while (!isOver(signal) && opened === null) {
      try {
        const one = await open();
        // Nobody waits for it any more.
        if (isOver(signal)) await one.close();
        else opened = one;
      } catch (error) {
        report(error);
        await sleep(pauseMs, null, { signal }).catch(() => undefined);
      }
    }
  };
  const ended = run();
  return {
    now: () => opened,
    close: async () => {
      stop.abort();
      await Promise.race([ended, sleep(patienceMs, null, { ref: false })]);
      await opened?.close();
    },
  };
}

/** Asked anew each time: it changes while something is awaited. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
