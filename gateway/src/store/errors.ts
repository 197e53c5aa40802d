/** What the store itself refuses. Violated unique keys and the like are MongoServerErrors, as from MongoDB. */
export const storeCodes = [
  'STORE_CLOSED',
  'STORE_CORRUPT',
  'STORE_FULL',
  'STORE_LOCKED',
  'STORE_SCAN_TOO_LARGE',
  'STORE_UNAVAILABLE',
  'STORE_UNSUPPORTED',
] as const;

export type StoreCode = (typeof storeCodes)[number];

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreCode;

  constructor(code: StoreCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
