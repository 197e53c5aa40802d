import type { CheckCode } from '../check-codes.js';
import { unknownOrOld } from './check-issuer.js';
import type { Examination } from './examination.js';

/** Codes that leave open whether the log holds the leaf: nobody trusted has signed the root that the path leads to. */
const rootUnsigned: ReadonlySet<CheckCode | null> = new Set<CheckCode>([
  'COSIGNATURES_EXCESS',
  'LOG_KEY_OUT_OF_PERIOD',
  'LOG_KEY_UNKNOWN',
  'RECEIPT_MISSING',
  'RECEIPT_SIGNATURE_WRONG',
]);

/** The leaf leads to a root, the log has signed that root, and a quorum of others has witnessed it. */
export function checkReceipt(examination: Examination): void {
  const { report, receipt, licence } = examination;
  if (licence.place !== null) {
    // The pack's checkpoint stands for a receipt's, and is judged as such.
    report.record('inclusion', receipt.inclusion);
    report.notApplicable('receipt');
    return;
  }
  if (receipt.inclusion !== null) report.record('inclusion', receipt.inclusion);
  else if (!rootUnsigned.has(receipt.code)) report.record('inclusion', null);
  const { code } = receipt;
  report.record('receipt', code === 'LOG_KEY_UNKNOWN' ? unknownOrOld(examination, code) : code);
}
