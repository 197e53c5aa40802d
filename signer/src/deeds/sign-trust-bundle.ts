import {
  decodeTrustBundle,
  encodeTrustBundle,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import { SignerError } from '../errors.js';
import { turnOf, writeDown, type SignerContext } from './context.js';
import { checkState, handleOfKey, keyInUse, liveKeys } from './find-key.js';

/** One of the signatures of a trust bundle. */
export interface TrustSignature {
  /** SM3 of the public key. */
  readonly keyId: Uint8Array;
  /** r ‖ s. */
  readonly signature: Uint8Array;
}

/**
 * Signs a trust bundle with every live trust key: while one is rotated, the next version needs the old and the new.
 * @param payload - made by encodeTrustBundleContent
 * @throws SignerError BACKWARDS, KEY_PERIOD_OVER, KEY_RETIRED, KEY_UNKNOWN, QUOTA_EXCEEDED, STATE_LOST, STORAGE_FAILED
 * @throws VerifierError as decodeTrustBundle
 */
export async function signTrustBundle(
  context: SignerContext,
  payload: Uint8Array,
): Promise<readonly TrustSignature[]> {
  const { engine, inTurn, now, quota } = context;
  const { version, expires } = readPayload(payload);
  if (expires <= now()) throw new SignerError('KEY_PERIOD_OVER', 'the bundle has expired');
  // For its refusals, where there is none.
  keyInUse(context, 'trust');
  const signatures: TrustSignature[] = [];
  for (const key of liveKeys(context, 'trust')) {
    const signature = await inTurn(turnOf(key), async () => {
      checkState(key);
      const { trustVersion } = key.state;
      if (version < trustVersion) {
        throw new SignerError('BACKWARDS', `version ${version} after ${trustVersion}`);
      }
      quota.take(key.id, 1, now());
      const handle = handleOfKey(key);
      const keyId = trustKeyId(handle.publicKey, engine.sm3);
      const made = { keyId, signature: handle.sign(trustBundleMessage(payload, keyId)) };
      const use = { operation: 'signTrustBundle', key, objects: [payload] };
      await writeDown(context, use, { trustVersion: version });
      return made;
    });
    signatures.push(signature);
  }
  return signatures;
}

/** The format reads payloads inside signed bundles only: a signature that says nothing serves. */
function readPayload(payload: Uint8Array): { readonly version: number; readonly expires: number } {
  const unsigned = { keyId: new Uint8Array(32), signature: new Uint8Array(64) };
  return decodeTrustBundle(encodeTrustBundle(payload, [unsigned])).bundle;
}
