import { createPrivateKey, sign } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { signatureToDer } from '@yinzhao/verifier/sm/sm2-signature';

/** Order of P-256 (FIPS 186-4 D.1.2.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export type FabricSign = (message: Uint8Array) => Buffer;

/**
 * Signs as Fabric wants it: ECDSA P-256 over SHA-256, DER, s in the lower half, because peers refuse the other. The
 * client library would do the same in JavaScript, fifty times slower.
 * @param privateKey - PKCS#8, PEM
 */
export function fabricSign(privateKey: string): FabricSign {
  const key = createPrivateKey(privateKey);
  return (message) => {
    const signature = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(`0x${toHex(signature.subarray(32))}`);
    const lower = s > order / 2n ? order - s : s;
    const digits = fromHex(lower.toString(16).padStart(64, '0'));
    return Buffer.from(signatureToDer(concatBytes(signature.subarray(0, 32), digits)));
  };
}
