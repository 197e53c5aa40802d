import { VerifierError } from '@yinzhao/verifier/errors';
import { codedLine } from '@yinzhao/verifier/node/coded-line';
import { verifierTexts } from '@yinzhao/verifier/node/error-texts';
import { signerTexts } from '../error-texts.js';
import type { SignerError } from '../errors.js';

/** `CODE: 中文 · english`, a line for whoever runs the signer or its tool. */
export function tellError(error: SignerError | VerifierError): string {
  const { code, message } = error;
  const zh = error instanceof VerifierError ? verifierTexts[error.code] : signerTexts[error.code];
  return codedLine(code, zh, message);
}
