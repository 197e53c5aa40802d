import { bodyState } from '@yinzhao/verifier/format/registry';
import { LedgerError } from '../errors.js';
import type { Issuer } from '../state/records.js';

/**
 * The certificate of a group, if it belongs to that log at all.
 * @throws LedgerError CERTIFICATE_UNKNOWN, CERTIFICATE_FOREIGN
 */
export function requireIssuer(issuer: Issuer | null, log: string): Issuer {
  if (issuer === null) {
    throw new LedgerError('CERTIFICATE_UNKNOWN', 'no body was admitted with this certificate');
  }
  if (issuer.log !== log) {
    throw new LedgerError('CERTIFICATE_FOREIGN', `this certificate belongs to ${issuer.log}`);
  }
  return issuer;
}

/**
 * May it log something new?
 * @throws LedgerError CERTIFICATE_ENDED, BODY_SUSPENDED, BODY_RETIRED
 */
export function judgeIssuer({ ended, body, bodyState: state }: Issuer): void {
  if (ended) throw new LedgerError('CERTIFICATE_ENDED', 'this certificate is no longer used');
  if (state === bodyState.suspended) {
    throw new LedgerError('BODY_SUSPENDED', `body ${body} is suspended`);
  }
  if (state === bodyState.retired) throw new LedgerError('BODY_RETIRED', `body ${body} is retired`);
}
