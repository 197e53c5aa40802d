import { createHash, webcrypto } from 'node:crypto';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { decodeSpki, encodeSpki } from '@yinzhao/verifier/sm/sm2-curve';
import { signatureFromDer, signatureToDer } from '@yinzhao/verifier/sm/sm2-signature';
import type { KeyHandle } from './key-handle.js';

/** SM2 signature with SM3 (GM/T 0006); the name under which the certificate library knows our keys. */
export const sm2WithSm3 = '1.2.156.10197.1.501';

/** A key in the shape the certificate library asks for. */
export interface Sm2CryptoKey {
  readonly type: 'public' | 'private';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: ('sign' | 'verify')[];
  readonly handle: Pick<KeyHandle, 'publicKey'> & Partial<KeyHandle>;
}

export function privateCryptoKey(handle: KeyHandle): Sm2CryptoKey {
  return {
    type: 'private',
    extractable: false,
    algorithm: { name: sm2WithSm3 },
    usages: ['sign'],
    handle,
  };
}

export function publicCryptoKey(publicKey: Uint8Array): Sm2CryptoKey {
  const algorithm = { name: sm2WithSm3 };
  return {
    type: 'public',
    extractable: true,
    algorithm,
    usages: ['verify'],
    handle: { publicKey },
  };
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** The five calls the certificate library makes, answered with SM2; it has no other algorithm to fall back to. */
export function sm2Crypto(engine: Engine): Crypto {
  const subtle = {
    // SHA-1 of the public key names it in a certificate (RFC 5280 §4.2.1.2 method 1); nothing is signed over it.
    digest: (_algorithm: unknown, data: BufferSource) =>
      Promise.resolve(bufferOf(createHash('sha1').update(bytesOf(data)).digest())),
    exportKey: (_format: string, key: Sm2CryptoKey) =>
      Promise.resolve(bufferOf(encodeSpki(key.handle.publicKey))),
    importKey: (_format: string, spki: BufferSource) =>
      Promise.resolve(publicCryptoKey(decodeSpki(bytesOf(spki)))),
    sign: (_algorithm: unknown, key: Sm2CryptoKey, data: BufferSource) => {
      if (key.handle.sign === undefined) throw new TypeError('a public key does not sign');
      return Promise.resolve(bufferOf(signatureToDer(key.handle.sign(bytesOf(data)))));
    },
    verify: (
      algorithm: Algorithm,
      key: Sm2CryptoKey,
      signature: BufferSource,
      data: BufferSource,
    ) =>
      Promise.resolve(
        algorithm.name === sm2WithSm3 &&
          engine.verify(key.handle.publicKey, bytesOf(data), signatureFromDer(bytesOf(signature))),
      ),
  };
  const getRandomValues = webcrypto.getRandomValues.bind(webcrypto);
  return { subtle, getRandomValues } as unknown as Crypto;
}
