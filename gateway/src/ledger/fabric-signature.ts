import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { signatureFromDer, signatureToDer } from '@yinzhao/verifier/sm/sm2-signature';

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

/**
 * Whether peers would take this signature: made as above, by the key of that certificate. Whose certificate it is, is
 * another question.
 * @param certificate - X.509, PEM
 */
export function fabricVerify(
  certificate: string,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const { publicKey: key } = new X509Certificate(certificate);
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
    const s = BigInt(`0x${toHex(signatureFromDer(signature).subarray(32))}`);
    return s <= order / 2n && verify('sha256', message, key, signature);
  } catch {
    return false;
  }
}
