import { verifierCodes, type VerifierCode } from '@yinzhao/verifier/errors';

/**
 * Why the ledger refuses. A code never changes its meaning and never vanishes. What is wrong with the bytes themselves
 * comes with the code of the format (see the verifier's table).
 */
export const ledgerCodes = [
  'ARGUMENTS_WRONG',
  'BATCH_GAP',
  'BATCH_OVERLAP',
  'BODY_CERTIFICATE_FORGOTTEN',
  'BODY_LOG_UNKNOWN',
  'BODY_RETIRED',
  'BODY_STATE_ILLEGAL',
  'BODY_SUCCESSION_TOO_LONG',
  'BODY_SUCCESSOR_UNKNOWN',
  'BODY_SUSPENDED',
  'CALLER_NOT_MEMBER',
  'CALLER_ROLE_MISSING',
  'CALL_INDIRECT',
  'CERTIFICATE_ENDED',
  'CERTIFICATE_FOREIGN',
  'CERTIFICATE_TAKEN',
  'CERTIFICATE_UNKNOWN',
  'CERTIFICATE_USE_WRONG',
  'CONSORTIUM_MISSING',
  'CONSORTIUM_TOO_SMALL',
  'FUNCTION_UNKNOWN',
  'GROUP_CONFLICT',
  'GROUP_LOG_WRONG',
  'GROUP_NUMBER_SKIPPED',
  'GROUP_SIGNATURE_WRONG',
  'INTERNAL_ERROR',
  'LOG_FOREIGN',
  'LOG_UNKNOWN',
  'MEMBER_KEY_TAKEN',
  'MEMBER_ORG_TAKEN',
  'MEMBER_UNKNOWN',
  'NETWORK_RENAMED',
  'RECORD_VERSION_WRONG',
  'ROOT_WRONG',
  'SIZE_WRONG',
  'STATE_FORMAT_UNKNOWN',
  'STATUS_BODY_FOREIGN',
  'STATUS_LEAF_TOO_NEW',
  'STATUS_LEAF_UNKNOWN',
  'STATUS_TRANSITION_ILLEGAL',
] as const;

export type LedgerCode = (typeof ledgerCodes)[number] | VerifierCode;

const allCodes: ReadonlySet<string> = new Set([...ledgerCodes, ...verifierCodes]);

function isLedgerCode(text: string): text is LedgerCode {
  return allCodes.has(text);
}

/** A refusal by the ledger's rules. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerCode;
  /** Index within its batch of the group that is refused; null where the whole request is. */
  readonly group: number | null;

  constructor(code: LedgerCode, message: string, options?: ErrorOptions & { group?: number }) {
    super(message, options);
    this.code = code;
    this.group = options?.group ?? null;
  }
}

/** Fabric carries an error as one text: `CODE: message`, or `CODE [group]: message`. */
export function encodeLedgerError(error: LedgerError): string {
  const place = error.group === null ? '' : ` [${error.group}]`;
  return `${error.code}${place}: ${error.message}`;
}

/** null where the text is not one of ours, as when the peer itself refuses. */
export function decodeLedgerError(text: string): LedgerError | null {
  const end = text.indexOf(': ');
  const [code = '', place] = text.slice(0, Math.max(end, 0)).split(' ');
  if (!isLedgerCode(code)) return null;
  const group = place?.startsWith('[') && place.endsWith(']') ? Number(place.slice(1, -1)) : NaN;
  const message = text.slice(end + 2);
  return new LedgerError(code, message, Number.isSafeInteger(group) ? { group } : {});
}
