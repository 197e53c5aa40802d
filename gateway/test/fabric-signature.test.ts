import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { signatureFromDer } from '@yinzhao/verifier/sm/sm2-signature';
import { fabricSign } from '../src/ledger/fabric-signature.js';

it('signs so that s is in the lower half, and OpenSSL verifies it', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = fabricSign(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const half = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
  for (let i = 0; i < 64; i++) {
    const message = Buffer.from(`proposal ${i}`);
    const signature = sign(message);
    const s = BigInt(`0x${Buffer.from(signatureFromDer(signature).subarray(32)).toString('hex')}`);
    expect(s <= half).toBe(true);
    expect(verify('sha256', message, createPublicKey(privateKey), signature)).toBe(true);
  }
});
