import type { CheckCode } from '../check-codes.js';
import type { VerifierCode } from '../errors.js';
import { fromHex, toHex } from '../format/bytes.js';
import { trustDigest } from '../format/trust-bundle.js';
import type { TrustBundle } from '../format/trust-content.js';
import type { Policy } from '../policy.js';
import type { Engine } from '../sm/engine.js';
import { followTrust, pinTrust } from '../trust.js';

/** The trust bundle that everything is judged by. */
export interface HeldTrust {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  readonly bundle: TrustBundle;
}

export interface OpenedTrust {
  readonly held: HeldTrust | null;
  readonly code: CheckCode | null;
}

/**
 * From the bundle that the state holds, or the first one that the policy names, forward through the pack: every next
 * version is signed by the threshold of the one before and of itself. Never backwards.
 */
export function openTrust(
  stored: Uint8Array | null,
  offered: readonly Uint8Array[],
  policy: Policy,
  engine: Engine,
): OpenedTrust {
  const first = stored ?? findPinned(offered, policy, engine);
  if (first === null) return { held: null, code: 'TRUST_UNKNOWN' };
  const { bytes, bundle, refused } = followTrust(first, offered, engine);
  const held = { bytes, bundle, digest: trustDigest(bytes, engine.sm3) };
  return { held, code: codeOf(refused) ?? judgeDemand(held, policy) };
}

function judgeDemand({ bundle, digest }: HeldTrust, { network, trust }: Policy): CheckCode | null {
  if (network !== null && bundle.network !== network) return 'TRUST_FOREIGN';
  const pinned = trust !== null && trust.version === bundle.version;
  return pinned && toHex(digest) !== trust.digest ? 'TRUST_DIFFERS' : null;
}

/** The very bundle that the policy names, by its digest. */
function findPinned(
  offered: readonly Uint8Array[],
  { trust }: Policy,
  engine: Engine,
): Uint8Array | null {
  if (trust === null) return null;
  const pin = { version: trust.version, digest: fromHex(trust.digest) };
  return offered.find((bytes) => pinTrust(bytes, pin, engine).ok) ?? null;
}

/** A version further on cannot be judged from here: a checkpoint that names it will tell. */
function codeOf(refused: VerifierCode | null): CheckCode | null {
  if (refused === null || refused === 'TRUST_VERSION_SKIPPED') return null;
  return refused === 'TRUST_VERSION_CONFLICT' ? 'TRUST_DIFFERS' : 'TRUST_REFUSED';
}
