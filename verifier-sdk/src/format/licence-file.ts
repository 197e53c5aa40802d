import { VerifierError } from '../errors.js';
import { encodeCbor } from './cbor.js';
import { disclosureFromCbor, disclosureToCbor, type Disclosure } from './fields.js';
import { openShape, type Shape } from './shape.js';

const context = 'yinzhao/licence/v1';
const maximumChain = 4;
/** The largest disclosure is most of it. */
export const maximumLicenceFileBytes = 1 << 20;

/** A `.yzl`: a licence as it is handed over, with what its holder chooses to show. */
export interface LicenceFile {
  /** Null for a sealed document that is no licence. */
  readonly credential: Uint8Array | null;
  /** Null where no field is shown. */
  readonly disclosure: Disclosure | null;
  /** Null as long as the licence is not in a cosigned log. */
  readonly receipt: Uint8Array | null;
  /** Certificates, DER, from the issuing one upwards: for people and tools. A verifier trusts none of them. */
  readonly chain: readonly Uint8Array[];
}

function malformed(message: string): never {
  throw new VerifierError('LICENCE_FILE_MALFORMED', message);
}

/** @throws VerifierError LICENCE_FILE_MALFORMED, LICENCE_FILE_TOO_LARGE, a DISCLOSURE_ or FIELD_ code */
export function encodeLicenceFile(file: LicenceFile): Uint8Array {
  const { credential, disclosure, receipt, chain } = file;
  const shown = disclosure && disclosureToCbor(disclosure);
  const bytes = encodeCbor([context, credential, shown, receipt, chain]);
  decodeLicenceFile(bytes);
  return bytes;
}

/**
 * Reads frame and disclosure of a licence file; structure only: credential and receipt are read by their own decoders.
 * @throws VerifierError LICENCE_FILE_MALFORMED, LICENCE_FILE_TOO_LARGE, a DISCLOSURE_, FIELD_ or CBOR_ code
 */
export function decodeLicenceFile(bytes: Uint8Array): LicenceFile {
  if (bytes.length > maximumLicenceFileBytes) {
    throw new VerifierError('LICENCE_FILE_TOO_LARGE', `more than ${maximumLicenceFileBytes} bytes`);
  }
  const shape = openShape('LICENCE_FILE_MALFORMED', context, 4, bytes);
  const credential = shape.bytesOrNull('credential');
  const shown = shape.item();
  const disclosure = shown === null ? null : disclosureFromCbor(shown);
  const receipt = shape.bytesOrNull('receipt');
  const chain = chainOf(shape);
  if (credential === null && receipt === null) malformed('neither credential nor receipt');
  if (credential === null && disclosure !== null) malformed('fields of no credential');
  return { credential, disclosure, receipt, chain };
}

function chainOf(shape: Shape): readonly Uint8Array[] {
  const items = shape.list('chain');
  if (items.length > maximumChain) malformed(`a chain of more than ${maximumChain} certificates`);
  return items.map((item) =>
    item instanceof Uint8Array && item.length > 0 ? item : malformed('a certificate has no bytes'),
  );
}
