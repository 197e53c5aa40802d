import type { CheckCode } from '../check-codes.js';
import { civilDay } from '../format/civil-date.js';
import type { LicenceIdentifier } from '../format/licence-identifier.js';
import type { TrustedIssuer } from '../format/trust-content.js';
import type { Certificate } from '../x509/certificate.js';

/** Where and when the licence was anchored, once that is proven. */
export interface Anchor {
  readonly log: string;
  readonly leafIndex: number;
  readonly time: number;
  /** Short form of a show code: all that is known is that it was before this time. */
  readonly isBefore: boolean;
}

/**
 * The instant at which an issuing certificate has to be good. A receipt can be issued anew long after the licence was
 * anchored; for an ended certificate the bundle's cut-off, not the receipt's time, says that the licence came before the
 * end, so that it is judged no later than its last moment.
 */
export function judgedInstant(
  issuer: TrustedIssuer,
  certificate: Certificate,
  anchor: Anchor,
): number {
  if (issuer.cutOff === null || anchor.leafIndex >= issuer.cutOff) return anchor.time;
  return Math.min(anchor.time, certificate.notAfter);
}

/** Whether this body was entitled to issue this licence, in this log, at this place. */
export function judgeAuthority(
  issuer: TrustedIssuer,
  identifier: LicenceIdentifier,
  anchor: Anchor | null,
): CheckCode | null {
  if (identifier.body !== issuer.body) return 'BODY_WRONG';
  if (!issuer.types.includes(identifier.type)) return 'TYPE_NOT_PERMITTED';
  if (anchor === null) return 'NOT_JUDGED';
  if (anchor.log !== issuer.log) return 'LOG_WRONG';
  return judgePeriod(issuer, anchor);
}

function judgePeriod({ cutOff, from, to }: TrustedIssuer, anchor: Anchor): CheckCode | null {
  if (cutOff !== null && anchor.leafIndex >= cutOff) return 'CUT_OFF_PASSED';
  const day = civilDay(anchor.time);
  // With a cut-off the end of the period is a place in the log, not a day.
  const ended = cutOff === null && to !== null && day > to;
  if (day >= from && !ended) return null;
  return ended && anchor.isBefore ? 'ANCHORING_TIME_UNKNOWN' : 'ISSUER_OUT_OF_PERIOD';
}
