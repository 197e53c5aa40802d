import { VerifierError } from '../errors.js';
import { toHex } from './bytes.js';
import { decodeCbor, encodeCbor, type CborMap, type CborValue } from './cbor.js';
import { isCivilDay } from './civil-date.js';
import { decodeSign1, encodeSign1, sign1Message } from './cose.js';
import { parseIdentifier } from './licence-identifier.js';
import { isPlainText } from './plain-text.js';
import { arrayShape } from './shape.js';

/** A file that the licence stands for as well. */
export type Artefact =
  /** A sealed OFD by SM3 of its Signature.xml, which is what the seal signs as dataHash (GB/T 38540). */
  | { readonly kind: 'sealedOfd'; readonly digest: Uint8Array }
  /** Any other file by SM3 and length. */
  | { readonly kind: 'file'; readonly digest: Uint8Array; readonly length: number };

/** What makes a credential an annotated copy (加注件): made for one purpose, of one original. */
export interface Annotation {
  /** What for, and for whom. */
  readonly purpose: string;
  readonly audience: string;
  /** Unix milliseconds. */
  readonly expires: number;
  /** Key id of the log that holds the original, and its leaf. */
  readonly original: { readonly log: Uint8Array; readonly leafIndex: number };
}

/** What an issuing body says about one licence. */
export interface CredentialContent {
  /** GB/T 36904 without its root: it holds type, body, serial and version. */
  readonly identifier: string;
  /** Civil days, both inclusive; null is 长期, without end. */
  readonly from: number;
  readonly to: number | null;
  /** Root of the tree over all fields; see fields.ts. */
  readonly fieldsRoot: Uint8Array;
  readonly artefacts: readonly Artefact[];
  /** Compressed SM2 point of the holder's device, 33 bytes. */
  readonly holderKey: Uint8Array | null;
  /** Identifier of the licence that this one replaces. */
  readonly predecessor: string | null;
  readonly annotation: Annotation | null;
}

export interface Credential extends CredentialContent {
  /** SM3 of the issuing certificate. */
  readonly kid: Uint8Array;
  /** SM2, r ‖ s, over `message`. */
  readonly signature: Uint8Array;
}

const version = 1;
/** Keys of the payload. */
const label = {
  version: 1,
  identifier: 2,
  from: 3,
  to: 4,
  fieldsRoot: 5,
  artefacts: 6,
  holderKey: 7,
  predecessor: 8,
  annotation: 9,
} as const;

const maximumArtefacts = 16;
const maximumAnnotationText = 128;
/** With every optional part a credential stays below 3 kB. */
const maximumBytes = 4096;

function malformed(message: string): never {
  throw new VerifierError('CREDENTIAL_MALFORMED', message);
}

/** @throws VerifierError CREDENTIAL_MALFORMED, IDENTIFIER_MALFORMED, IDENTIFIER_CHECK_WRONG */
export function encodeCredentialContent(content: CredentialContent): Uint8Array {
  const { to, holderKey, predecessor, annotation } = content;
  const payload = new Map<number, CborValue>([
    [label.version, version],
    [label.identifier, content.identifier],
    [label.from, content.from],
    [label.fieldsRoot, content.fieldsRoot],
  ]);
  if (to !== null) payload.set(label.to, to);
  if (content.artefacts.length > 0) {
    payload.set(label.artefacts, content.artefacts.map(artefactToCbor));
  }
  if (holderKey !== null) payload.set(label.holderKey, holderKey);
  if (predecessor !== null) payload.set(label.predecessor, predecessor);
  if (annotation !== null) payload.set(label.annotation, annotationToCbor(annotation));
  const bytes = encodeCbor(payload);
  decodeCredentialContent(bytes);
  return bytes;
}

/**
 * Reads a payload by itself, as a signer does before it signs.
 * @throws VerifierError CREDENTIAL_MALFORMED, IDENTIFIER_MALFORMED, IDENTIFIER_CHECK_WRONG or a CBOR_ code
 */
export function decodeCredentialContent(bytes: Uint8Array): CredentialContent {
  const payload = decodeCbor(bytes);
  if (!(payload instanceof Map)) return malformed('the payload is not a map');
  const fields = payload as CborMap;
  if (fields.get(label.version) !== version) malformed('not version 1');
  for (const key of fields.keys()) {
    if (typeof key !== 'number' || key < label.version || key > label.annotation) {
      malformed(`a field ${key} that version 1 does not have`);
    }
  }
  const content = {
    identifier: textOf(fields.get(label.identifier), 'identifier'),
    from: dayOf(fields.get(label.from), 'first day'),
    to: ifPresent(fields.get(label.to), (value) => dayOf(value, 'last day')),
    fieldsRoot: bytesOf(fields.get(label.fieldsRoot), 'fields root', 32),
    artefacts: ifPresent(fields.get(label.artefacts), artefactsFromCbor) ?? [],
    holderKey: ifPresent(fields.get(label.holderKey), holderKeyFromCbor),
    predecessor: ifPresent(fields.get(label.predecessor), (value) => textOf(value, 'predecessor')),
    annotation: ifPresent(fields.get(label.annotation), annotationFromCbor),
  };
  return check(content);
}

function check(content: CredentialContent): CredentialContent {
  const { identifier, from, to, predecessor } = content;
  parseIdentifier(identifier);
  if (predecessor !== null) parseIdentifier(predecessor);
  if (predecessor === identifier) malformed('replaces itself');
  if (to !== null && to < from) malformed('ends before it begins');
  return content;
}

function ifPresent<T>(value: CborValue | undefined, read: (value: CborValue) => T): T | null {
  return value === undefined ? null : read(value);
}

function textOf(value: CborValue | undefined, name: string): string {
  return typeof value === 'string' ? value : malformed(`${name} is not a text`);
}

function dayOf(value: CborValue | undefined, name: string): number {
  return typeof value === 'number' && isCivilDay(value) ? value : malformed(`${name} is not a day`);
}

function bytesOf(value: CborValue | undefined, name: string, length: number): Uint8Array {
  return value instanceof Uint8Array && value.length === length
    ? value
    : malformed(`${name} is not ${length} bytes`);
}

function artefactToCbor(artefact: Artefact): CborValue {
  return artefact.kind === 'sealedOfd' ? artefact.digest : [artefact.digest, artefact.length];
}

function artefactsFromCbor(value: CborValue): readonly Artefact[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maximumArtefacts) {
    return malformed(`artefacts are not an array of 1 to ${maximumArtefacts}`);
  }
  const artefacts = (value as readonly CborValue[]).map((item): Artefact => {
    if (item instanceof Uint8Array) {
      return { kind: 'sealedOfd', digest: bytesOf(item, 'digest of a sealed OFD', 32) };
    }
    const shape = arrayShape('CREDENTIAL_MALFORMED', item, 2);
    return { kind: 'file', digest: shape.bytes('digest', 32), length: shape.count('length') };
  });
  if (new Set(artefacts.map(({ digest }) => toHex(digest))).size !== artefacts.length) {
    malformed('an artefact stands twice');
  }
  return artefacts;
}

/** Whether the point is on the curve shows where the key is used: it costs a square root. */
function holderKeyFromCbor(value: CborValue): Uint8Array {
  const key = bytesOf(value, 'holder key', 33);
  return key[0] === 2 || key[0] === 3 ? key : malformed('holder key is not a compressed point');
}

function annotationToCbor({ purpose, audience, expires, original }: Annotation): CborValue {
  return [purpose, audience, expires, original.log, original.leafIndex];
}

function annotationFromCbor(value: CborValue): Annotation {
  const shape = arrayShape('CREDENTIAL_MALFORMED', value, 5);
  const text = (name: string): string => {
    const words = shape.text(name);
    const fits = words !== '' && !words.includes('\n') && isPlainText(words, maximumAnnotationText);
    return fits ? words : shape.fail(`${name} is not one line of plain text`);
  };
  return {
    purpose: text('purpose'),
    audience: text('audience'),
    expires: shape.count('expiry'),
    original: { log: shape.bytes('log', 4), leafIndex: shape.count('leaf index') },
  };
}

/**
 * Exactly what the issuing body signs.
 * @param kid - SM3 of the issuing certificate
 * @param payload - made by {@link encodeCredentialContent}
 */
export function credentialMessage(kid: Uint8Array, payload: Uint8Array): Uint8Array {
  return sign1Message(kid, payload);
}

/**
 * Takes the payload's bytes: what was signed is not encoded a second time.
 * @throws VerifierError CREDENTIAL_MALFORMED or any code of a decoder that reads it
 */
export function encodeCredential(
  kid: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const bytes = encodeSign1(kid, payload, signature);
  decodeCredential(bytes);
  return bytes;
}

/**
 * @returns also the payload, and `message`: what was signed, from the very bytes that were read
 * @throws VerifierError CREDENTIAL_MALFORMED, CREDENTIAL_TOO_LARGE, IDENTIFIER_MALFORMED, IDENTIFIER_CHECK_WRONG, a
 * COSE_ or CBOR_ code
 */
export function decodeCredential(
  bytes: Uint8Array,
): Credential & { readonly payload: Uint8Array; readonly message: Uint8Array } {
  if (bytes.length > maximumBytes) {
    throw new VerifierError('CREDENTIAL_TOO_LARGE', `more than ${maximumBytes} bytes`);
  }
  const { kid, payload, signature, message } = decodeSign1(bytes);
  return { ...decodeCredentialContent(payload), kid, payload, signature, message };
}
