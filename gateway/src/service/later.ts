import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that is open until it is closed, or until it fails by itself. */
export interface Openable {
  /** Rejects with what has ended it. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

/** Something that cannot always be opened at once, nor stays open for ever. */
export interface Later<T> {
  /** Null while it is not open. */
  readonly now: () => T | null;
  /** What kept it from opening last, or has ended it; null while it is open. */
  readonly failure: () => unknown;
  /** Ends what is open, or the attempts to open it. */
  readonly close: () => Promise<void>;
}

export interface LaterOptions {
  readonly pauseMs: number;
  readonly report: (error: unknown) => void;
  /** Whether it is not to be opened any more after this failure. */
  readonly isFinal: (error: unknown) => boolean;
}

/** An attempt that is under way may take half a minute: whoever closes does not wait for it. */
const patienceMs = 1000;

/**
 * Opens in the background, again and again until it succeeds, and anew where it has failed since: meanwhile everything
 * else goes on.
 */
export function openLater<T extends Openable>(
  open: () => Promise<T>,
  { pauseMs, report, isFinal }: LaterOptions,
): Later<T> {
  const stop = new AbortController();
  const { signal } = stop;
  const aborted = once(signal, 'abort');
  let opened: T | null = null;
  let failure: unknown = null;
  const use = async (): Promise<void> => {
    const one = await open();
    // Nobody waits for it any more.
    if (isOver(signal)) {
      await one.close();
      return;
    }
    opened = one;
    failure = null;
    await Promise.race([one.ended, aborted]);
  };
  const run = async (): Promise<void> => {
    while (!isOver(signal)) {
      try {
        await use();
      } catch (error) {
        // From here on it is not used any more, however long it takes to close.
        const failed = opened;
        opened = null;
        failure = error;
        report(error);
        await failed?.close().catch(report);
        if (isFinal(error)) return;
        await sleep(pauseMs, null, { signal }).catch(() => undefined);
      }
    }
  };
  const ended = run();
  return {
    now: () => opened,
    failure: () => failure,
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
