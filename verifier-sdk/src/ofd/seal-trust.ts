import { VerifierError } from '../errors.js';
import type { Engine } from '../sm/engine.js';
import type { RevocationList } from '../x509/revocation-list.js';

/** What a verifier of seals believes. Nothing in a seal adds to it; certificates are DER. */
export interface SealTrust {
  readonly roots: readonly Uint8Array[];
  /** Authorities between a root and those who make seals or seal documents. */
  readonly authorities: readonly Uint8Array[];
  /**
   * 制章者: who may make seals. A root alone does not say so: everybody whom it has certified could make a seal in any
   * name.
   */
  readonly makers: readonly Uint8Array[];
  /** As `readRevocationList` gives them. */
  readonly revocations: readonly RevocationList[];
}

/** What a seal is judged by. */
export interface SealDemand {
  readonly trust: SealTrust;
  /** Unix milliseconds. */
  readonly at: number;
  readonly engine: Engine;
}

/** What a document seal is judged by. */
export interface DocumentSealDemand extends SealDemand {
  /** SM3 of what is protected, computed by the caller: of the bytes of Signature.xml in an OFD. */
  readonly dataHash: Uint8Array;
  /** Where it stands: the absolute path of that Signature.xml in the OFD. */
  readonly propertyInfo: string;
  /**
   * An instant at which the document seal is known to have existed, as the receipt of a log shows; Unix milliseconds,
   * null where there is none. timeInfo is only what the signer says: who holds a stolen key says what he likes.
   */
  readonly existedBy: number | null;
}

function refuse(message: string): never {
  throw new VerifierError('ARGUMENT_INVALID', message);
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const isInstant = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem);
const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/**
 * What is no argument would else be an answer about somebody's seal.
 * @throws VerifierError ARGUMENT_INVALID, TIME_INVALID
 */
export function checkSealDemand(bytes: unknown, demand: unknown): void {
  if (!isBytes(bytes)) refuse('a seal is a Uint8Array');
  const { trust, at, engine } = membersOf(demand);
  if (!isInstant(at)) throw new VerifierError('TIME_INVALID', 'at is not Unix milliseconds');
  const { sm3, verify } = membersOf(engine);
  if (typeof sm3 !== 'function' || typeof verify !== 'function')
    refuse('an engine has sm3 and verify');
  const { roots, authorities, makers, revocations } = membersOf(trust);
  const isTrust = [roots, authorities, makers].every((list) => isListOf(list, isBytes));
  if (!isTrust) refuse('roots, authorities and makers are lists of certificates');
  if (!isListOf(revocations, isRevocationList)) refuse('revocations are a list of lists');
}

function isRevocationList(value: unknown): boolean {
  const { issuer, from, until, revoked } = membersOf(value);
  return isBytes(issuer) && isInstant(from) && isInstant(until) && isListOf(revoked, isRevoked);
}

function isRevoked(value: unknown): boolean {
  const { serial, at } = membersOf(value);
  return isBytes(serial) && isInstant(at);
}

/** @throws VerifierError ARGUMENT_INVALID, TIME_INVALID */
export function checkDocumentSealDemand(bytes: unknown, demand: unknown): void {
  checkSealDemand(bytes, demand);
  const { dataHash, propertyInfo, existedBy } = membersOf(demand);
  if (!isBytes(dataHash) || (dataHash as Uint8Array).length !== 32) refuse('dataHash is 32 bytes');
  if (typeof propertyInfo !== 'string') refuse('propertyInfo is a text');
  if (existedBy !== null && !isInstant(existedBy)) refuse('existedBy is Unix milliseconds or null');
}
