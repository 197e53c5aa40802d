import { subtreeLeaves } from '../merkle/subtrees.js';
import { decodeTrustBundle } from '../format/trust-bundle.js';
import { VerifierError } from '../errors.js';
import { decodeSyncPack, type SyncPack } from '../format/sync-pack.js';
import type { VerifierState } from '../state.js';
import type { Engine } from '../sm/engine.js';
import { download } from './download.js';

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
export function fetchPack(
  base: string,
  state: VerifierState,
  kept: Uint8Array | null,
  to: { readonly out: string; readonly get: typeof fetch; readonly engine: Engine },
): Promise<Uint8Array> {
  return download(packAddress(base, state, kept), to.out, to.get, to.engine);
}
