import { VerifierError } from '../errors.js';
import { compareBytes } from './bytes.js';
import { CborTag, decodeCbor, encodeCbor, type CborValue } from './cbor.js';
import { arrayShape, type Shape } from './shape.js';

/**
 * SM2 with SM3, r ‖ s, user ID `1234567812345678`. IANA has given SM2 no number; values below −65536 are for private
 * use (RFC 9053 §2).
 */
export const coseAlgorithm = -70100;

const sign1Tag = 18;
const signTag = 98;
const algorithmLabel = 1;
const kidLabel = 4;
const nothing = new Uint8Array();

/** More than any bundle has root keys. */
export const maximumSignatures = 16;

/** A COSE_Sign1 (RFC 9052 §4.2) as we write it. */
export interface CoseSign1 {
  /** Digest that names the signer's certificate or key. */
  readonly kid: Uint8Array;
  readonly payload: Uint8Array;
  /** SM2, r ‖ s, over `message`. */
  readonly signature: Uint8Array;
  /** The Sig_structure over the very bytes that were read. */
  readonly message: Uint8Array;
}

export interface CoseSignature {
  readonly kid: Uint8Array;
  /** SM2, r ‖ s, over {@link signMessage}. */
  readonly signature: Uint8Array;
}

/** A COSE_Sign (RFC 9052 §4.1) as we write it: several signers of one payload. */
export interface CoseSign {
  readonly payload: Uint8Array;
  /** In ascending order of kid, each once. */
  readonly signatures: readonly CoseSignature[];
}

function malformed(message: string): never {
  throw new VerifierError('COSE_MALFORMED', message);
}

function protectedHeader(kid: Uint8Array): Uint8Array {
  if (kid.length !== 32) malformed('kid is not 32 bytes');
  return encodeCbor(
    new Map<number, CborValue>([
      [algorithmLabel, coseAlgorithm],
      [kidLabel, kid],
    ]),
  );
}

/** alg and kid, nothing else: what a reader does not know it must not pass over. */
function readProtectedHeader(bytes: Uint8Array): Uint8Array {
  const header = decodeCbor(bytes);
  if (!(header instanceof Map)) return malformed('the protected header is not a map');
  if (header.get(algorithmLabel) !== coseAlgorithm) {
    throw new VerifierError('COSE_ALGORITHM_WRONG', `the algorithm is not ${coseAlgorithm}`);
  }
  const kid: unknown = header.get(kidLabel);
  if (!(kid instanceof Uint8Array) || kid.length !== 32) malformed('kid is not 32 bytes');
  if (header.size !== 2) malformed('the protected header has more than algorithm and kid');
  return kid;
}

function untag(bytes: Uint8Array, tag: number): CborValue {
  const value = decodeCbor(bytes);
  if (!(value instanceof CborTag) || value.tag !== tag) malformed(`is not tagged ${tag}`);
  return value.value;
}

function emptyMap(shape: Shape, item: CborValue): void {
  if (!(item instanceof Map) || item.size > 0) shape.fail('the unprotected header is not empty');
}

function checkSignature(signature: Uint8Array): void {
  if (signature.length !== 64) malformed('signature is not 64 bytes');
}

/** RFC 9052 §4.4: exactly what one signer signs. */
export function sign1Message(kid: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader(kid), nothing, payload]);
}

/** @throws VerifierError COSE_MALFORMED */
export function encodeSign1(
  kid: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  checkSignature(signature);
  return encodeCbor(new CborTag(sign1Tag, [protectedHeader(kid), new Map(), payload, signature]));
}

/** @throws VerifierError COSE_MALFORMED, COSE_ALGORITHM_WRONG or a CBOR_ code */
export function decodeSign1(bytes: Uint8Array): CoseSign1 {
  const shape = arrayShape('COSE_MALFORMED', untag(bytes, sign1Tag), 4);
  const header = shape.bytes('protected header');
  emptyMap(shape, shape.item());
  const payload = shape.bytes('payload');
  const signature = shape.bytes('signature', 64);
  return {
    kid: readProtectedHeader(header),
    payload,
    signature,
    message: encodeCbor(['Signature1', header, nothing, payload]),
  };
}

/** RFC 9052 §4.4: exactly what the signer named by `kid` signs, the body having no header of its own. */
export function signMessage(kid: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature', nothing, protectedHeader(kid), nothing, payload]);
}

/**
 * Puts the signatures in order.
 * @throws VerifierError COSE_MALFORMED
 */
export function encodeSign(payload: Uint8Array, signatures: readonly CoseSignature[]): Uint8Array {
  const inOrder = [...signatures].sort((a, b) => compareBytes(a.kid, b.kid));
  checkOrder(inOrder);
  const items = inOrder.map(({ kid, signature }): CborValue => {
    checkSignature(signature);
    return [protectedHeader(kid), new Map(), signature];
  });
  return encodeCbor(new CborTag(signTag, [nothing, new Map(), payload, items]));
}

/** @throws VerifierError COSE_MALFORMED, COSE_ALGORITHM_WRONG or a CBOR_ code */
export function decodeSign(bytes: Uint8Array): CoseSign {
  const shape = arrayShape('COSE_MALFORMED', untag(bytes, signTag), 4);
  shape.bytes('protected header', 0);
  emptyMap(shape, shape.item());
  const payload = shape.bytes('payload');
  const signatures = shape.list('signatures').map((item) => {
    const one = arrayShape('COSE_MALFORMED', item, 3);
    const kid = readProtectedHeader(one.bytes('protected header'));
    emptyMap(one, one.item());
    return { kid, signature: one.bytes('signature', 64) };
  });
  checkOrder(signatures);
  return { payload, signatures };
}

/** One order, so that one set of signatures has one encoding; a key that stands twice would count twice. */
function checkOrder(signatures: readonly CoseSignature[]): void {
  if (signatures.length < 1 || signatures.length > maximumSignatures) {
    malformed(`not 1 to ${maximumSignatures} signatures`);
  }
  signatures.forEach(({ kid }, i) => {
    const before = signatures[i - 1];
    if (before && compareBytes(before.kid, kid) >= 0)
      malformed('signatures are not in order of kid');
  });
}
