import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSign,
  hkdfSync,
  scryptSync,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyHandle, KeyRole } from '@yinzhao/signer';
import { concatBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { decodeSpki, zInput } from '@yinzhao/verifier/sm/sm2-curve';
import { signatureFromDer } from '@yinzhao/verifier/sm/sm2-signature';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { OrgFolders } from './folders.js';

const nonceLength = 12;
const tagLength = 16;
const maximumMemory = 512 * 1024 * 1024;

/**
 * A key of an organisation, opened by the organisation itself with its own passphrase and past its signer: it signs
 * whatever it likes with it. Its first generation.
 */
export function openOwnKey(
  { signer, passphrase }: Pick<OrgFolders, 'signer' | 'passphrase'>,
  role: KeyRole,
  name: string,
): KeyHandle {
  const file = join(signer, 'keys', `${role}.${name.replaceAll('/', '.')}.1.key`);
  const parts = decodeCbor(new Uint8Array(readFileSync(file))) as CborValue[];
  const [cost, blockSize, parallel, salt] = parts[1] as [number, number, number, Uint8Array];
  const options = { N: cost, r: blockSize, p: parallel, maxmem: maximumMemory };
  const master = scryptSync(readFileSync(passphrase, 'utf8').trim(), salt, 32, options);
  const key = Buffer.from(hkdfSync('sha256', master, salt, 'yinzhao/key', 32));
  const pkcs8 = unseal(key, encodeCbor(parts.slice(0, -1)), parts.at(-1) as Uint8Array);
  return handleOf(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
}

function unseal(key: Uint8Array, bound: Uint8Array, sealed: Uint8Array): Buffer {
  const end = sealed.length - tagLength;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(end));
  const content = decipher.update(sealed.subarray(nonceLength, end));
  return Buffer.from(concatBytes(content, decipher.final()));
}

function handleOf(key: KeyObject): KeyHandle {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = Uint8Array.from(decodeSpki(spki));
  const z = nodeEngine().sm3(zInput(publicKey));
  return {
    publicKey,
    sign: (message) => signatureFromDer(createSign('sm3').update(z).update(message).sign(key)),
  };
}
