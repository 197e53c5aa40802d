import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication } from './publication.js';

/** Another organisation's gateway, as far as its published checkpoint goes. */
export interface NotePublisher {
  /** Name of its log. */
  readonly origin: string;
  /** Its newest cosigned note; rejects where it cannot be had. */
  readonly fetchNote: () => Promise<Uint8Array>;
}

export interface NoteCollector {
  /** Resolves when what is under way is done. */
  readonly close: () => Promise<void>;
}

/** A pack is good for minutes: what others have published is in it within seconds. */
const pauseMs = 5000;

/** Fetches what the other organisations publish, so that one pack covers every log of the network. */
export function collectNotes(
  publishers: readonly NotePublisher[],
  publication: Pick<Publication, 'takeIn'>,
  onProblem: (error: Error) => void,
): NoteCollector {
  const stop = new AbortController();
  const { signal } = stop;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const { origin, fetchNote } of publishers) {
        await fetchNote()
          .then((note) => publication.takeIn(origin, note))
          .catch(onProblem);
      }
      await sleep(pauseMs, null, { signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}
