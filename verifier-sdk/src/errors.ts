/**
 * Every code this package can give. A code never changes its meaning and never vanishes; texts may.
 * docs/errors.md explains each one, and a test fails for a code that no vector reaches.
 */
export const verifierCodes = [
  'BASE64_INVALID',
  'BATCH_MALFORMED',
  'BATCH_TOO_LARGE',
  'CBOR_INTEGER_RANGE',
  'CBOR_KEY_ORDER',
  'CBOR_NOT_CANONICAL',
  'CBOR_TEXT_INVALID',
  'CBOR_TOO_DEEP',
  'CBOR_TRAILING_BYTES',
  'CBOR_TRUNCATED',
  'CBOR_TYPE_UNSUPPORTED',
  'CERTIFICATE_ALGORITHM_WRONG',
  'CERTIFICATE_EXTENSION_DUPLICATE',
  'CERTIFICATE_EXTENSION_MALFORMED',
  'CERTIFICATE_EXTENSION_UNKNOWN',
  'CERTIFICATE_MALFORMED',
  'CERTIFICATE_TOO_LARGE',
  'CHECKPOINT_MALFORMED',
  'CHECKPOINT_TOO_LARGE',
  'CIVIL_DATE_INVALID',
  'CONSISTENCY_PATH_WRONG',
  'CONSISTENCY_ROOT_DIFFERS',
  'COSE_ALGORITHM_WRONG',
  'COSE_MALFORMED',
  'COSIGNATURE_MALFORMED',
  'CREDENTIAL_MALFORMED',
  'CREDENTIAL_TOO_LARGE',
  'DER_LENGTH_INVALID',
  'DER_TAG_UNEXPECTED',
  'DER_TIME_INVALID',
  'DER_TRAILING_BYTES',
  'DER_TRUNCATED',
  'DER_VALUE_INVALID',
  'DISCLOSURE_MALFORMED',
  'DISCLOSURE_TOO_LARGE',
  'ENGINE_SELF_TEST_FAILED',
  'ENTRY_KIND_UNKNOWN',
  'ENTRY_MALFORMED',
  'FIELDS_ARGUMENT_WRONG',
  'FIELD_VALUE_INVALID',
  'GROUP_MALFORMED',
  'GROUP_TOO_LARGE',
  'HEX_INVALID',
  'IDENTIFIER_CHECK_WRONG',
  'IDENTIFIER_MALFORMED',
  'INCLUSION_PATH_WRONG',
  'INCLUSION_ROOT_DIFFERS',
  'KEY_MALFORMED',
  'KEY_NOT_ON_CURVE',
  'LICENCE_FILE_MALFORMED',
  'LICENCE_FILE_TOO_LARGE',
  'NAME_INVALID',
  'RECEIPT_MALFORMED',
  'REGISTRY_RECORD_MALFORMED',
  'SEAL_LIST_MALFORMED',
  'SIGNATURE_MALFORMED',
  'STATUS_MALFORMED',
  'STATUS_SNAPSHOT_MALFORMED',
  'STATUS_VALUE_UNKNOWN',
  'TREE_RANGE_INVALID',
] as const;

export type VerifierCode = (typeof verifierCodes)[number];

/** The one error of this package: malformed input or misuse. A forged object is not an error but an answer. */
export class VerifierError extends Error {
  override readonly name = 'VerifierError';
  readonly code: VerifierCode;

  constructor(code: VerifierCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
