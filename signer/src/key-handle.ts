import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { decodeSpki, zInput } from '@yinzhao/verifier/sm/sm2-curve';
import { signatureFromDer } from '@yinzhao/verifier/sm/sm2-signature';

/** What a key can do. Nothing here gives the secret away. */
export interface KeyHandle {
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** SM2 with SM3 over the message, user ID `1234567812345678`: r ‖ s, 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/**
 * A new SM2 key, held in this process only.
 * @throws Error where this Node's signatures do not verify: no key is given out then
 */
export function generateKey(engine: Engine): KeyHandle {
  return handleOf(importKey(generatePkcs8()), engine);
}

/** A new SM2 key as PKCS#8, DER: to be sealed, and overwritten after that. */
export function generatePkcs8(): Buffer {
  const pair = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  return pair.privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** As generated, Node takes a key for ECDSA on the SM2 curve; imported from PKCS#8 it signs SM2. */
export function importKey(pkcs8: Buffer): KeyObject {
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

/** @throws Error where this Node's signatures do not verify */
export function handleOf(key: KeyObject, engine: Engine): KeyHandle {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = Uint8Array.from(decodeSpki(spki));
  const z = engine.sm3(zInput(publicKey));
  const sign = (message: Uint8Array): Uint8Array =>
    signatureFromDer(createSign('sm3').update(z).update(message).sign(key));
  const probe = z;
  if (!engine.verify(publicKey, probe, sign(probe))) {
    throw new Error('this Node signs something else than SM2 with SM3');
  }
  return { publicKey, sign };
}
