import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
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
  const take = async ({ origin, fetchNote }: NotePublisher): Promise<void> => {
    const note = await fetchNote().catch((cause: unknown) => {
      throw new GatewayError('PUBLISHER_UNAVAILABLE', `no checkpoint of ${origin}`, { cause });
    });
    await publication.takeIn(origin, note);
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const publisher of publishers) await take(publisher).catch(onProblem);
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
