import {
  derTag,
  expectTag,
  readBitBytes,
  readChildren,
  readDer,
  type DerValue,
} from '../format/der.js';
import { readGeneralizedTime } from '../format/der-time.js';
import {
  derBits,
  derGeneralizedTime,
  derOctets,
  derSequence,
  derText,
  derUnsigned,
  derValue,
} from '../format/der-writer.js';
import { decodeSeal, readSeal, type Seal } from './seal.js';
import {
  algorithm,
  checkAlgorithm,
  explicitZero,
  readCount,
  readExtensionDatas,
  readSignature,
  readText,
  readTimeStamp,
  refuse,
  writeExtensionDatas,
  writeSignature,
  writeTimeStamp,
  type SealExtension,
  type SealSignature,
} from './seal-fields.js';
import { readSealCertificate, type SealVersion } from './seal-info.js';
import { readTimeInfo } from './time-info.js';

/** A seal, two certificates and a time stamp. */
const maximumBytes = 2 * 1024 * 1024;
const maximumPropertyInfo = 1024;

/** What a document seal says besides its seal. */
export interface DocumentSealContent {
  /** timeInfo, what the signer says, as Unix milliseconds; null: version 1 in a form that names no instant. */
  readonly time: number | null;
  /** SM3 of what is protected: of the bytes of Signature.xml in an OFD. */
  readonly dataHash: Uint8Array;
  /** What is protected: the absolute path of Signature.xml in an OFD. */
  readonly propertyInfo: string;
  /** null: no list; an empty one is another encoding. */
  readonly extensions: readonly SealExtension[] | null;
}

/** 电子签章数据, SES_Signature: the SignedValue.dat of an OFD. All byte fields are views into `raw`. */
export interface DocumentSeal extends DocumentSealContent, SealSignature {
  readonly version: SealVersion;
  readonly raw: Uint8Array;
  /** The seal that was used; one of version 4 may stand in a document seal of version 5. */
  readonly seal: Seal;
  /** TBS_Sign as it stands: what the signer signed. */
  readonly signed: Uint8Array;
  /** 签章者证书, DER. */
  readonly signerCertificate: Uint8Array;
  /** A time stamp token over `signatureValue`, not looked into. */
  readonly timeStamp: Uint8Array | null;
}

/**
 * Strict reader of versions 1 (GM/T 0031-2014), 4 (GB/T 38540-2020) and 5 (GM/T 0031-2025). It checks no signature.
 * @throws VerifierError a DOCUMENT_SEAL_, SEAL_, DER_ or SIGNATURE_ code
 */
export function decodeDocumentSeal(bytes: Uint8Array): DocumentSeal {
  if (bytes.length > maximumBytes) {
    refuse('DOCUMENT_SEAL_TOO_LARGE', `more than ${maximumBytes} bytes`);
  }
  const value = readDer(bytes, derTag.sequence);
  const parts = readChildren(value);
  // A CMS begins with the OID of its kind, a bare signature with r.
  if (parts[0]?.tag === derTag.oid || parts[0]?.tag === derTag.integer) {
    refuse('DOCUMENT_SEAL_WITHOUT_SEAL', 'a digital signature without a seal');
  }
  const toSign = expectTag(parts[0], derTag.sequence);
  if (parts.length === 2) return readVersion1(value, toSign, parts[1]);
  if (parts.length !== 4 && parts.length !== 5) {
    refuse('DOCUMENT_SEAL_MALFORMED', 'not two, four or five parts in SES_Signature');
  }
  const [, certificate, algorithmId, signature, timeStamp] = parts;
  checkAlgorithm(algorithmId);
  return {
    raw: value.raw,
    ...readToSign(toSign),
    signed: toSign.raw,
    signerCertificate: readSealCertificate(certificate),
    ...readSignature(signature),
    timeStamp: readTimeStamp(timeStamp, 'DOCUMENT_SEAL_MALFORMED'),
  };
}

type ToSign = DocumentSealContent & Pick<DocumentSeal, 'version' | 'seal'>;

function readToSign(toSign: DerValue): ToSign {
  const parts = readChildren(toSign);
  const [version, seal, time, dataHash, propertyInfo, extensions, ...more] = parts;
  const number = readCount(version, 'version', [0, 255]);
  if (number !== 4 && number !== 5) refuse('DOCUMENT_SEAL_VERSION_UNKNOWN', `version ${number}`);
  if (more.length > 0) refuse('DOCUMENT_SEAL_MALFORMED', 'more than six parts in TBS_Sign');
  const inside = readSeal(expectTag(seal, derTag.sequence));
  if (inside.version === 1) refuse('DOCUMENT_SEAL_MALFORMED', 'a seal of another structure');
  return {
    version: number,
    seal: inside,
    time: readGeneralizedTime(time),
    dataHash: readDataHash(readBitBytes(dataHash)),
    propertyInfo: readPropertyInfo(propertyInfo),
    extensions: extensions === undefined ? null : readExtensions(extensions),
  };
}

function readExtensions(value: DerValue): readonly SealExtension[] {
  const [list, ...more] = readChildren(expectTag(value, explicitZero));
  if (more.length > 0) refuse('DOCUMENT_SEAL_MALFORMED', 'more than one list of extensions');
  return readExtensionDatas(expectTag(list, derTag.sequence), 'DOCUMENT_SEAL_MALFORMED');
}

/** Version 1 has certificate and algorithm among what is signed, and its times are a BIT STRING. */
function readVersion1(
  value: DerValue,
  toSign: DerValue,
  signature: DerValue | undefined,
): DocumentSeal {
  const parts = readChildren(toSign);
  if (parts.length !== 7) refuse('DOCUMENT_SEAL_MALFORMED', 'not seven parts in TBS_Sign');
  const [version, seal, timeInfo, dataHash, propertyInfo, certificate, algorithmId] = parts;
  // As in the seal, writers put several numbers here.
  readCount(version, 'version', [0, 255]);
  checkAlgorithm(algorithmId);
  const inside = readSeal(expectTag(seal, derTag.sequence));
  if (inside.version !== 1) refuse('DOCUMENT_SEAL_MALFORMED', 'a seal of another structure');
  return {
    version: 1,
    raw: value.raw,
    seal: inside,
    time: readTimeInfo(readBytes(timeInfo)),
    dataHash: readDataHash(readBytes(dataHash)),
    propertyInfo: readPropertyInfo(propertyInfo),
    extensions: null,
    signed: toSign.raw,
    signerCertificate: readSealCertificate(certificate),
    ...readSignature(signature),
    timeStamp: null,
  };
}

/** The BIT STRING that GM/T 0031-2014 asks for, or the OCTET STRING that some write. */
function readBytes(value: DerValue | undefined): Uint8Array {
  return value?.tag === derTag.octetString ? value.content : readBitBytes(value);
}

function readDataHash(bytes: Uint8Array): Uint8Array {
  return bytes.length === 32
    ? bytes
    : refuse('DOCUMENT_SEAL_MALFORMED', 'dataHash is not 32 bytes of SM3');
}

function readPropertyInfo(value: DerValue | undefined): string {
  const { ia5String } = derTag;
  const code = 'DOCUMENT_SEAL_MALFORMED';
  return readText(value, ia5String, 'propertyInfo', maximumPropertyInfo, code);
}

/**
 * What the signer of a document signs: TBS_Sign of version 4. Times below a second are dropped.
 * @param seal - a whole seal of version 4, whose bytes are taken as they are
 * @throws VerifierError a DOCUMENT_SEAL_, SEAL_ or DER_ code
 */
export function encodeDocumentSealContent(
  seal: Uint8Array,
  content: DocumentSealContent & { readonly time: number },
): Uint8Array {
  if (decodeSeal(seal).version !== 4) {
    refuse('DOCUMENT_SEAL_MALFORMED', 'a seal of another version than 4');
  }
  const { time, dataHash, propertyInfo, extensions } = content;
  const bytes = derSequence(
    derUnsigned(4),
    seal,
    derGeneralizedTime(time),
    derBits(dataHash),
    derText(derTag.ia5String, propertyInfo),
    ...(extensions === null ? [] : [derValue(explicitZero, writeExtensionDatas(extensions))]),
  );
  readToSign(readDer(bytes, derTag.sequence));
  return bytes;
}

/**
 * A document seal of version 4.
 * @param content - as {@link encodeDocumentSealContent} gives it
 * @param signerCertificate - DER
 * @param signature - r ‖ s over `content`
 * @param timeStamp - a token of GB/T 20520 over the signature as it stands in here, which is not looked into
 * @throws VerifierError a DOCUMENT_SEAL_, SEAL_, DER_ or SIGNATURE_ code
 */
export function encodeDocumentSeal(
  content: Uint8Array,
  signerCertificate: Uint8Array,
  signature: Uint8Array,
  timeStamp: Uint8Array | null = null,
): Uint8Array {
  const bytes = derSequence(
    content,
    derOctets(signerCertificate),
    algorithm,
    writeSignature(signature),
    ...writeTimeStamp(timeStamp),
  );
  decodeDocumentSeal(bytes);
  return bytes;
}
