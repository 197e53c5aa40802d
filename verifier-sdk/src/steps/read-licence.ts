import type { CheckCode } from '../check-codes.js';
import { VerifierError } from '../errors.js';
import { decodeCredential } from '../format/credential.js';
import type { Disclosure } from '../format/fields.js';
import type { HolderProof } from '../format/holder-proof.js';
import { decodeLicenceFile } from '../format/licence-file.js';
import { parseIdentifier, type LicenceIdentifier } from '../format/licence-identifier.js';
import { decodeReceipt, type LeafPlace, type Receipt } from '../format/receipt.js';
import { decodeShowCode, isShowCode } from '../format/show-code.js';

/**
 * A licence file or show code, all of it decoded. A chain of certificates inside a file is not looked at: it adds no
 * issuer.
 */
export interface ReadLicence {
  readonly credential: ReturnType<typeof decodeCredential>;
  readonly credentialBytes: Uint8Array;
  readonly identifier: LicenceIdentifier;
  readonly disclosure: Disclosure | null;
  readonly receipt: Receipt | null;
  /** Of a show code in the short form: what stands for a receipt where the subtrees of the log are known. */
  readonly place: LeafPlace | null;
  readonly proof: HolderProof | null;
  readonly form: 'file' | 'showCode';
}

/** What both forms hand over. */
type Parts = Pick<ReadLicence, 'disclosure' | 'place' | 'proof' | 'form'> & {
  readonly credential: Uint8Array | null;
  readonly receipt: Uint8Array | null;
};

function partsOf(input: Uint8Array): Parts {
  if (isShowCode(input)) return { ...decodeShowCode(input), form: 'showCode' };
  return { ...decodeLicenceFile(input), place: null, proof: null, form: 'file' };
}

/** Malformed input is an answer here, not an error: anybody can hand in a file. */
export function readLicence(input: Uint8Array): ReadLicence | CheckCode {
  try {
    const { disclosure, place, proof, form, ...bytes } = partsOf(input);
    if (bytes.credential === null) return 'CREDENTIAL_MISSING';
    const credential = decodeCredential(bytes.credential);
    return {
      credential,
      credentialBytes: bytes.credential,
      identifier: parseIdentifier(credential.identifier),
      disclosure,
      receipt: bytes.receipt === null ? null : decodeReceipt(bytes.receipt),
      place,
      proof,
      form,
    };
  } catch (error) {
    if (error instanceof VerifierError) return 'INPUT_MALFORMED';
    throw error;
  }
}
