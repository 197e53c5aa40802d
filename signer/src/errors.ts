import { verifierCodes, type VerifierCode } from '@yinzhao/verifier/errors';

/** Why the signer did not do what it was asked. Malformed objects give the codes of VerifierError. */
export const signerCodes = [
  'AUDIT_BROKEN',
  'BACKWARDS',
  'COMMAND_WRONG',
  'GROUP_LOG_CHANGED',
  'GROUP_NUMBER_WRONG',
  'GROUP_REPLACED',
  'KEYSTORE_LOCKED',
  'KEY_CERTIFICATE_KEPT',
  'KEY_CERTIFICATE_MISSING',
  'KEY_CERTIFICATE_UNFIT',
  'KEY_FILE_WRONG',
  'KEY_NAME_WRONG',
  'KEY_PERIOD_OVER',
  'KEY_RETIRED',
  'KEY_ROLE_WRONG',
  'KEY_UNKNOWN',
  'NOTE_CONTRADICTS',
  'NOTE_OWN_LOG',
  'NOTE_SIGNATURE_WRONG',
  'NOTE_TIME_WRONG',
  'NOT_CONSISTENT',
  'PASSPHRASE_WRONG',
  'PEM_MALFORMED',
  'PERMISSIONS_WRONG',
  'QUOTA_EXCEEDED',
  'REQUEST_MALFORMED',
  'REQUEST_TOO_LARGE',
  'SETTING_WRONG',
  'SIGNATURE_FILE_MALFORMED',
  'SIGNER_BUSY',
  'SIGNER_FAILED',
  'SIGNER_UNAVAILABLE',
  'SOCKET_TAKEN',
  'STATE_LOST',
  'STORAGE_FAILED',
] as const;

export type SignerCode = (typeof signerCodes)[number];

export class SignerError extends Error {
  override readonly name = 'SignerError';
  readonly code: SignerCode;

  constructor(code: SignerCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isSignerCode(code: string): code is SignerCode {
  return (signerCodes as readonly string[]).includes(code);
}

export function isVerifierCode(code: string): code is VerifierCode {
  return (verifierCodes as readonly string[]).includes(code);
}
