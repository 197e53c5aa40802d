import { VerifierError } from '../errors.js';
import { compareBytes } from './bytes.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { decodeSign, encodeSign, signMessage, type CoseSignature } from './cose.js';
import { arrayShape, openShape, type Shape } from './shape.js';
import {
  checkTrustBundle,
  compareKeyPeriods,
  compareTexts,
  type KeyPeriod,
  type TrustBundle,
  type TrustedIssuer,
  type TrustedLog,
} from './trust-content.js';
import { decodeNamedType, namedTypeFields } from './type-names.js';

const context = 'yinzhao/trust-bundle/v1';
const code = 'TRUST_BUNDLE_MALFORMED';

/** A thousand issuing certificates take about 1 MB. */
export const maximumBundleBytes = 4 * 1024 * 1024;

export interface SignedTrustBundle {
  readonly bundle: TrustBundle;
  readonly payload: Uint8Array;
  readonly signatures: readonly CoseSignature[];
  /** What the signer with that key id signs. */
  readonly message: (keyId: Uint8Array) => Uint8Array;
}

type Sm3 = (bytes: Uint8Array) => Uint8Array;

/** Names the key of a signature: SM3 of the public key, 65 bytes. */
export function trustKeyId(publicKey: Uint8Array, sm3: Sm3): Uint8Array {
  return sm3(publicKey);
}

/**
 * The payload: what is signed and what {@link trustDigest} is about.
 * @throws VerifierError TRUST_ codes, CERTIFICATE_ and DER_ codes, KEY_MALFORMED, KEY_NOT_ON_CURVE or a CBOR_ code
 */
export function encodeTrustBundleContent(bundle: TrustBundle): Uint8Array {
  const { network, version, issued, expires, roots, authorities, issuers, logs, signers, types } =
    bundle;
  const payload = encodeCbor([
    context,
    network,
    version,
    issued,
    expires,
    [...roots].sort(compareBytes),
    [...authorities].sort(compareBytes),
    [...issuers].sort((a, b) => compareBytes(a.certificate, b.certificate)).map(issuerFields),
    [...logs].sort((a, b) => compareTexts(a.origin, b.origin)).map(logFields),
    [signers.threshold, [...signers.keys].sort(compareBytes)],
    [...types].sort((a, b) => compareTexts(a.code, b.code)).map(namedTypeFields),
  ]);
  decodeContent(payload);
  return payload;
}

function issuerFields(issuer: TrustedIssuer): CborValue {
  const { certificate, body, bodyName, log, types, from, to, cutOff } = issuer;
  return [certificate, body, bodyName, log, [...types].sort(compareTexts), from, to, cutOff];
}

function logFields({ origin, k, maxAge, keys, witnesses }: TrustedLog): CborValue {
  const inOrder = [...witnesses].sort((a, b) => compareTexts(a.name, b.name));
  return [
    origin,
    k,
    maxAge,
    keyFields(keys),
    inOrder.map((witness) => [witness.name, keyFields(witness.keys)]),
  ];
}

function keyFields(keys: readonly KeyPeriod[]): CborValue {
  return [...keys]
    .sort(compareKeyPeriods)
    .map(({ publicKey, from, to, last }) => [publicKey, from, to, last && [last.size, last.root]]);
}

/** RFC 9052 §4.4: exactly what the signer with that key id signs. */
export function trustBundleMessage(payload: Uint8Array, keyId: Uint8Array): Uint8Array {
  return signMessage(keyId, payload);
}

/** @throws VerifierError COSE_MALFORMED or any code that {@link decodeTrustBundle} gives */
export function encodeTrustBundle(
  payload: Uint8Array,
  signatures: readonly { readonly keyId: Uint8Array; readonly signature: Uint8Array }[],
): Uint8Array {
  const bytes = encodeSign(
    payload,
    signatures.map(({ keyId, signature }) => ({ kid: keyId, signature })),
  );
  decodeTrustBundle(bytes);
  return bytes;
}

/**
 * Reads a bundle and refuses one that could not be safe whoever signed it. Signatures are not checked here.
 * @throws VerifierError COSE_ codes, TRUST_ codes, CERTIFICATE_ and DER_ codes, KEY_MALFORMED, KEY_NOT_ON_CURVE or a
 * CBOR_ code
 */
export function decodeTrustBundle(bytes: Uint8Array): SignedTrustBundle {
  if (bytes.length > maximumBundleBytes) {
    throw new VerifierError(code, `more than ${maximumBundleBytes} bytes`);
  }
  const { payload, signatures } = decodeSign(bytes);
  const bundle = decodeContent(payload);
  return { bundle, payload, signatures, message: (keyId) => trustBundleMessage(payload, keyId) };
}

/** SM3 of the payload: further signatures do not change it. */
export function trustDigest(bytes: Uint8Array, sm3: Sm3): Uint8Array {
  return sm3(decodeSign(bytes).payload);
}

/**
 * Whose bundle it is, and which: before certificates and keys are looked at.
 * @throws VerifierError COSE_ codes, TRUST_BUNDLE_MALFORMED or a CBOR_ code
 */
export function trustBundleHead(bytes: Uint8Array): Pick<TrustBundle, 'network' | 'version'> {
  const shape = openShape(code, context, 10, decodeSign(bytes).payload);
  return { network: shape.text('network'), version: shape.count('version') };
}

function decodeContent(payload: Uint8Array): TrustBundle {
  const shape = openShape(code, context, 10, payload);
  const bundle = {
    network: shape.text('network'),
    version: shape.count('version'),
    issued: shape.count('issued'),
    expires: shape.count('expires'),
    roots: bytesList(shape, 'roots'),
    authorities: bytesList(shape, 'authorities'),
    issuers: shape.list('issuers').map((item) => decodeIssuer(arrayShape(code, item, 8))),
    logs: shape.list('logs').map((item) => decodeLog(arrayShape(code, item, 5))),
    signers: decodeSigners(arrayShape(code, shape.list('signers'), 2)),
    types: shape.list('licence types').map(decodeNamedType),
  };
  checkTrustBundle(bundle);
  return bundle;
}

function bytesList(shape: Shape, name: string): readonly Uint8Array[] {
  return shape
    .list(name)
    .map((item) => (item instanceof Uint8Array ? item : shape.fail(`${name}: not a byte string`)));
}

function decodeIssuer(shape: Shape): TrustedIssuer {
  return {
    certificate: shape.bytes('certificate'),
    body: shape.text('body'),
    bodyName: shape.text('body name'),
    log: shape.text('log'),
    types: shape
      .list('types')
      .map((item) => (typeof item === 'string' ? item : shape.fail('a type is not a text'))),
    from: shape.count('from'),
    to: shape.countOrNull('to'),
    cutOff: shape.countOrNull('cut-off'),
  };
}

function decodeLog(shape: Shape): TrustedLog {
  return {
    origin: shape.text('origin'),
    k: shape.count('k'),
    maxAge: shape.count('maximum age'),
    keys: shape.list('keys').map(decodeKey),
    witnesses: shape.list('witnesses').map((item) => {
      const witness = arrayShape(code, item, 2);
      return { name: witness.text('name'), keys: witness.list('keys').map(decodeKey) };
    }),
  };
}

function decodeKey(item: CborValue): KeyPeriod {
  const shape = arrayShape(code, item, 4);
  const publicKey = shape.bytes('public key', 65);
  const from = shape.count('from');
  const to = shape.countOrNull('to');
  const last = shape.item();
  if (last === null) return { publicKey, from, to, last };
  const head = arrayShape(code, last, 2);
  return { publicKey, from, to, last: { size: head.count('size'), root: head.bytes('root', 32) } };
}

function decodeSigners(shape: Shape): TrustBundle['signers'] {
  return { threshold: shape.count('threshold'), keys: bytesList(shape, 'keys') };
}
