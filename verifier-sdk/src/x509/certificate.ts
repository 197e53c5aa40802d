import { VerifierError, type VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import {
  derTag,
  expectTag,
  readBitBytes,
  readChildren,
  readDer,
  readOid,
  readUnsigned,
  type DerValue,
} from '../format/der.js';
import { readTime } from '../format/der-time.js';
import { decodeSpki } from '../sm/sm2-curve.js';
import { signatureFromDer } from '../sm/sm2-signature.js';
import { readExtensions, type CertificateExtensions } from './extensions.js';

/** SM2 signature with SM3, GM/T 0006. */
const sm2WithSm3 = '1.2.156.10197.1.501';
/** Ours are below 1 kB; a certificate is read before anybody has vouched for it. */
const maximumLength = 16 * 1024;

/** An SM2 certificate. All byte fields are views into `raw`. */
export interface Certificate extends CertificateExtensions {
  readonly raw: Uint8Array;
  /** What the issuer signed. */
  readonly tbs: Uint8Array;
  /** Positive, without sign byte. */
  readonly serial: Uint8Array;
  /** Name as DER: names are compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Unix milliseconds, both ends inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** r ‖ s. */
  readonly signature: Uint8Array;
}

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

/**
 * Strict reader (RFC 5280 §4, GM/T 0015): version 3, SM2 with SM3 only, inner and outer algorithm equal, DER
 * throughout. It checks no signature and no period.
 * @throws VerifierError a CERTIFICATE_, DER_, KEY_ or SIGNATURE_ code
 */
export function readCertificate(raw: Uint8Array): Certificate {
  if (raw.length > maximumLength) fail('CERTIFICATE_TOO_LARGE', `more than ${maximumLength} bytes`);
  const parts = readChildren(readDer(raw, derTag.sequence));
  if (parts.length !== 3) fail('CERTIFICATE_MALFORMED', 'not three parts');
  const tbs = expectTag(parts[0], derTag.sequence);
  const [version, serial, algorithm, issuer, validity, subject, spki, extensions, ...more] =
    readChildren(tbs);
  if (more.length > 0) fail('CERTIFICATE_MALFORMED', 'unique identifiers or other parts');
  checkVersion(version);
  checkAlgorithm(expectTag(algorithm, derTag.sequence), parts[1]);
  const [notBefore, notAfter, ...otherTimes] = readChildren(expectTag(validity, derTag.sequence));
  if (otherTimes.length > 0) fail('CERTIFICATE_MALFORMED', 'more than two times');
  return {
    raw,
    tbs: tbs.raw,
    serial: readSerial(serial),
    issuer: readName(issuer),
    subject: readName(subject),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: decodeSpki(expectTag(spki, derTag.sequence).raw),
    signature: signatureFromDer(readBitBytes(parts[2])),
    ...readExtensions(extensions),
  };
}

function checkVersion(version: DerValue | undefined): void {
  const inside = readChildren(expectTag(version, 0xa0));
  const number = readUnsigned(inside[0]);
  if (inside.length !== 1 || number.length !== 1 || number[0] !== 2) {
    fail('CERTIFICATE_MALFORMED', 'not version 3');
  }
}

/** SM2 with SM3, the same inside and outside. */
export function checkAlgorithm(inner: DerValue, outer: DerValue | undefined): void {
  // Only the inner one is signed: a differing outer one is an attempt to have it read as something else.
  if (!equalBytes(inner.raw, expectTag(outer, derTag.sequence).raw)) {
    fail('CERTIFICATE_ALGORITHM_WRONG', 'inner and outer algorithm differ');
  }
  const [oid, parameters, ...more] = readChildren(inner);
  if (readOid(oid) !== sm2WithSm3 || more.length > 0) {
    fail('CERTIFICATE_ALGORITHM_WRONG', 'not SM2 with SM3');
  }
  // Absent and NULL are both in the field.
  if (parameters !== undefined && expectTag(parameters, derTag.null).content.length > 0) {
    fail('DER_VALUE_INVALID', 'a NULL has content');
  }
}

/** Positive, of at most 20 bytes. */
export function readSerial(value: DerValue | undefined): Uint8Array {
  const serial = readUnsigned(value);
  const isZero = serial.length === 1 && serial[0] === 0;
  if (isZero || serial.length > 20) {
    fail('CERTIFICATE_MALFORMED', 'serial number is not 1 to 20 bytes above zero');
  }
  return serial;
}

function readName(value: DerValue | undefined): Uint8Array {
  const name = expectTag(value, derTag.sequence);
  const sets = readChildren(name);
  if (sets.length === 0) fail('CERTIFICATE_MALFORMED', 'a name is empty');
  for (const set of sets) {
    for (const attribute of readChildren(expectTag(set, derTag.set))) {
      const [type, text, ...more] = readChildren(expectTag(attribute, derTag.sequence));
      readOid(type);
      if (text === undefined || more.length > 0) {
        fail('CERTIFICATE_MALFORMED', 'a name attribute is not type and value');
      }
    }
  }
  return name.raw;
}
