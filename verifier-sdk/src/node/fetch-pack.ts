import type { VerifierState } from '../state.js';
import { Misuse } from './read-words.js';

/** As much as a reader of packs takes. */
const maximumBytes = 64 * 1024 * 1024;
const patience = 60_000;
/** Where a gateway has its pack, for those who name only the gateway. */
const packPath = '/v1/sync';

export function isAddress(place: string): boolean {
  return /^https?:\/\//.test(place);
}

/**
 * Asks a gateway for what is new since this state: `from` names the size known of each log, so that the pack brings the
 * proof from exactly there.
 */
export function packAddress(base: string, { logs }: VerifierState): string {
  const address = new URL(base);
  if (address.pathname === '/') address.pathname = packPath;
  const sizes = logs.map(({ origin, size }) => `${origin}:${size}`);
  if (sizes.length > 0) address.searchParams.set('from', sizes.join(','));
  return address.href;
}

/** The bytes are judged like those of a stick: where they come from does not matter. */
export async function fetchPack(
  base: string,
  state: VerifierState,
  get: typeof fetch,
): Promise<Uint8Array> {
  const address = packAddress(base, state);
  let response: Response;
  try {
    response = await get(address, { signal: AbortSignal.timeout(patience) });
  } catch (error) {
    throw new Misuse(`无法连接 · cannot reach ${address}: ${(error as Error).message}`);
  }
  if (!response.ok) throw new Misuse(`${address}: HTTP ${response.status}`);
  return readBounded(response, address);
}

async function readBounded(response: Response, address: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maximumBytes) throw new Misuse(`${address}: 超过 64 MiB · more than 64 MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
