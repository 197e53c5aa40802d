import type { VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { hasSigned } from '../sm/has-signed.js';
import type { Engine } from '../sm/engine.js';
import { tryReading } from '../try-reading.js';
import type { Outcome } from '../verdict.js';
import { readCertificate, type Certificate } from '../x509/certificate.js';
import { decodeDocumentSeal, type DocumentSeal } from './document-seal.js';
import { judgeSealCertificate, signer } from './judge-seal-certificate.js';
import { clockTolerance, isMadeByKnown, recordSeal } from './judge-seal.js';
import {
  documentSealCheckNames,
  openSealReport,
  sealOutcomeOf,
  type SealCheck,
  type SealCheckCode,
  type SealReport,
} from './seal-checks.js';
import type { SealUsers } from './seal-info.js';
import { checkDocumentSealDemand, type DocumentSealDemand } from './seal-trust.js';

/** The answer about a document seal. */
export interface DocumentSealVerdict {
  readonly outcome: Outcome;
  /** Every check, in the order of {@link documentSealCheckNames}. */
  readonly checks: readonly SealCheck[];
  /**
   * null where not a signer whom the seal lists, under a seal that a known maker has signed, has signed it;
   * `decodeDocumentSeal` reads it all the same.
   */
  readonly documentSeal: DocumentSeal | null;
  /** Why it could not be read; null where it could. */
  readonly malformed: VerifierCode | null;
  /** The instant the judgement was asked for. */
  readonly at: number;
}

/**
 * Judges a document seal (GB/T 38540 §7.3): whether the document was sealed under a seal that was good then.
 * @throws VerifierError ARGUMENT_INVALID, TIME_INVALID; a CERTIFICATE_ or DER_ code of a certificate of `trust`
 */
export function judgeDocumentSeal(
  bytes: Uint8Array,
  demand: DocumentSealDemand,
): DocumentSealVerdict {
  checkDocumentSealDemand(bytes, demand);
  const report = openSealReport();
  const read = tryReading(() => decodeDocumentSeal(bytes));
  report.record('documentFormat', read.value === null ? 'DOCUMENT_SEAL_FORMAT_WRONG' : null);
  if (read.value !== null) recordDocumentSeal(read.value, demand, report);
  const checks = report.checks(documentSealCheckNames);
  return {
    outcome: sealOutcomeOf(checks),
    checks,
    documentSeal: isSealedByListed(checks) ? read.value : null,
    malformed: read.code,
    at: demand.at,
  };
}

function isSealedByListed(checks: readonly SealCheck[]): boolean {
  const needed: readonly string[] = ['documentSignature', 'signerListed', 'signerChain'];
  return (
    isMadeByKnown(checks) &&
    checks.every(({ name, outcome }) => !needed.includes(name) || outcome === 'passed')
  );
}

function recordDocumentSeal(
  sealed: DocumentSeal,
  demand: DocumentSealDemand,
  report: SealReport,
): void {
  const use = { used: sealed.time, existedBy: demand.existedBy };
  const isCritical = sealed.extensions?.some(({ critical }) => critical) === true;
  report.record('documentExtensions', isCritical ? 'DOCUMENT_EXTENSION_UNKNOWN' : null);
  const certificate = tryReading(() => readCertificate(sealed.signerCertificate)).value;
  if (certificate === null) {
    report.record('documentSignature', 'SIGNER_CERTIFICATE_MALFORMED');
  } else {
    const { publicKey } = certificate;
    const isSigned = hasSigned(demand.engine, publicKey, sealed.signed, sealed.signature);
    report.record('documentSignature', isSigned ? null : 'DOCUMENT_SIGNATURE_WRONG');
    report.record('signerListed', judgeListed(certificate, sealed.seal.info.users, demand.engine));
    judgeSealCertificate(signer, certificate, use, demand, report);
  }
  recordSeal(sealed.seal, use, demand, report);
  report.record('sealingTime', judgeSealingTime(sealed.time, demand));
  recordDocument(sealed, demand, report);
}

function recordDocument(
  { dataHash, propertyInfo, timeStamp }: DocumentSeal,
  demand: DocumentSealDemand,
  report: SealReport,
): void {
  const isPlace = propertyInfo === demand.propertyInfo;
  report.record('propertyInfo', isPlace ? null : 'PROPERTY_INFO_WRONG');
  const isHash = equalBytes(dataHash, demand.dataHash);
  report.record('dataHash', isHash ? null : 'DATA_HASH_WRONG');
  if (timeStamp === null) report.notApplicable('timeStamp');
  else report.record('timeStamp', 'TIME_STAMP_NOT_JUDGED');
}

/** By bytes, or by SM3 of the certificate (GB/T 38540 §7.3 c). */
function judgeListed(
  { raw, subject }: Certificate,
  users: SealUsers,
  { sm3 }: Engine,
): SealCheckCode | null {
  if (users.kind === 'digests') {
    const digest = sm3(raw);
    const isListed = users.digests.some(
      ({ algorithm, value }) => isSm3(algorithm) && equalBytes(value, digest),
    );
    return isListed ? null : 'SIGNER_NOT_LISTED';
  }
  if (users.certificates.some((one) => equalBytes(one, raw))) return null;
  // Whose certificate was renewed needs a new seal, and is told so.
  const isRenewed = users.certificates.some((one) => {
    const listed = tryReading(() => readCertificate(one)).value;
    return listed !== null && equalBytes(listed.subject, subject);
  });
  return isRenewed ? 'SIGNER_RENEWED' : 'SIGNER_NOT_LISTED';
}

const isSm3 = (name: string): boolean => name === 'SM3' || name === '1.2.156.10197.1.401';

/** Nobody has sealed later than now, nor than the document seal is known to have existed. */
function judgeSealingTime(
  time: number | null,
  { at, existedBy }: DocumentSealDemand,
): SealCheckCode | null {
  if (time === null) return 'SEALING_TIME_UNKNOWN';
  const latest = Math.min(at, existedBy ?? at);
  if (time > latest + clockTolerance) return 'SEALING_TIME_WRONG';
  return time > latest ? 'SEALING_TIME_AHEAD' : null;
}
