import type { VerifierCode } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { hasSigned } from '../sm/has-signed.js';
import { tryReading } from '../try-reading.js';
import type { Outcome } from '../verdict.js';
import { readCertificate, type Certificate } from '../x509/certificate.js';
import { judgeSealCertificate, maker, type Use } from './judge-seal-certificate.js';
import { decodeSeal, type Seal } from './seal.js';
import {
  openSealReport,
  sealCheckNames,
  sealOutcomeOf,
  type SealCheck,
  type SealCheckCode,
  type SealCheckName,
  type SealReport,
} from './seal-checks.js';
import { checkSealDemand, type SealDemand } from './seal-trust.js';

/**
 * Makers and signers mix local time and UTC, which differ by eight hours: what contradicts itself by less than a day is
 * told and not refused.
 */
export const clockTolerance = 24 * 3_600_000;

/** The answer about a seal. */
export interface SealVerdict {
  readonly outcome: Outcome;
  /** Every check, in the order of {@link sealCheckNames}. */
  readonly checks: readonly SealCheck<SealCheckName>[];
  /** null where no maker that is known has signed it; `decodeSeal` reads it all the same. */
  readonly seal: Seal | null;
  /** Why it could not be read; null where it could. */
  readonly malformed: VerifierCode | null;
  /** The instant the judgement was asked for. */
  readonly at: number;
}

/**
 * Judges a seal by itself: whether it may be used at `at`.
 * @throws VerifierError ARGUMENT_INVALID, TIME_INVALID; a CERTIFICATE_ or DER_ code of a certificate of `trust`
 */
export function judgeSeal(bytes: Uint8Array, demand: SealDemand): SealVerdict {
  checkSealDemand(bytes, demand);
  const report = openSealReport();
  const read = tryReading(() => decodeSeal(bytes));
  report.record('sealFormat', read.value === null ? 'SEAL_FORMAT_WRONG' : null);
  if (read.value !== null) {
    recordSeal(read.value, { used: demand.at, existedBy: null }, demand, report);
  }
  const checks = report.checks(sealCheckNames);
  return {
    outcome: sealOutcomeOf(checks),
    checks,
    seal: isMadeByKnown(checks) ? read.value : null,
    malformed: read.code,
    at: demand.at,
  };
}

/** Whether the name and picture of the seal are those that a known maker has signed. */
export function isMadeByKnown(checks: readonly SealCheck<string>[]): boolean {
  const needed: readonly string[] = ['sealSignature', 'maker', 'makerChain'];
  return checks.every(({ name, outcome }) => !needed.includes(name) || outcome === 'passed');
}

/** Every check of a seal that could be read. */
export function recordSeal(seal: Seal, use: Use, demand: SealDemand, report: SealReport): void {
  const { info, makerCertificate } = seal;
  const isKnown = demand.trust.makers.some((one) => equalBytes(one, makerCertificate));
  report.record('sealFormat', null);
  // No extension is known here, and so none that is critical (GB/T 38540 §6.2).
  const isCritical = info.extensions?.some(({ critical }) => critical) === true;
  report.record('sealExtensions', isCritical ? 'SEAL_EXTENSION_UNKNOWN' : null);
  report.record('maker', isKnown ? null : 'MAKER_UNKNOWN');
  report.record('sealPeriod', judgeSealPeriod(seal, use.used, demand.at));
  report.record('sealCreation', judgeCreation(seal, use.used ?? demand.at));
  if (seal.timeStamp === null) report.notApplicable('sealTimeStamp');
  else report.record('sealTimeStamp', 'TIME_STAMP_NOT_JUDGED');
  const certificate = tryReading(() => readCertificate(makerCertificate)).value;
  if (certificate === null) report.record('sealSignature', 'MAKER_CERTIFICATE_MALFORMED');
  else recordMaker(seal, certificate, use, demand, report);
}

function recordMaker(
  seal: Seal,
  certificate: Certificate,
  { used, existedBy }: Use,
  demand: SealDemand,
  report: SealReport,
): void {
  const { publicKey } = certificate;
  const isSigned = hasSigned(demand.engine, publicKey, seal.signed, seal.signature);
  report.record('sealSignature', isSigned ? null : 'SEAL_SIGNATURE_WRONG');
  // GM/T 0031-2025 judges the maker when the seal was made, the versions before when it is used.
  const made = seal.version === 5 ? seal.info.created : used;
  judgeSealCertificate(maker, certificate, { used: made, existedBy }, demand, report);
}

function judgeSealPeriod(
  { info: { validFrom, validTo } }: Seal,
  used: number | null,
  at: number,
): SealCheckCode | null {
  if (used === null) return 'SEALING_TIME_UNKNOWN';
  if (used > validTo) return 'SEAL_EXPIRED';
  if (used < validFrom - clockTolerance) return 'SEAL_NOT_YET_VALID';
  if (used < validFrom) return 'SEAL_START_NEAR';
  return at > validTo ? 'SEAL_EXPIRED_SINCE' : null;
}

function judgeCreation({ info: { created, validTo } }: Seal, used: number): SealCheckCode | null {
  if (created > validTo || created > used + clockTolerance) return 'SEAL_CREATED_LATER';
  return created > used ? 'SEAL_DATES_DIFFER' : null;
}
