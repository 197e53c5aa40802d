import { LedgerError, ledgerTexts } from '@yinzhao/chaincode';
import { SignerError, signerTexts } from '@yinzhao/signer';
import { VerifierError } from '@yinzhao/verifier/errors';
import { codedLine } from '@yinzhao/verifier/node/coded-line';
import { verifierTexts } from '@yinzhao/verifier/node/error-texts';
import { gatewayTexts } from '../error-texts.js';
import { GatewayError } from '../errors.js';
import { PublishRefused } from './publish-command.js';

/** What was refused, and not a defect of the program. */
export type Coded = GatewayError | LedgerError | PublishRefused | SignerError | VerifierError;

const codedErrors = [GatewayError, LedgerError, PublishRefused, SignerError, VerifierError];

export function isCoded(error: unknown): error is Coded {
  return codedErrors.some((kind) => error instanceof kind);
}

/**
 * `CODE: 中文 · english`, a line for whoever runs the gateway or its tool.
 * @param message - in place of the error's own words
 */
export function tellError(error: Coded, message = error.message): string {
  return codedLine(error.code, chineseOf(error), message);
}

function chineseOf(error: Coded): string | null {
  if (error instanceof GatewayError) return gatewayTexts[error.code];
  // The ledger refuses malformed bytes under the verifier's codes.
  if (error instanceof LedgerError) return { ...verifierTexts, ...ledgerTexts }[error.code];
  if (error instanceof SignerError) return signerTexts[error.code];
  return error instanceof VerifierError ? verifierTexts[error.code] : null;
}
