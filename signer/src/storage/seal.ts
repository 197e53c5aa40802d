import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  scrypt,
  type KeyObject,
} from 'node:crypto';
import { concatBytes } from '@yinzhao/verifier/format/bytes';

/** How much work a guess of the passphrase takes (RFC 7914): N, r, p and the salt. */
export interface Derivation {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
  readonly salt: Uint8Array;
}

/** 32 MiB, about 0.25 s; what is recommended for passwords as N = 2^15, r = 8, p = 3. */
export const usualWork = { cost: 2 ** 15, blockSize: 8, parallel: 3 } as const;

const saltLength = 16;
const maximumMemory = 256 * 1024 * 1024;
const nonceLength = 12;
const tagLength = 16;

/** A file must not be able to ask for an hour or for all the memory. */
export function isBounded({ cost, blockSize, parallel, salt }: Derivation): boolean {
  const power = Number.isInteger(Math.log2(cost));
  const ranges = cost >= 2 ** 10 && blockSize >= 1 && blockSize <= 32 && parallel >= 1;
  return (
    power &&
    ranges &&
    parallel <= 16 &&
    salt.length === saltLength &&
    128 * cost * blockSize <= maximumMemory
  );
}

/** Two keys of AES-256-GCM: one seals private keys, the other what keys have signed. */
export interface StoreKeys {
  readonly derivation: Derivation;
  readonly keys: KeyObject;
  readonly states: KeyObject;
}

export async function deriveStoreKeys(
  passphrase: Uint8Array,
  derivation: Derivation,
): Promise<StoreKeys> {
  const { cost, blockSize, parallel, salt } = derivation;
  const options = { N: cost, r: blockSize, p: parallel, maxmem: 2 * maximumMemory };
  const master = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
  const part = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', master, salt, purpose, 32)));
  const derived = { derivation, keys: part('yinzhao/key'), states: part('yinzhao/signer-state') };
  master.fill(0);
  return derived;
}

/**
 * AES-256-GCM under a random nonce.
 * @param bound - what the content belongs to; the same bytes are needed to open it
 * @param nonce - 12 random bytes
 * @returns nonce ‖ ciphertext ‖ tag
 */
export function seal(
  key: KeyObject,
  bound: Uint8Array,
  content: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(bound);
  return concatBytes(nonce, cipher.update(content), cipher.final(), cipher.getAuthTag());
}

/** Null where the key is another one or a byte was changed. */
export function unseal(key: KeyObject, bound: Uint8Array, sealed: Uint8Array): Buffer | null {
  if (sealed.length < nonceLength + tagLength) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  const content = decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength));
  try {
    decipher.final();
    return content;
  } catch {
    content.fill(0);
    return null;
  }
}
