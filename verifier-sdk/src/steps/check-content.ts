import { equalBytes } from '../format/bytes.js';
import { openDisclosure } from '../format/fields.js';
import { hasSigned } from '../sm/has-signed.js';
import type { Examination } from './examination.js';

/** SM2 over the bytes that were read, by the key of the issuing certificate. */
export function checkSignature({ report, known, licence, issuer }: Examination): void {
  if (issuer === null) return;
  const { message, signature } = licence.credential;
  const good = hasSigned(known.engine, issuer.certificate.publicKey, message, signature);
  report.record('signature', good ? null : 'SIGNATURE_WRONG');
}

/** What is shown has to lead to the root that was signed. */
export function checkFields({ report, known, licence }: Examination): void {
  const { disclosure, credential } = licence;
  if (disclosure === null) {
    report.notApplicable('fields');
    return;
  }
  const { root } = openDisclosure(disclosure, known.engine.sm3);
  report.record('fields', equalBytes(root, credential.fieldsRoot) ? null : 'FIELDS_ROOT_WRONG');
}
