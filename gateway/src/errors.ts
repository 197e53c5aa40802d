import type { FieldProblem } from './types/json-schema.js';

/** Why a request came to nothing. Refusals by the ledger's rules are LedgerErrors of the chaincode. */
export const gatewayCodes = [
  'API_KEY_MISSING',
  'API_KEY_UNKNOWN',
  'BLOCK_POSITION_UNREADABLE',
  'BODY_FOREIGN',
  'CALLER_TAKEN',
  'CALLER_UNKNOWN',
  'COMMAND_WRONG',
  'CONFIG_WRONG',
  'CONTENT_TOO_LARGE',
  'CONTENT_TOO_SLOW',
  'CONTENT_TYPE_UNSUPPORTED',
  'DOCUMENT_CHARACTER_MISSING',
  'DOCUMENT_FONT_UNUSABLE',
  'DOCUMENT_TEXT_INVALID',
  'DOCUMENT_TEXT_TOO_LONG',
  'FILE_UNKNOWN',
  'FORM_WRONG',
  'HEADERS_TOO_LARGE',
  'HTTP_MALFORMED',
  'IDEMPOTENCY_IN_FLIGHT',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_REUSED',
  'INTERNAL_FAILURE',
  'ISSUER_MISSING',
  'JSON_MALFORMED',
  'LEAF_UNKNOWN',
  'LEDGER_ACCESS_DENIED',
  'LEDGER_CLOSED',
  'LEDGER_CONFLICT',
  'LEDGER_DIVERGENT',
  'LEDGER_HISTORY_BROKEN',
  'LEDGER_IDENTITY_EXPIRED',
  'LEDGER_INVALID',
  'LEDGER_PROFILE_WRONG',
  'LEDGER_TIMEOUT',
  'LEDGER_UNAVAILABLE',
  'LICENCE_FIELDS_INVALID',
  'LICENCE_NOT_ANCHORED',
  'LICENCE_TAKEN',
  'LICENCE_TYPE_FOREIGN',
  'LICENCE_TYPE_UNKNOWN',
  'LICENCE_UNKNOWN',
  'LICENCE_VALIDITY_INVALID',
  'LINE_TOO_LONG',
  'LOG_NAME_WRONG',
  'METHOD_NOT_ALLOWED',
  'MIRROR_BEHIND',
  'MIRROR_DAMAGED',
  'NOTE_CONTRADICTS',
  'NOTE_LOG_UNKNOWN',
  'NOTE_NOT_WITNESSED',
  'NOTE_OWN_LOG',
  'NOTE_REQUEST_MALFORMED',
  'NOTE_SIGNATURE_WRONG',
  'NOTE_TIME_WRONG',
  'NOTE_TRUST_WRONG',
  'OBJECTS_DAMAGED',
  'OBJECTS_MISSING',
  'OBJECTS_UNAVAILABLE',
  'PATH_NOT_NORMAL',
  'PREDECESSOR_INVALID',
  'PUBLISHER_UNAVAILABLE',
  'QUERY_INVALID',
  'RECEIPT_NOT_READY',
  'REQUEST_INVALID',
  'ROUTE_UNKNOWN',
  'SCOPE_MISSING',
  'STATUS_CHANGE_ILLEGAL',
  'STATUS_CHANGE_PENDING',
  'SYNC_NOT_READY',
  'TRUST_BUNDLE_MISSING',
  'TRUST_SIGNATURE_WRONG',
  'TRUST_UNREGISTERED',
  'WITNESS_BEHIND',
  'WITNESS_LIES',
  'WITNESS_REFUSES',
  'WITNESS_UNAVAILABLE',
] as const;

export type GatewayCode = (typeof gatewayCodes)[number];

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayCode;
  /** Set on every error after a transaction was first sent: unless the code says otherwise, its fate is not known. */
  readonly transactionId: string | null;
  /** Which places of the request are wrong. */
  readonly fields: readonly FieldProblem[];

  constructor(
    code: GatewayCode,
    message: string,
    options?: ErrorOptions & { transactionId?: string; fields?: readonly FieldProblem[] },
  ) {
    super(message, options);
    this.code = code;
    this.fields = options?.fields ?? [];
    this.transactionId = options?.transactionId ?? null;
  }
}
