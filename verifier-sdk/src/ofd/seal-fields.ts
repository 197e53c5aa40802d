// What SESeal and SES_Signature are made of, and both read and write alike.
import { VerifierError, type VerifierCode } from '../errors.js';
import { decodeUtf8 } from '../format/bytes.js';
import {
  derTag,
  expectTag,
  readBitBytes,
  readBoolean,
  readChildren,
  readOid,
  readUnsigned,
  type DerValue,
} from '../format/der.js';
import {
  derBits,
  derBoolean,
  derOctets,
  derOid,
  derSequence,
  derValue,
} from '../format/der-writer.js';
import { isPlainText } from '../format/plain-text.js';
import { signatureFromDer, signatureToDer } from '../sm/sm2-signature.js';

/** SM2 signature with SM3, GM/T 0006: a bare OBJECT IDENTIFIER in seals, no AlgorithmIdentifier. */
const sm2WithSm3 = '1.2.156.10197.1.501';
const maximumExtensions = 64;
/** Tag of what is [0] EXPLICIT. */
export const explicitZero = 0xa0;

export type Malformed = 'SEAL_MALFORMED' | 'DOCUMENT_SEAL_MALFORMED';

/** 电子印章或电子签章的扩展项, ExtData. */
export interface SealExtension {
  /** Dotted. */
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** A signature as a seal carries it. */
export interface SealSignature {
  /** r ‖ s. */
  readonly signature: Uint8Array;
  /** The bytes inside the BIT STRING: what a time stamp is made over. */
  readonly signatureValue: Uint8Array;
}

export function refuse(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

/** An INTEGER from `least` to `most`, which is below 2^32. */
export function readCount(
  value: DerValue | undefined,
  what: string,
  [least, most]: readonly [number, number],
): number {
  const bytes = readUnsigned(value);
  const number = bytes.length > 4 ? Infinity : bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return number >= least && number <= most
    ? number
    : refuse('SEAL_MALFORMED', `${what} is not ${least} to ${most}`);
}

/** What a screen shows as it was signed: no control nor invisible characters, 1 to `limit` UTF-16 units. */
export function readText(
  value: DerValue | undefined,
  tag: number,
  what: string,
  limit: number,
  code: Malformed = 'SEAL_MALFORMED',
): string {
  const { content } = expectTag(value, tag);
  const text = decode(content, tag) ?? refuse(code, `${what} is no text of its kind`);
  if (text === '' || text.includes('\n') || !isPlainText(text, limit)) {
    refuse(code, `${what} is empty, longer than ${limit} or has characters that cannot be seen`);
  }
  return text;
}

/** null: no UTF-8, or beyond ASCII where the type has no more. */
function decode(content: Uint8Array, tag: number): string | null {
  if (tag !== derTag.utf8String && content.some((byte) => byte >= 0x80)) return null;
  try {
    return decodeUtf8(content);
  } catch {
    return null;
  }
}

/** @throws VerifierError SEAL_ALGORITHM_UNKNOWN or a DER_ code */
export function checkAlgorithm(value: DerValue | undefined): void {
  if (readOid(value) !== sm2WithSm3) refuse('SEAL_ALGORITHM_UNKNOWN', 'not SM2 with SM3');
}

export const algorithm = derOid(sm2WithSm3);

/** DER inside a BIT STRING (GM/T 0009 §7.3), or r ‖ s as they are: both are in the field. */
export function readSignature(value: DerValue | undefined): SealSignature {
  const signatureValue = readBitBytes(value);
  // A whole DER signature of 64 bytes begins so; r ‖ s does by an accident of 2^-24.
  const [tag, length, inner] = signatureValue;
  const isDer = tag === derTag.sequence && length === 62 && inner === derTag.integer;
  const isRaw = signatureValue.length === 64 && !isDer;
  const signature = isRaw ? signatureValue : signatureFromDer(signatureValue);
  return { signature, signatureValue };
}

/** @param signature - r ‖ s */
export function writeSignature(signature: Uint8Array): Uint8Array {
  return derBits(signatureToDer(signature));
}

/**
 * The time stamp (GB/T 20520), a token that nothing here looks into: [0] EXPLICIT BIT STRING, or [0] IMPLICIT as it can
 * be read too.
 */
export function readTimeStamp(value: DerValue | undefined, code: Malformed): Uint8Array | null {
  if (value === undefined) return null;
  if (value.tag === 0x80) return readBitBytes({ ...value, tag: derTag.bitString });
  const [inside, ...more] = readChildren(expectTag(value, explicitZero));
  if (more.length > 0) refuse(code, 'more than one time stamp');
  return readBitBytes(inside);
}

export function writeTimeStamp(timeStamp: Uint8Array | null): readonly Uint8Array[] {
  return timeStamp === null ? [] : [derValue(explicitZero, derBits(timeStamp))];
}

/** ExtensionDatas, a SEQUENCE OF ExtData; nothing here asks whether an extension is known. */
export function readExtensionDatas(list: DerValue, code: Malformed): readonly SealExtension[] {
  const values = readChildren(expectTag(list, derTag.sequence));
  if (values.length > maximumExtensions) {
    refuse('SEAL_TOO_LARGE', `more than ${maximumExtensions} extensions`);
  }
  const extensions = values.map((value) => readExtension(value, code));
  if (new Set(extensions.map(({ oid }) => oid)).size < extensions.length) {
    refuse(code, 'an extension stands twice');
  }
  return extensions;
}

function readExtension(extension: DerValue, code: Malformed): SealExtension {
  const parts = [...readChildren(expectTag(extension, derTag.sequence))];
  const oid = readOid(parts.shift());
  // FALSE is written out by those whom the others have to read, against X.690 §11.5.
  const critical = parts[0]?.tag === derTag.boolean && readBoolean(parts.shift());
  const { content } = expectTag(parts.shift(), derTag.octetString);
  if (parts.length > 0) refuse(code, 'an extension has more than three parts');
  return { oid, critical, value: content };
}

/** With the BOOLEAN always: readers in the field fail without it. */
export function writeExtensionDatas(extensions: readonly SealExtension[]): Uint8Array {
  const values = extensions.map(({ oid, critical, value }) =>
    derSequence(derOid(oid), derBoolean(critical), derOctets(value)),
  );
  return derSequence(...values);
}
