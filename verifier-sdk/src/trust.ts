import { VerifierError, type VerifierCode } from './errors.js';
import { equalBytes, toHex } from './format/bytes.js';
import {
  decodeTrustBundle,
  trustBundleHead,
  trustKeyId,
  type SignedTrustBundle,
} from './format/trust-bundle.js';
import type { TrustBundle } from './format/trust-content.js';
import { keepsFieldNumbers } from './format/type-names.js';
import type { Engine } from './sm/engine.js';
import { hasSigned } from './sm/has-signed.js';

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
    if (key !== undefined && hasSigned(engine, key, signed.message(kid), signature)) {
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
 * Never backwards, never past a version, and no field of a licence under another name. Whether a bundle has expired is for the verification to say.
 * @throws VerifierError where the current bundle, which was accepted before, does not decode
 */
export function advanceTrust(current: Uint8Array, next: Uint8Array, engine: Engine): TrustStep {
  return advance({ bytes: current, signed: decodeTrustBundle(current) }, next, engine).step;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly signed: SignedTrustBundle;
}

/** The step, and what is held after it. */
function advance(
  held: Held,
  next: Uint8Array,
  engine: Engine,
): { readonly step: TrustStep; readonly held: Held } {
  const stays = {
    step: { ok: true, bytes: held.bytes, bundle: held.signed.bundle },
    held,
  } as const;
  // What a terminal is offered most often is what it has.
  if (equalBytes(next, held.bytes)) return stays;
  const signed = read(next);
  if (typeof signed === 'string') return { step: no(signed), held };
  const { bundle } = signed;
  const isSame =
    bundle.version === held.signed.bundle.version &&
    equalBytes(signed.payload, held.signed.payload);
  if (isSame) return stays;
  const code = refusal(held.signed.bundle, signed, engine);
  if (code !== null) return { step: no(code), held };
  return { step: { ok: true, bytes: next, bundle }, held: { bytes: next, signed } };
}

function refusal(
  held: TrustBundle,
  offered: SignedTrustBundle,
  engine: Engine,
): VerifierCode | null {
  const { bundle } = offered;
  if (bundle.network !== held.network) return 'TRUST_NETWORK_DIFFERS';
  if (bundle.version < held.version) return 'TRUST_ROLLBACK';
  if (bundle.version === held.version) return 'TRUST_VERSION_CONFLICT';
  if (bundle.version > held.version + 1) return 'TRUST_VERSION_SKIPPED';
  if (!isSignedBy(offered, held, engine)) return 'TRUST_NOT_SIGNED_BY_PREVIOUS';
  if (!isSignedBy(offered, bundle, engine)) return 'TRUST_NOT_SIGNED_BY_ITSELF';
  return keepsFieldNumbers(held.types, bundle.types) ? null : 'TRUST_FIELDS_CHANGED';
}

/** A pack can carry thousands of old bundles: their certificates and keys are not worth looking at. */
function isBelow(bytes: Uint8Array, held: TrustBundle): boolean {
  try {
    const { network, version } = trustBundleHead(bytes);
    return network === held.network && version < held.version;
  } catch (error) {
    if (error instanceof VerifierError) return false;
    throw error;
  }
}

export interface FollowedTrust {
  readonly bytes: Uint8Array;
  readonly bundle: TrustBundle;
  /** Why a later bundle than this one was not believed. */
  readonly refused: VerifierCode | null;
}

/**
 * Takes every step that the bundles of a sync pack allow. Those below the current version are passed over: a pack for
 * many terminals begins where the oldest of them stands.
 * @throws VerifierError where the current bundle, which was accepted before, does not decode
 */
export function followTrust(
  current: Uint8Array,
  offered: readonly Uint8Array[],
  engine: Engine,
): FollowedTrust {
  let held: Held = { bytes: current, signed: decodeTrustBundle(current) };
  const result = (refused: VerifierCode | null): FollowedTrust => ({
    bytes: held.bytes,
    bundle: held.signed.bundle,
    refused,
  });
  for (const next of offered) {
    if (isBelow(next, held.signed.bundle)) continue;
    const taken = advance(held, next, engine);
    held = taken.held;
    if (!taken.step.ok && taken.step.code !== 'TRUST_ROLLBACK') return result(taken.step.code);
  }
  return result(null);
}
