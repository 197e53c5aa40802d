import { maximumLeaves } from '@yinzhao/verifier/format/group';
import { batchRound, type BatchParts } from './batch-round.js';
import { recallLastGroup } from './sign-groups.js';

export interface BatcherOptions extends BatchParts {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Before the first batch, again and again until it succeeds; the signal says that nobody waits for it any more. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
  /** Told after each batch. */
  readonly onAnchored: (leaves: number) => void;
  /** Told of everything that keeps something back; the batcher goes on. */
  readonly onProblem: (error: Error) => void;
}

export interface Batcher {
  /** Something is pending: so many items more. */
  readonly wake: (items?: number) => void;
  /** Why something has been kept back for longer than half a minute; null where all goes its way. */
  readonly keptBack: () => Error | null;
  /** Resolves when the batch in hand is done. */
  readonly close: () => Promise<void>;
}

/** Batches follow each other at this distance unless one is full before. */
const pauseMs = 2000;
/** After a failure the first attempt comes this soon; what was cut is sent again. */
const shortestRetryMs = 500;
const longestRetryMs = 10_000;
/** What passes by itself, such as a change of the orderers' leader, is nobody's concern. */
const concernMs = 30_000;
/** Without a call the database is asked all the same: what waited for the registry may go now. */
const idleMs = 10_000;

/** The one writer of one log: batch after batch, for as long as it is open. */
export function openBatcher(options: BatcherOptions): Batcher {
  const { certificates, now, prepare, onAnchored, onProblem } = options;
  const stop = new AbortController();
  let closed = false;
  let arrived = 0;
  let ring: () => void = () => undefined;
  let ready = false;
  let trouble: { readonly since: number; readonly error: Error } | null = null;

  const note = (error: Error | undefined): void => {
    trouble = error === undefined ? null : { since: trouble?.since ?? now(), error };
  };
  /** Waits for a call, or for so long. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const begin = async (): Promise<void> => {
    if (ready) return;
    await prepare(stop.signal);
    for (const certificate of await certificates()) {
      await recallLastGroup(options, certificate);
    }
    ready = true;
  };
  /** At once if none was cut in the last two seconds, else two seconds after the last or when one is full. */
  const untilDue = async (last: number): Promise<void> => {
    const idleUntil = now() + idleMs;
    while (!closed && arrived < maximumLeaves) {
      const left = (arrived > 0 ? last + pauseMs : idleUntil) - now();
      if (left <= 0) return;
      await pause(left);
    }
  };
  /** Whatever arrives meanwhile: a ledger that is down is not asked the more often, the more there is to do. */
  const untilRetry = async (ms: number): Promise<void> => {
    const until = now() + ms;
    for (let left = ms; left > 0 && !closed; left = until - now()) await pause(left);
  };
  const run = async (): Promise<void> => {
    let last = -Infinity;
    let retryMs = shortestRetryMs;
    while (!closed) {
      const started = now();
      arrived = 0;
      try {
        await begin();
        const round = await batchRound(options);
        retryMs = shortestRetryMs;
        round.waiting.forEach(onProblem);
        note(round.waiting[0]);
        if (round.anchored > 0) {
          last = started;
          onAnchored(round.anchored);
        }
        if (!round.more) await untilDue(last);
      } catch (error) {
        onProblem(error as Error);
        note(error as Error);
        await untilRetry(retryMs);
        retryMs = Math.min(2 * retryMs, longestRetryMs);
      }
    }
  };
  const ended = run();
  return {
    wake: (items = 1) => {
      arrived += items;
      ring();
    },
    keptBack: () => (trouble !== null && now() - trouble.since >= concernMs ? trouble.error : null),
    close: async () => {
      closed = true;
      stop.abort();
      ring();
      await ended;
    },
  };
}
