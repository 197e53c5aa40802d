import { VerifierError, type VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import {
  derTag,
  expectTag,
  readBitBytes,
  readBoolean,
  readChildren,
  readDer,
  readOid,
  readUnsigned,
  type DerValue,
} from '../format/der.js';
import { readTime } from '../format/der-time.js';
import type { Engine } from '../sm/engine.js';
import { hasSigned } from '../sm/has-signed.js';
import { signatureFromDer } from '../sm/sm2-signature.js';
import { checkAlgorithm, readCertificate, readSerial, type Certificate } from './certificate.js';

/** Some hundred thousand entries; a whole authority has fewer. */
const maximumBytes = 8 * 1024 * 1024;

/** An entry of a {@link RevocationList}. */
export interface RevokedCertificate {
  /** Positive, without sign byte. */
  readonly serial: Uint8Array;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What is known of one authority's revocations: its certificate revocation list. */
export interface RevocationList {
  /** The authority's name as DER, as its certificates have it for issuer. */
  readonly issuer: Uint8Array;
  /** Unix milliseconds, thisUpdate and nextUpdate: nothing is known of later instants than `until`. */
  readonly from: number;
  readonly until: number;
  readonly revoked: readonly RevokedCertificate[];
}

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

function malformed(message: string): never {
  fail('REVOCATION_LIST_MALFORMED', message);
}

/**
 * Strict reader of a complete list (RFC 5280 §5, GM/T 0015): version 2, SM2 with SM3 only, nextUpdate given, no critical
 * extension: those make it a list of some certificates only.
 * @param authority - certificate of the authority, DER, which has to be for signing such lists and to have signed this
 * one; whether it is to be trusted is the caller's to know
 * @throws VerifierError REVOCATION_LIST_MALFORMED, REVOCATION_LIST_TOO_LARGE, REVOCATION_LIST_NOT_SIGNED; a CERTIFICATE_,
 * DER_, KEY_ or SIGNATURE_ code
 */
export function readRevocationList(
  bytes: Uint8Array,
  authority: Uint8Array,
  engine: Engine,
): RevocationList {
  if (bytes.length > maximumBytes) {
    fail('REVOCATION_LIST_TOO_LARGE', `more than ${maximumBytes} bytes`);
  }
  const parts = readChildren(readDer(bytes, derTag.sequence));
  if (parts.length !== 3) malformed('not three parts');
  const tbs = expectTag(parts[0], derTag.sequence);
  const [version, algorithm, issuer, from, until, ...more] = readChildren(tbs);
  const [number] = readUnsigned(version);
  if (number !== 1) malformed('not version 2');
  checkAlgorithm(expectTag(algorithm, derTag.sequence), parts[1]);
  const certificate = readCertificate(authority);
  const name = expectTag(issuer, derTag.sequence).raw;
  const signature = signatureFromDer(readBitBytes(parts[2]));
  if (!isSignedBy(certificate, name, tbs.raw, signature, engine)) {
    fail('REVOCATION_LIST_NOT_SIGNED', 'not signed by this authority');
  }
  const revoked = more[0]?.tag === derTag.sequence ? readRevoked(more.shift() as DerValue) : [];
  if (more.length > 0) readExtensions(more);
  return { issuer: name, from: readTime(from), until: readTime(until), revoked };
}

function isSignedBy(
  { subject, keyUsage, publicKey }: Certificate,
  name: Uint8Array,
  tbs: Uint8Array,
  signature: Uint8Array,
  engine: Engine,
): boolean {
  const maySign = equalBytes(subject, name) && keyUsage?.includes('cRLSign') === true;
  return maySign && hasSigned(engine, publicKey, tbs, signature);
}

function readRevoked(list: DerValue): readonly RevokedCertificate[] {
  const entries = readChildren(list);
  // RFC 5280 §5.1.2.6: where there is none, the part is absent.
  if (entries.length === 0) malformed('a list of no entries');
  return entries.map((entry) => {
    const [serial, at, extensions, ...more] = readChildren(expectTag(entry, derTag.sequence));
    if (more.length > 0) malformed('more than three parts in an entry');
    if (extensions !== undefined) refuseCritical(extensions);
    return { serial: readSerial(serial), at: readTime(at) };
  });
}

function readExtensions([part, ...more]: readonly DerValue[]): void {
  const [list, ...others] = readChildren(expectTag(part, 0xa0));
  if (more.length > 0 || others.length > 0) malformed('not one list of extensions');
  refuseCritical(expectTag(list, derTag.sequence));
}

function refuseCritical(list: DerValue): void {
  for (const extension of readChildren(expectTag(list, derTag.sequence))) {
    const [oid, flag] = readChildren(expectTag(extension, derTag.sequence));
    const id = readOid(oid);
    if (flag?.tag === derTag.boolean && readBoolean(flag)) malformed(`${id} is critical`);
  }
}
