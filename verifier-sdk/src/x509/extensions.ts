import { VerifierError, type VerifierCode } from '../errors.js';
import {
  derTag,
  expectTag,
  readBoolean,
  readChildren,
  readDer,
  readNamedBits,
  readOid,
  readUnsigned,
  type DerValue,
} from '../format/der.js';

/** RFC 5280 §4.2.1.3, by bit number. */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** The extensions a verifier decides by; null where absent. */
export interface CertificateExtensions {
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[] | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly subjectKeyId: Uint8Array | null;
  readonly authorityKeyId: Uint8Array | null;
}

const oid = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

function malformed(message: string): never {
  fail('CERTIFICATE_EXTENSION_MALFORMED', message);
}

/**
 * Reads the `[3]` part of a certificate. An unknown extension is passed over unless it is critical (RFC 5280 §4.2).
 * @throws VerifierError a CERTIFICATE_EXTENSION_ or DER_ code
 */
export function readExtensions(part: DerValue | undefined): CertificateExtensions {
  const values = part === undefined ? new Map<string, Uint8Array>() : collect(part);
  const read = <T>(id: string, reader: (bytes: Uint8Array) => T): T | null => {
    const bytes = values.get(id);
    return bytes === undefined ? null : reader(bytes);
  };
  return {
    basicConstraints: read(oid.basicConstraints, readBasicConstraints),
    keyUsage: read(oid.keyUsage, readKeyUsage),
    extendedKeyUsage: read(oid.extendedKeyUsage, readExtendedKeyUsage),
    subjectKeyId: read(oid.subjectKeyId, (bytes) => readDer(bytes, derTag.octetString).content),
    authorityKeyId: read(oid.authorityKeyId, readAuthorityKeyId),
  };
}

function collect(part: DerValue): Map<string, Uint8Array> {
  const list = readChildren(expectTag(part, 0xa3));
  if (list.length !== 1) malformed('not one list of extensions');
  const values = new Map<string, Uint8Array>();
  const known: readonly string[] = Object.values(oid);
  for (const extension of readChildren(expectTag(list[0], derTag.sequence))) {
    const parts = [...readChildren(expectTag(extension, derTag.sequence))];
    const id = readOid(parts.shift());
    const critical = takeFlag(parts);
    const [value, ...more] = parts;
    const { content } = expectTag(value, derTag.octetString);
    if (more.length > 0) malformed('an extension has more than three parts');
    if (values.has(id)) fail('CERTIFICATE_EXTENSION_DUPLICATE', `${id} stands twice`);
    if (critical && !known.includes(id)) {
      fail('CERTIFICATE_EXTENSION_UNKNOWN', `${id} is critical and unknown`);
    }
    values.set(id, content);
  }
  return values;
}

/** BOOLEAN DEFAULT FALSE: absent, or TRUE (X.690 §11.5). */
function takeFlag(parts: DerValue[]): boolean {
  if (parts[0]?.tag !== derTag.boolean) return false;
  return readBoolean(parts.shift()) || malformed('a default value is written out');
}

function readBasicConstraints(bytes: Uint8Array): CertificateExtensions['basicConstraints'] {
  const parts = [...readChildren(readDer(bytes, derTag.sequence))];
  const ca = takeFlag(parts);
  const [limit, ...more] = parts;
  if (more.length > 0 || (limit !== undefined && !ca)) malformed('basic constraints');
  if (limit === undefined) return { ca, pathLength: null };
  const [pathLength, ...longer] = readUnsigned(limit);
  if (longer.length > 0) malformed('path length above 255');
  return { ca, pathLength: pathLength ?? null };
}

function readKeyUsage(bytes: Uint8Array): readonly KeyUsage[] {
  const bits = readNamedBits(readDer(bytes, derTag.bitString));
  // RFC 5280 §4.2.1.3: at least one bit.
  if (bits.length === 0) malformed('key usage without a use');
  return bits.map((bit) => keyUsages[bit] ?? malformed('unknown key usage'));
}

function readExtendedKeyUsage(bytes: Uint8Array): readonly string[] {
  const purposes = readChildren(readDer(bytes, derTag.sequence)).map(readOid);
  if (purposes.length === 0) malformed('extended key usage without a use');
  return purposes;
}

/** Only the key identifier form; issuer and serial number ([1], [2]) are passed over. */
function readAuthorityKeyId(bytes: Uint8Array): Uint8Array | null {
  const parts = readChildren(readDer(bytes, derTag.sequence));
  return parts.find((part) => part.tag === 0x80)?.content ?? null;
}
