import { VerifierError } from '../errors.js';
import { maximumShortPath } from '../merkle/cut.js';
import { decodeBase45, encodeBase45 } from './base45.js';
import { concatBytes, decodeUtf8, encodeUtf8 } from './bytes.js';
import { decodeCbor, encodeCbor, type CborValue } from './cbor.js';
import { disclosureFromCbor, disclosureToCbor } from './fields.js';
import {
  holderProofFromCbor,
  holderProofToCbor,
  type HolderProof,
  type ShownContent,
} from './holder-proof.js';
import type { LeafPlace } from './receipt.js';
import { arrayShape } from './shape.js';

/** A licence as its holder shows it on a screen (亮码). */
export interface ShowCode extends ShownContent {
  /** null only where the credential names no key of a holder. */
  readonly proof: HolderProof | null;
  /** Full form: a receipt with its checkpoint. Either this or `place` stands there. */
  readonly receipt: Uint8Array | null;
  /** Short form, for a terminal that holds the roots of subtrees: the way of the leaf to one of them. */
  readonly place: LeafPlace | null;
}

/** Names scheme and version, in characters of the alphanumeric mode. */
const prefix = 'YZ1:';
const hashLength = 32;
/** Alphanumeric characters of the largest QR code, 40-L (ISO/IEC 18004, table 7). */
const maximumCharacters = 4296;

function malformed(message: string): never {
  throw new VerifierError('SHOW_CODE_MALFORMED', message);
}

/** Whether a text, as bytes, says that it is a show code: no file of ours begins like this. */
export function isShowCode(bytes: Uint8Array): boolean {
  return encodeUtf8(prefix).every((byte, i) => bytes[i] === byte);
}

/**
 * The text of a show code, in characters of a QR code's alphanumeric mode.
 * @throws VerifierError SHOW_CODE_MALFORMED, SHOW_CODE_TOO_LARGE, HOLDER_PROOF_MALFORMED, a DISCLOSURE_ or FIELD_ code
 */
export function encodeShowCode({
  credential,
  disclosure,
  proof,
  receipt,
  place,
}: ShowCode): string {
  if ((receipt === null) === (place === null)) malformed('neither or both of receipt and place');
  const value = [
    credential,
    disclosure && disclosureToCbor(disclosure),
    proof && holderProofToCbor(proof),
    receipt ?? placeToCbor(place as LeafPlace),
  ];
  const text = `${prefix}${encodeBase45(encodeCbor(value))}`;
  decodeShowCode(encodeUtf8(text));
  return text;
}

/**
 * Reads frame, disclosure and proof of a show code; structure only: credential and receipt are read by their own decoders.
 * @param bytes - the text as it was scanned, without anything around it
 * @throws VerifierError SHOW_CODE_MALFORMED, SHOW_CODE_TOO_LARGE, BASE45_INVALID, HOLDER_PROOF_MALFORMED, a DISCLOSURE_,
 * FIELD_ or CBOR_ code
 */
export function decodeShowCode(bytes: Uint8Array): ShowCode {
  if (bytes.length > maximumCharacters) {
    throw new VerifierError('SHOW_CODE_TOO_LARGE', 'more than a QR code holds: show fewer fields');
  }
  if (!isShowCode(bytes)) malformed(`does not begin with "${prefix}"`);
  const value = decodeCbor(decodeBase45(asciiOf(bytes.subarray(prefix.length))));
  const shape = arrayShape('SHOW_CODE_MALFORMED', value, 4);
  const credential = shape.bytes('credential');
  const shown = shape.item();
  const disclosure = shown === null ? null : disclosureFromCbor(shown);
  const signed = shape.item();
  const proof = signed === null ? null : holderProofFromCbor(signed);
  const last = shape.item();
  const receipt = last instanceof Uint8Array ? last : null;
  const place = receipt === null ? placeFromCbor(last) : null;
  return { credential, disclosure, proof, receipt, place };
}

function asciiOf(bytes: Uint8Array): string {
  // Anything else is no character of base45; UTF-8 that is broken would be an error of another kind.
  if (bytes.some((byte) => byte > 0x7e)) {
    throw new VerifierError('BASE45_INVALID', 'a character that base45 does not have');
  }
  return decodeUtf8(bytes);
}

function placeToCbor({ leafIndex, path }: LeafPlace): CborValue {
  if (path.some(({ length }) => length !== hashLength)) malformed('a hash is not 32 bytes');
  return [leafIndex, concatBytes(...path)];
}

function placeFromCbor(value: CborValue): LeafPlace {
  const shape = arrayShape('SHOW_CODE_MALFORMED', value, 2);
  const leafIndex = shape.count('leaf index');
  const bytes = shape.bytes('path');
  if (bytes.length % hashLength !== 0) malformed('a hash of the path is cut off');
  const length = bytes.length / hashLength;
  if (length > maximumShortPath) malformed(`a path of more than ${maximumShortPath} hashes`);
  const hashAt = (i: number): Uint8Array => bytes.subarray(i * hashLength, (i + 1) * hashLength);
  return { leafIndex, path: Array.from({ length }, (_, i) => hashAt(i)) };
}
