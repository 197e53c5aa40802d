import type { WitnessPeer } from './witness-peer.js';

/**
 * A witness waits five seconds for its own peer, and may have other notes before this one. With the pause before the
 * next round, one that hangs is asked again in less than ten seconds.
 */
const timeoutMs = 7000;
/** A signature line takes 200 bytes; two keys of one witness at most answer. */
const maximumAnswer = 4096;

/**
 * A witness at an address.
 * @param url - of its `add-checkpoint`
 */
export function httpWitness(
  name: string,
  publicKeys: readonly Uint8Array[],
  url: string,
): WitnessPeer {
  return {
    name,
    publicKeys,
    post: async (body) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Uint8Array.from(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: response.status,
        body: Buffer.from(await readBounded(response, maximumAnswer)).toString('utf8'),
      };
    },
  };
}

/** @throws Error where the answer is longer than that */
export async function readBounded({ body }: Response, maximum: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > maximum) {
      await reader.cancel();
      throw new Error('the answer is too long');
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}
