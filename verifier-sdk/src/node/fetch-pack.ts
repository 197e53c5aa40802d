import { subtreeLeaves } from '../merkle/subtrees.js';
import { decodeTrustBundle } from '../format/trust-bundle.js';
import { VerifierError } from '../errors.js';
import { decodeSyncPack, type SyncPack } from '../format/sync-pack.js';
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
 * Asks a gateway for what is new: `from` names the size that the state knows of each log, so that the pack brings the
 * proof from exactly there, `trust` the version of its bundle, and `subtrees` the size up to which the pack that is
 * kept holds the roots of full subtrees.
 */
export function packAddress(
  base: string,
  { logs, trust }: VerifierState,
  kept: Uint8Array | null,
): string {
  const address = new URL(base);
  if (address.pathname === '/') address.pathname = packPath;
  const named = (name: string, sizes: readonly string[]): void => {
    if (sizes.length > 0) address.searchParams.set(name, sizes.join(','));
  };
  named(
    'from',
    logs.map(({ origin, size }) => `${origin}:${size}`),
  );
  if (trust !== null) {
    address.searchParams.set('trust', String(decodeTrustBundle(trust).bundle.version));
  }
  const held = new Map(keptLogs(kept).map(({ origin, subtrees }) => [origin, subtrees]));
  const origins = new Set([...logs.map(({ origin }) => origin), ...held.keys()]);
  named(
    'subtrees',
    [...origins].sort().map((origin) => {
      const { first, roots } = held.get(origin) ?? { first: 0, roots: [] };
      // What was left out before and never put back is asked for again.
      return `${origin}:${first === 0 ? roots.length * subtreeLeaves : 0}`;
    }),
  );
  return address.href;
}

function keptLogs(bytes: Uint8Array | null): SyncPack['logs'] {
  try {
    return bytes === null ? [] : decodeSyncPack(bytes).logs;
  } catch (error) {
    if (error instanceof VerifierError) return [];
    throw error;
  }
}

/** The bytes are judged like those of a stick: where they come from does not matter. */
export async function fetchPack(
  base: string,
  state: VerifierState,
  kept: Uint8Array | null,
  get: typeof fetch,
): Promise<Uint8Array> {
  const address = packAddress(base, state, kept);
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
