import { outcomeOf, type Outcome } from '../verdict.js';

/**
 * What is checked of a seal, in the order of GB/T 38540 §6.3: format, its signature, the maker's certificate, its period;
 * with what GM/T 0031-2025 adds.
 */
export const sealCheckNames = [
  'sealFormat',
  'sealExtensions',
  'sealSignature',
  'maker',
  'makerChain',
  'makerUsage',
  'makerPeriod',
  'makerRevocation',
  'sealPeriod',
  'sealCreation',
  'sealTimeStamp',
] as const;
/** One of {@link sealCheckNames}. */
export type SealCheckName = (typeof sealCheckNames)[number];

/** What is checked of a document seal, in the order of GB/T 38540 §7.3; those of its seal stand among them. */
export const documentSealCheckNames = [
  'documentFormat',
  'documentExtensions',
  'documentSignature',
  'signerListed',
  ...sealCheckNames,
  'signerChain',
  'signerUsage',
  'signerPeriod',
  'signerRevocation',
  'sealingTime',
  'propertyInfo',
  'dataHash',
  'timeStamp',
] as const;
/** One of {@link documentSealCheckNames}. */
export type DocumentSealCheckName = (typeof documentSealCheckNames)[number];

/**
 * Every reason why a check of a seal has not simply passed; a code never changes its meaning and never vanishes. A
 * `notice` leaves the answer as it is, and is to be shown with it.
 */
export const sealCheckEffects = {
  DATA_HASH_WRONG: 'failed',
  DOCUMENT_EXTENSION_UNKNOWN: 'failed',
  DOCUMENT_SEAL_FORMAT_WRONG: 'failed',
  DOCUMENT_SIGNATURE_WRONG: 'failed',
  MAKER_CERTIFICATE_MALFORMED: 'failed',
  MAKER_CHAIN_BROKEN: 'failed',
  MAKER_EXPIRED_SINCE: 'notice',
  MAKER_NOT_FOR_SIGNING: 'failed',
  MAKER_OUT_OF_PERIOD: 'failed',
  MAKER_REVOCATION_OLD: 'unknown',
  MAKER_REVOCATION_UNKNOWN: 'unknown',
  MAKER_REVOKED: 'failed',
  MAKER_REVOKED_SINCE: 'notice',
  MAKER_REVOKED_TIME_UNPROVEN: 'unknown',
  MAKER_UNKNOWN: 'failed',
  PROPERTY_INFO_WRONG: 'failed',
  SEALING_TIME_AHEAD: 'notice',
  SEALING_TIME_UNKNOWN: 'unknown',
  SEALING_TIME_WRONG: 'failed',
  SEAL_CREATED_LATER: 'failed',
  SEAL_DATES_DIFFER: 'notice',
  SEAL_EXPIRED: 'failed',
  SEAL_EXPIRED_SINCE: 'notice',
  SEAL_EXTENSION_UNKNOWN: 'failed',
  SEAL_FORMAT_WRONG: 'failed',
  SEAL_NOT_JUDGED: 'unknown',
  SEAL_NOT_YET_VALID: 'failed',
  SEAL_SIGNATURE_WRONG: 'failed',
  SEAL_START_NEAR: 'notice',
  SIGNER_CERTIFICATE_MALFORMED: 'failed',
  SIGNER_CHAIN_BROKEN: 'failed',
  SIGNER_EXPIRED_SINCE: 'notice',
  SIGNER_NOT_FOR_SIGNING: 'failed',
  SIGNER_NOT_LISTED: 'failed',
  SIGNER_OUT_OF_PERIOD: 'failed',
  SIGNER_RENEWED: 'failed',
  SIGNER_REVOCATION_OLD: 'unknown',
  SIGNER_REVOCATION_UNKNOWN: 'unknown',
  SIGNER_REVOKED: 'failed',
  SIGNER_REVOKED_SINCE: 'notice',
  SIGNER_REVOKED_TIME_UNPROVEN: 'unknown',
  TIME_STAMP_NOT_JUDGED: 'notice',
} as const;

/** Why a check has not simply passed. */
export type SealCheckCode = keyof typeof sealCheckEffects;

/** All of them, in alphabetical order. */
export const sealCheckCodes = Object.keys(sealCheckEffects) as readonly SealCheckCode[];

/** What one check found. */
export interface SealCheck<Name extends string = DocumentSealCheckName> {
  readonly name: Name;
  /** `failed` makes the answer `invalid`, `unknown` makes it `undetermined` where nothing has failed. */
  readonly outcome: 'passed' | 'notice' | 'failed' | 'unknown' | 'notApplicable';
  /** null where it passed or does not apply. */
  readonly code: SealCheckCode | null;
}

/** Collects the checks; what is never recorded could not be judged. */
export interface SealReport {
  readonly record: (name: DocumentSealCheckName, code: SealCheckCode | null) => void;
  readonly notApplicable: (name: DocumentSealCheckName) => void;
  readonly checks: <Name extends DocumentSealCheckName>(
    names: readonly Name[],
  ) => readonly SealCheck<Name>[];
}

export function openSealReport(): SealReport {
  const found = new Map<DocumentSealCheckName, Omit<SealCheck, 'name'>>();
  return {
    record: (name, code) => {
      found.set(name, { outcome: code === null ? 'passed' : sealCheckEffects[code], code });
    },
    notApplicable: (name) => {
      found.set(name, { outcome: 'notApplicable', code: null });
    },
    checks: (names) =>
      names.map((name) => ({
        name,
        ...(found.get(name) ?? { outcome: 'unknown', code: 'SEAL_NOT_JUDGED' }),
      })),
  };
}

/** One failed check makes it invalid, whatever else is not known; a notice changes nothing. */
export function sealOutcomeOf(checks: readonly SealCheck<string>[]): Outcome {
  return outcomeOf(checks.flatMap(({ outcome }) => (outcome === 'notice' ? [] : [{ outcome }])));
}
