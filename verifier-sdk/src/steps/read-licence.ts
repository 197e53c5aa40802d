import type { CheckCode } from '../check-codes.js';
import { VerifierError } from '../errors.js';
import { decodeCredential } from '../format/credential.js';
import type { Disclosure } from '../format/fields.js';
import { decodeLicenceFile } from '../format/licence-file.js';
import { parseIdentifier, type LicenceIdentifier } from '../format/licence-identifier.js';
import { decodeReceipt, type Receipt } from '../format/receipt.js';

/** A licence file, all of it decoded. A chain of certificates inside it is not looked at: it adds no issuer. */
export interface ReadLicence {
  readonly credential: ReturnType<typeof decodeCredential>;
  readonly credentialBytes: Uint8Array;
  readonly identifier: LicenceIdentifier;
  readonly disclosure: Disclosure | null;
  readonly receipt: Receipt | null;
}

/** Malformed input is an answer here, not an error: anybody can hand in a file. */
export function readLicence(input: Uint8Array): ReadLicence | CheckCode {
  try {
    const file = decodeLicenceFile(input);
    if (file.credential === null) return 'CREDENTIAL_MISSING';
    const credential = decodeCredential(file.credential);
    return {
      credential,
      credentialBytes: file.credential,
      identifier: parseIdentifier(credential.identifier),
      disclosure: file.disclosure,
      receipt: file.receipt === null ? null : decodeReceipt(file.receipt),
    };
  } catch (error) {
    if (error instanceof VerifierError) return 'INPUT_MALFORMED';
    throw error;
  }
}
