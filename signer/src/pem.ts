import { decodeBase64, encodeBase64 } from '@yinzhao/verifier/format/base64';
import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { decodeSpki, encodeSpki } from '@yinzhao/verifier/sm/sm2-curve';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { SignerError } from './errors.js';

type Label = 'CERTIFICATE' | 'PUBLIC KEY';

/** RFC 7468 §3: lines of 64 characters. */
function encodePem(label: Label, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** One object and nothing beside it, in lines as tools write them. */
function decodePem(label: Label, bytes: Uint8Array): Uint8Array {
  try {
    const text = decodeUtf8(bytes).replaceAll('\r\n', '\n');
    const form = new RegExp(
      `^-----BEGIN ${label}-----\n([A-Za-z0-9+/=\n]+)\n-----END ${label}-----\n?$`,
    );
    const [, body = ''] = form.exec(text) ?? [];
    const der = decodeBase64(body.replaceAll('\n', ''));
    if (encodePem(label, der).trimEnd() !== text.trimEnd()) throw new Error('other lines');
    return der;
  } catch (cause) {
    throw new SignerError('PEM_MALFORMED', `not one ${label} as PEM`, { cause });
  }
}

export function encodeCertificatePem(der: Uint8Array): string {
  return encodePem('CERTIFICATE', der);
}

/**
 * @returns DER
 * @throws SignerError PEM_MALFORMED; VerifierError as readCertificate
 */
export function decodeCertificatePem(bytes: Uint8Array): Uint8Array {
  const der = decodePem('CERTIFICATE', bytes);
  readCertificate(der);
  return der;
}

/** @param publicKey - uncompressed point, 65 bytes */
export function encodePublicKeyPem(publicKey: Uint8Array): string {
  return encodePem('PUBLIC KEY', encodeSpki(publicKey));
}

/**
 * @returns uncompressed point, 65 bytes
 * @throws SignerError PEM_MALFORMED; VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export function decodePublicKeyPem(bytes: Uint8Array): Uint8Array {
  return decodeSpki(decodePem('PUBLIC KEY', bytes)).slice();
}
