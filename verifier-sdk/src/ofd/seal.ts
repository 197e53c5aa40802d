import { derTag, expectTag, readChildren, readDer, type DerValue } from '../format/der.js';
import { derOctets, derSequence } from '../format/der-writer.js';
import {
  algorithm,
  checkAlgorithm,
  readSignature,
  readTimeStamp,
  refuse,
  writeSignature,
  type SealSignature,
} from './seal-fields.js';
import {
  readHeader,
  readSealCertificate,
  readSealInfo,
  writeSealInfo,
  type SealInfo,
  type SealVersion,
} from './seal-info.js';

/** Pictures are some 100 kB. */
const maximumBytes = 1024 * 1024;

/** 电子印章, SESeal. All byte fields are views into `raw`, but `signed` of version 1. */
export interface Seal extends SealSignature {
  readonly version: SealVersion;
  readonly raw: Uint8Array;
  readonly info: SealInfo;
  /** What the maker signed, over the bytes as they stand; nothing is encoded again. */
  readonly signed: Uint8Array;
  /** 制章者证书, DER. */
  readonly makerCertificate: Uint8Array;
  /** Version 5: a time stamp token over `signatureValue`, not looked into. */
  readonly timeStamp: Uint8Array | null;
}

/**
 * Strict reader of versions 1 (GM/T 0031-2014), 4 (GB/T 38540-2020) and 5 (GM/T 0031-2025). It checks no signature.
 * @throws VerifierError a SEAL_, DER_ or SIGNATURE_ code
 */
export function decodeSeal(bytes: Uint8Array): Seal {
  return readSeal(readSized(bytes));
}

function readSized(bytes: Uint8Array): DerValue {
  if (bytes.length > maximumBytes) refuse('SEAL_TOO_LARGE', `more than ${maximumBytes} bytes`);
  return readDer(bytes, derTag.sequence);
}

/** A seal inside a document seal; `value` is a SEQUENCE. */
export function readSeal(value: DerValue): Seal {
  if (value.raw.length > maximumBytes) refuse('SEAL_TOO_LARGE', `more than ${maximumBytes} bytes`);
  const parts = readChildren(value);
  const info = expectTag(parts[0], derTag.sequence);
  if (parts.length === 2) return readVersion1(value, info, parts[1]);
  if (parts.length !== 4 && parts.length !== 5) {
    refuse('SEAL_MALFORMED', 'not two, four or five parts in SESeal');
  }
  const { version } = readHeader(info);
  if (version !== 4 && version !== 5) refuse('SEAL_VERSION_UNKNOWN', `version ${version}`);
  if (version === 4 && parts.length === 5) refuse('SEAL_MALFORMED', 'a time stamp in version 4');
  const [, certificate, algorithmId, signature, timeStamp] = parts;
  checkAlgorithm(algorithmId);
  return {
    version,
    raw: value.raw,
    info: readSealInfo(info, version),
    // Only the first part (GB/T 38540 §6.2): certificate and algorithm stand outside.
    signed: info.raw,
    makerCertificate: readSealCertificate(certificate),
    ...readSignature(signature),
    timeStamp: readTimeStamp(timeStamp, 'SEAL_MALFORMED'),
  };
}

/** The number in the header says nothing here: writers of this structure put several. */
function readVersion1(value: DerValue, info: DerValue, signInfo: DerValue | undefined): Seal {
  const parts = readChildren(expectTag(signInfo, derTag.sequence));
  if (parts.length !== 3) refuse('SEAL_MALFORMED', 'not three parts in SES_SignInfo');
  const [certificate, algorithmId, signature] = parts as [DerValue, DerValue, DerValue];
  checkAlgorithm(algorithmId);
  return {
    version: 1,
    raw: value.raw,
    info: readSealInfo(info, 1),
    // GM/T 0031-2014: seal information, certificate and algorithm, as one SEQUENCE of the very bytes.
    signed: derSequence(info.raw, certificate.raw, algorithmId.raw),
    makerCertificate: readSealCertificate(certificate),
    ...readSignature(signature),
    timeStamp: null,
  };
}

/**
 * What the maker of a seal signs: SES_SealInfo of version 4. Times below a second are dropped.
 * @throws VerifierError a SEAL_ or DER_ code
 */
export function encodeSealInfo(info: SealInfo): Uint8Array {
  const bytes = writeSealInfo(info);
  readSealInfo(readSized(bytes), 4);
  return bytes;
}

/**
 * A seal of version 4.
 * @param info - as {@link encodeSealInfo} gives it
 * @param makerCertificate - DER
 * @param signature - r ‖ s over `info`
 * @throws VerifierError a SEAL_, DER_ or SIGNATURE_ code
 */
export function encodeSeal(
  info: Uint8Array,
  makerCertificate: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const certificate = derOctets(makerCertificate);
  const bytes = derSequence(info, certificate, algorithm, writeSignature(signature));
  decodeSeal(bytes);
  return bytes;
}
