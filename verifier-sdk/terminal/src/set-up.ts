import { VerifierError, type Engine, type VerifierCode } from '@yinzhao/verifier';
import { equalBytes, fromHex } from '@yinzhao/verifier/format/bytes';
import { decodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { decodeTrustBundle, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import { pinTrust } from '@yinzhao/verifier/trust';
import { inputKind } from './input-kind.js';

/** A trust bundle that somebody has offered as the first one, to be compared with what a person knows. */
export interface TrustOffer {
  readonly bytes: Uint8Array;
  readonly network: string;
  readonly version: number;
  /** SM3 of its payload. */
  readonly digest: Uint8Array;
  /** Unix milliseconds. */
  readonly issued: number;
  readonly expires: number;
  /** Names of the issuing bodies in it, each once. */
  readonly bodies: readonly string[];
  /** Whether it is the one that the address demands. */
  readonly isPinned: boolean;
  /** The pack it came in, to be taken afterwards. */
  readonly pack: Uint8Array | null;
}

/** Why what was offered is not a bundle to begin with. */
export type SetUpRefusal =
  | VerifierCode
  /** A licence: there is nobody yet to believe. */
  | 'SET_UP_FIRST'
  | 'FILES_SEVERAL'
  /** Some other file. */
  | 'NOT_A_BUNDLE'
  | 'GATEWAY_UNREACHABLE';

/** The first trust bundle of a window: choose one, compare its fingerprint, accept it. */
export type SetUp =
  | {
      readonly stage: 'choosing';
      readonly pin: Uint8Array | null;
      readonly refusal: SetUpRefusal | null;
    }
  | { readonly stage: 'comparing'; readonly pin: Uint8Array | null; readonly offer: TrustOffer }
  /** The address demands a bundle by something that is no digest: nothing is accepted. */
  | { readonly stage: 'misaddressed' };

/** @param fragment - of the address: `#trust=` and the digest of the one bundle to accept at first, or anything else */
export function beginSetUp(fragment: string): SetUp {
  const pinned = new URLSearchParams(fragment.replace(/^#/, '')).get('trust');
  if (pinned === null) return { stage: 'choosing', pin: null, refusal: null };
  if (!/^[0-9a-f]{64}$/i.test(pinned)) return { stage: 'misaddressed' };
  return { stage: 'choosing', pin: fromHex(pinned.toLowerCase()), refusal: null };
}

/**
 * A file that was chosen, or an answer of the gateway: a trust bundle, or a sync pack with bundles in it. It has to be
 * signed by its own threshold, and be the very one that the address demands where it demands one.
 */
export function offerTrust(setUp: SetUp, bytes: Uint8Array, engine: Engine): SetUp {
  if (setUp.stage === 'misaddressed') return setUp;
  const { pin } = setUp;
  const refuse = (refusal: SetUpRefusal): SetUp => refused(setUp, refusal);
  if (isLicence(bytes)) return refuse('SET_UP_FIRST');
  try {
    const { bundles, pack } = bundlesIn(bytes);
    const [last] = bundles.slice(-1);
    if (last === undefined) return refuse('NOT_A_BUNDLE');
    const chosen = pin === null ? last : bundles.find((one) => isThat(one, pin, engine));
    if (chosen === undefined) return refuse('TRUST_PIN_DIFFERS');
    const { bundle } = decodeTrustBundle(chosen);
    const digest = trustDigest(chosen, engine.sm3);
    const step = pinTrust(chosen, { version: bundle.version, digest }, engine);
    if (!step.ok) return refuse(step.code);
    const { network, version, issued, expires } = bundle;
    const bodies = [...new Set(bundle.issuers.map(({ bodyName }) => bodyName))];
    const offer = { bytes: chosen, network, version, digest, issued, expires, bodies, pack };
    return { stage: 'comparing', pin, offer: { ...offer, isPinned: pin !== null } };
  } catch (error) {
    if (error instanceof VerifierError) return refuse(error.code);
    throw error;
  }
}

function isLicence(bytes: Uint8Array): boolean {
  const kind = inputKind(bytes);
  return kind === 'licence' || kind === 'showCode';
}

/** What came is none to begin with: choose again. */
export function refused(setUp: SetUp, refusal: SetUpRefusal): SetUp {
  if (setUp.stage === 'misaddressed') return setUp;
  return { stage: 'choosing', pin: setUp.pin, refusal };
}

/** Ascending by version. */
function bundlesIn(bytes: Uint8Array): {
  readonly bundles: readonly Uint8Array[];
  readonly pack: Uint8Array | null;
} {
  switch (inputKind(bytes)) {
    case 'trustBundle':
      return { bundles: [bytes], pack: null };
    case 'syncPack':
      return { bundles: decodeSyncPack(bytes).bundles, pack: bytes };
    default:
      return { bundles: [], pack: null };
  }
}

function isThat(bundle: Uint8Array, pin: Uint8Array, engine: Engine): boolean {
  return equalBytes(trustDigest(bundle, engine.sm3), pin);
}
