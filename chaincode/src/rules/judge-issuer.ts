import { bodyState } from '@yinzhao/verifier/format/registry';
import { LedgerError } from '../errors.js';
import type { Issuer } from '../state/records.js';

/**
 * May this certificate log a group in that log?
 * @throws LedgerError CERTIFICATE_UNKNOWN, CERTIFICATE_FOREIGN, CERTIFICATE_ENDED, BODY_SUSPENDED, BODY_RETIRED
 */
export function judgeIssuer(issuer: Issuer | null, log: string): Issuer {
  if (issuer === null) {
    throw new LedgerError('CERTIFICATE_UNKNOWN', 'no body was admitted with this certificate');
  }
  if (issuer.log !== log) {
    throw new LedgerError('CERTIFICATE_FOREIGN', `this certificate belongs to ${issuer.log}`);
  }
  if (issuer.ended) {
    throw new LedgerError('CERTIFICATE_ENDED', 'this certificate is no longer used');
  }
  if (issuer.bodyState === bodyState.suspended) {
    throw new LedgerError('BODY_SUSPENDED', `body ${issuer.body} is suspended`);
  }
  if (issuer.bodyState === bodyState.retired) {
    throw new LedgerError('BODY_RETIRED', `body ${issuer.body} is retired`);
  }
  return issuer;
}
