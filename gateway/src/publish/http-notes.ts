import { readBounded } from '../checkpoint/http-witness.js';
import type { NotePublisher } from './collect-notes.js';

const timeoutMs = 10_000;
const maximumNote = 16 * 1024;

/**
 * The published checkpoint of another organisation's log at an address.
 * @param url - of its folder of published files
 */
export function httpNotes(origin: string, url: string): NotePublisher {
  return {
    origin,
    fetchNote: async () => {
      const response = await fetch(`${url}/${origin}/checkpoint`, {
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await readBounded(response, maximumNote);
      if (response.status !== 200) throw new Error(`${origin}: status ${response.status}`);
      return body;
    },
  };
}
