import { VerifierError } from '@yinzhao/verifier/errors';
import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  decodeTrustBundle,
  trustDigest,
  type SignedTrustBundle,
} from '@yinzhao/verifier/format/trust-bundle';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { advanceTrust } from '@yinzhao/verifier/trust';
import { GatewayError } from '../errors.js';
import { isDuplicate } from '../store/plain.js';
import type { Store } from '../store/store.js';
import {
  bundleOf,
  deleteBundles,
  insertBundle,
  latestBundle,
  type TrustRecord,
} from '../store/trust.js';

/** A bundle that is kept, as whoever brought it is told: the same however often it is brought. */
export interface KeptBundle {
  readonly version: number;
  /** SM3 of the payload, hexadecimal. */
  readonly digest: string;
  readonly issued: string;
  readonly expires: string;
}

export interface TrustParts {
  readonly store: Pick<Store, 'bundles' | 'offers'>;
  readonly engine: Engine;
}

/**
 * The digest that the registry has for a version, hexadecimal; null where it has none yet. Rejects where the ledger does
 * not answer.
 */
export type RegisteredDigest = (version: number) => Promise<string | null>;

/**
 * Keeps the next trust bundle: signed as a terminal demands it that has the newest one kept here. It is durable when
 * this resolves, and is used and shown once the registry has it in effect.
 * @throws GatewayError TRUST_UNREGISTERED where there is none to begin with
 * @throws VerifierError TRUST_BUNDLE_MALFORMED, TRUST_NETWORK_DIFFERS, TRUST_ROLLBACK, TRUST_VERSION_CONFLICT,
 * TRUST_VERSION_SKIPPED, TRUST_NOT_SIGNED_BY_PREVIOUS, TRUST_NOT_SIGNED_BY_ITSELF,
 * TRUST_FIELDS_CHANGED
 */
export async function keepBundle(
  parts: TrustParts,
  bytes: Uint8Array,
  registered: RegisteredDigest,
): Promise<KeptBundle> {
  const { bundle } = read(bytes);
  const { version, issued, expires } = bundle;
  const digest = toHex(trustDigest(bytes, parts.engine.sm3));
  const right = await registered(version).catch(unlessUnreachable);
  if (right !== null && right !== digest) conflict('the registry has another of this version');
  await keepOnce(parts, { version, digest, bundle: bytes }, right !== null);
  return {
    version,
    digest,
    issued: new Date(issued).toISOString(),
    expires: new Date(expires).toISOString(),
  };
}

/** @param isRight - it is the one that the registry has */
async function keepOnce(parts: TrustParts, record: TrustRecord, isRight: boolean): Promise<void> {
  const { bundles, offers } = parts.store;
  const { version, digest } = record;
  const inEffect = await latestBundle(bundles);
  if (inEffect === null) {
    throw new GatewayError('TRUST_UNREGISTERED', 'there is no trust bundle to begin with');
  }
  const same = (await bundleOf(bundles, version)) ?? (await bundleOf(offers, version));
  if (same?.digest === digest) return;
  const decided = isRight && version > inEffect.version;
  if (same !== null && !decided) conflict('another of this version is kept');
  // What the registry has decided against gives way, with everything that follows from it.
  if (decided) await deleteBundles(offers, { from: version, to: Number.MAX_SAFE_INTEGER });
  await keepNext(parts, record, (await latestBundle(offers)) ?? inEffect);
}

async function keepNext(
  parts: TrustParts,
  record: TrustRecord,
  newest: TrustRecord,
): Promise<void> {
  const step = advanceTrust(newest.bundle, record.bundle, parts.engine);
  if (!step.ok) {
    const message = `version ${record.version} does not follow from ${newest.version}`;
    throw new VerifierError(step.code, message);
  }
  await insertOnce(parts, record);
}

/** Whether it is the registry's shows when the ledger answers: until then it is kept. */
function unlessUnreachable(error: unknown): null {
  if (error instanceof GatewayError && error.code === 'LEDGER_UNAVAILABLE') return null;
  throw error;
}

function conflict(message: string): never {
  throw new VerifierError('TRUST_VERSION_CONFLICT', message);
}

/** Whatever is wrong inside: to who has brought it, it is no trust bundle. */
function read(bytes: Uint8Array): SignedTrustBundle {
  try {
    return decodeTrustBundle(bytes);
  } catch (cause) {
    if (!(cause instanceof VerifierError)) throw cause;
    throw new VerifierError('TRUST_BUNDLE_MALFORMED', `${cause.code}: ${cause.message}`, { cause });
  }
}

/** Two of one version at the same time: the first is kept. */
async function insertOnce({ store: { offers } }: TrustParts, record: TrustRecord): Promise<void> {
  try {
    await insertBundle(offers, record);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const kept = await bundleOf(offers, record.version);
    if (kept?.digest !== record.digest) conflict('another of this version is kept');
  }
}
