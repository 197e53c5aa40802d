import type { CheckCode } from '../check-codes.js';
import type { Examination } from './examination.js';
import { judgeAuthority, judgedInstant } from './judge-authority.js';
import { judgeCertificate } from './judge-certificate.js';

/** The issuing certificate: in the trust bundle, leading to a root of it, and entitled to this licence. */
export function checkIssuer(examination: Examination): void {
  const { report, licence, anchor, issuer } = examination;
  if (issuer === null) {
    report.record('issuer', unknownOrOld(examination, 'ISSUER_UNKNOWN'));
    return;
  }
  report.record('issuer', null);
  const { trusted, certificate, chain } = issuer;
  const instant = anchor && judgedInstant(trusted, certificate, anchor);
  report.record('certificate', judgeCertificate(chain, instant, anchor?.isBefore ?? false));
  report.record('authority', judgeAuthority(trusted, licence.identifier, anchor));
}

/** Who is not in the bundle may be in the next one, but only if a witnessed checkpoint says that there is one. */
export function unknownOrOld(
  { known, held, anchor, receipt }: Examination,
  code: CheckCode,
): CheckCode {
  const ofReceipt = anchor === null ? 0 : (receipt.witnessed?.checkpoint.trust.version ?? 0);
  const named = Math.max(ofReceipt, receipt.cosignedTrust);
  return Math.max(known.newestTrustNamed, named) > held.bundle.version ? 'TRUST_OLD' : code;
}
