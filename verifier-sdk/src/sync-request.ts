import { VerifierError } from './errors.js';
import { toHex } from './format/bytes.js';
import { decodeSyncPack, type SyncPack } from './format/sync-pack.js';
import { decodeTrustBundle } from './format/trust-bundle.js';
import { subtreeLeaves } from './merkle/subtrees.js';
import type { Engine } from './sm/engine.js';
import type { VerifierState } from './state.js';

/** Where a gateway has its pack. */
export const packPath = '/v1/sync';

/**
 * What a gateway is asked for, as parameters of its address: `from` names the size that the state knows of each log, so
 * that the pack brings the proof from exactly there, `trust` the version of its bundle, and `subtrees` the size up to
 * which the pack that is kept holds the roots of full subtrees.
 */
export function packQuery(
  { logs, trust }: VerifierState,
  kept: Uint8Array | null,
): readonly (readonly [name: string, value: string])[] {
  const held = new Map(keptLogs(kept).map(({ origin, subtrees }) => [origin, subtrees]));
  const origins = new Set([...logs.map(({ origin }) => origin), ...held.keys()]);
  const from = logs.map(({ origin, size }) => `${origin}:${size}`);
  const roots = [...origins].sort().map((origin) => {
    const { first, roots: full } = held.get(origin) ?? { first: 0, roots: [] };
    // What was left out before and never put back is asked for again.
    return `${origin}:${first === 0 ? full.length * subtreeLeaves : 0}`;
  });
  const version = trust === null ? [] : [String(decodeTrustBundle(trust).bundle.version)];
  const lists = [
    ['from', from],
    ['trust', version],
    ['subtrees', roots],
  ] as const;
  return lists.flatMap(([name, list]) => (list.length === 0 ? [] : [[name, list.join(',')]]));
}

function keptLogs(bytes: Uint8Array | null): SyncPack['logs'] {
  try {
    return bytes === null ? [] : decodeSyncPack(bytes).logs;
  } catch (error) {
    if (error instanceof VerifierError) return [];
    throw error;
  }
}

/** A strong tag that is the SM3 of the bytes, as gateways give it. */
const checksum = /^"([0-9a-f]{64})"$/;

/** @returns the SM3 that an `ETag` states; null where it states none */
export function checksumOf(tag: string | null): string | null {
  return checksum.exec(tag ?? '')?.[1] ?? null;
}

/** Whether the bytes have the checksum that their tag states; they have where it states none. */
export function isWhole(bytes: Uint8Array, tag: string | null, { sm3 }: Engine): boolean {
  const digest = checksumOf(tag);
  return digest === null || toHex(sm3(bytes)) === digest;
}
