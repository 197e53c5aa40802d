/** Why a request to the ledger came to nothing. Refusals by the ledger's rules are LedgerErrors of the chaincode. */
export const gatewayCodes = [
  'BLOCK_POSITION_UNREADABLE',
  'LEDGER_ACCESS_DENIED',
  'LEDGER_CLOSED',
  'LEDGER_CONFLICT',
  'LEDGER_DIVERGENT',
  'LEDGER_HISTORY_BROKEN',
  'LEDGER_IDENTITY_EXPIRED',
  'LEDGER_INVALID',
  'LEDGER_TIMEOUT',
  'LEDGER_UNAVAILABLE',
  'LOG_NAME_WRONG',
  'MIRROR_DAMAGED',
] as const;

export type GatewayCode = (typeof gatewayCodes)[number];

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayCode;
  /** Set where a transaction was sent and its fate is not known, or known to be invalid. */
  readonly transactionId: string | null;

  constructor(
    code: GatewayCode,
    message: string,
    options?: ErrorOptions & { transactionId?: string },
  ) {
    super(message, options);
    this.code = code;
    this.transactionId = options?.transactionId ?? null;
  }
}
