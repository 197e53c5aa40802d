import { VerifierError, type VerifierCode } from './errors.js';
import { equalBytes, toHex } from './format/bytes.js';
import { decodeTrustBundle, trustKeyId, type SignedTrustBundle } from './format/trust-bundle.js';
import type { TrustBundle } from './format/trust-content.js';
import type { Engine } from './sm/engine.js';

/** The bundle that is believed, as it came and as it reads; or why the one offered is not. */
export type TrustStep =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly bundle: TrustBundle }
  | { readonly ok: false; readonly code: VerifierCode };

/** Which first bundle to believe. */
export interface TrustPin {
  readonly version: number;
  /** SM3 of the payload. */
  readonly digest: Uint8Array;
}

const no = (code: VerifierCode): TrustStep => ({ ok: false, code });

/** A bundle from outside: a malformed one is refused, not an accident. */
function read(bytes: Uint8Array): SignedTrustBundle | VerifierCode {
  try {
    return decodeTrustBundle(bytes);
  } catch (error) {
    if (error instanceof VerifierError) return error.code;
    throw error;
  }
}

/** Whether enough of the keys that `by` names have signed, each counted once. */
function isSignedBy(signed: SignedTrustBundle, by: TrustBundle, engine: Engine): boolean {
  const { threshold, keys } = by.signers;
  const keyOf = new Map(keys.map((key) => [toHex(trustKeyId(key, engine.sm3)), key]));
  const good = new Set<string>();
  for (const { kid, signature } of signed.signatures) {
    const key = keyOf.get(toHex(kid));
    if (key !== undefined && engine.verify(key, signed.message(kid), signature)) {
      good.add(toHex(key));
    }
  }
  return good.size >= threshold;
}

/** The first bundle of a verifier that has none: the very one that its policy names, signed by its own threshold. */
export function pinTrust(bytes: Uint8Array, pin: TrustPin, engine: Engine): TrustStep {
  const signed = read(bytes);
  if (typeof signed === 'string') return no(signed);
  const { bundle, payload } = signed;
  if (bundle.version !== pin.version || !equalBytes(engine.sm3(payload), pin.digest)) {
    return no('TRUST_PIN_DIFFERS');
  }
  if (!isSignedBy(signed, bundle, engine)) return no('TRUST_NOT_SIGNED_BY_ITSELF');
  return { ok: true, bytes, bundle };
}

/**
 * As in TUF (client workflow 1.0 §5.3): the next version is signed by the threshold of the current one and of itself.
 * Never backwards, never past a version. Whether a bundle has expired is for the verification to say.
 * @throws VerifierError where the current bundle, which was accepted before, does not decode
 */
export function advanceTrust(current: Uint8Array, next: Uint8Array, engine: Engine): TrustStep {
  const held = decodeTrustBundle(current);
  const offered = read(next);
  if (typeof offered === 'string') return no(offered);
  const { bundle } = offered;
  if (bundle.network !== held.bundle.network) return no('TRUST_NETWORK_DIFFERS');
  if (bundle.version < held.bundle.version) return no('TRUST_ROLLBACK');
  if (bundle.version === held.bundle.version) {
    return equalBytes(offered.payload, held.payload)
      ? { ok: true, bytes: current, bundle: held.bundle }
      : no('TRUST_VERSION_CONFLICT');
  }
  if (bundle.version > held.bundle.version + 1) return no('TRUST_VERSION_SKIPPED');
  if (!isSignedBy(offered, held.bundle, engine)) return no('TRUST_NOT_SIGNED_BY_PREVIOUS');
  if (!isSignedBy(offered, bundle, engine)) return no('TRUST_NOT_SIGNED_BY_ITSELF');
  return { ok: true, bytes: next, bundle };
}

/**
 * Takes every step that the bundles of a sync pack allow. Those below the current version are passed over: a pack for
 * many terminals begins where the oldest of them stands.
 * @returns the newest bundle believed, and why a later one was not
 * @throws VerifierError where the current bundle, which was accepted before, does not decode
 */
export function followTrust(
  current: Uint8Array,
  offered: readonly Uint8Array[],
  engine: Engine,
): {
  readonly bytes: Uint8Array;
  readonly bundle: TrustBundle;
  readonly refused: VerifierCode | null;
} {
  let bytes = current;
  let { bundle } = decodeTrustBundle(current);
  for (const next of offered) {
    const step = advanceTrust(bytes, next, engine);
    if (step.ok) ({ bytes, bundle } = step);
    else if (step.code !== 'TRUST_ROLLBACK') return { bytes, bundle, refused: step.code };
  }
  return { bytes, bundle, refused: null };
}
