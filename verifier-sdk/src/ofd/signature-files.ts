import { decodeBase64 } from '../format/base64.js';
import { VerifierError } from '../errors.js';
import {
  all,
  attribute,
  attributeOrNull,
  one,
  optional,
  readBox,
  readRoot,
  refuseOfd,
  textOf,
  textOrNull,
  type Box,
} from './element.js';
import { readId } from './document-root.js';
import { folderOf, resolveLocation } from './location.js';
import { readSignatureTime } from './signature-time.js';
import type { XmlElement } from './xml.js';

/** A line of `Signatures.xml` (GB/T 33190-2016 §18.1). */
export interface SignatureEntry {
  /** Vendors write `s1` as well as `1`. */
  readonly id: string;
  readonly type: 'Seal' | 'Sign';
  /** Of its `Signature.xml`. */
  readonly path: string;
  /** Identifier of the signature that this one is based on, where it says so. */
  readonly base: string | null;
}

/** What `Signature.xml` says (§18.2). Order of its elements is free, as vendors write them in any. */
export interface SignatureFile {
  readonly provider: {
    readonly name: string;
    readonly version: string | null;
    readonly company: string | null;
  };
  /** `yyyy-MM-ddTHH:mm:ss`, with `Z` where it was written: for people, nobody has proven it. */
  readonly time: string | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly value: string;
  }[];
  readonly references: readonly SignedReference[];
  readonly stamps: readonly Stamp[];
  /** The file of the seal, `Seal.esl`; most vendors have it only inside the signed value. */
  readonly seal: string | null;
  readonly signedValue: string;
}

/** A part that is signed, and its SM3. */
export interface SignedReference {
  readonly path: string;
  readonly digest: Uint8Array;
}

/** Where a viewer draws the picture of the seal. */
export interface Stamp {
  readonly id: string;
  readonly pageId: string;
  readonly boundary: Box;
  readonly clip: Box | null;
}

const maximumReferences = 10_000;
const sm3Names: ReadonlySet<string | null> = new Set(['1.2.156.10197.1.401', 'SM3']);
const sm2WithSm3 = '1.2.156.10197.1.501';

/**
 * Signatures in the order of the list, which is that in which they were made.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readSignatureList(bytes: Uint8Array, path: string): readonly SignatureEntry[] {
  const known = new Set<string>();
  return all(readRoot(bytes, 'Signatures'), 'Signature').map((element) => {
    const id = attribute(element, 'ID');
    const base = attributeOrNull(element, 'Relative');
    if (known.has(id)) refuseOfd('OFD_SIGNATURE_TWICE', `signature '${id}' stands twice`);
    if (base !== null && !known.has(base)) {
      refuseOfd('OFD_VALUE_INVALID', `signature '${id}' is based on none before it`);
    }
    known.add(id);
    const location = attribute(element, 'BaseLoc');
    return { id, type: typeOf(element), path: resolveLocation(folderOf(path), location), base };
  });
}

function typeOf(element: XmlElement): 'Seal' | 'Sign' {
  const type = attributeOrNull(element, 'Type') ?? 'Seal';
  if (type !== 'Seal' && type !== 'Sign') {
    return refuseOfd('OFD_VALUE_INVALID', `'${type}' is no type of signature`);
  }
  return type;
}

/** @throws VerifierError an XML_ or OFD_ code */
export function readSignatureFile(bytes: Uint8Array, path: string): SignatureFile {
  const root = readRoot(bytes, 'Signature');
  const signed = one(root, 'SignedInfo');
  const folder = folderOf(path);
  const method = textOrNull(signed, 'SignatureMethod');
  if (method !== null && method !== sm2WithSm3) {
    refuseOfd('OFD_SIGNATURE_METHOD_UNKNOWN', `'${method}' is not SM2 with SM3`);
  }
  const provider = one(signed, 'Provider');
  const time = textOrNull(signed, 'SignatureDateTime');
  const seal = optional(signed, 'Seal');
  return {
    provider: {
      name: attribute(provider, 'ProviderName'),
      version: attributeOrNull(provider, 'Version'),
      company: attributeOrNull(provider, 'Company'),
    },
    time: time === null ? null : readSignatureTime(time),
    parameters: parametersOf(signed),
    references: referencesOf(one(signed, 'References'), folder),
    stamps: all(signed, 'StampAnnot').map(stampOf),
    seal: seal && resolveLocation(folder, textOf(one(seal, 'BaseLoc'))),
    signedValue: resolveLocation(folder, textOf(one(root, 'SignedValue'))),
  };
}

function parametersOf(signed: XmlElement): SignatureFile['parameters'] {
  const parameters = optional(signed, 'Parameters');
  if (parameters === null) return [];
  return all(parameters, 'Parameter').map((element) => ({
    name: attribute(element, 'Name'),
    type: attributeOrNull(element, 'Type'),
    value: textOf(element),
  }));
}

/** Without a name of the digest it would be MD5 by the standard. */
function referencesOf(element: XmlElement, folder: string): readonly SignedReference[] {
  const method = attributeOrNull(element, 'CheckMethod');
  if (!sm3Names.has(method)) {
    refuseOfd('OFD_DIGEST_METHOD_UNKNOWN', `'${method ?? ''}' is not SM3`);
  }
  const elements = all(element, 'Reference');
  if (elements.length > maximumReferences) refuseOfd('OFD_VALUE_INVALID', 'too many references');
  const seen = new Set<string>();
  return elements.map((reference) => {
    const path = resolveLocation(folder, attribute(reference, 'FileRef'));
    if (seen.has(path)) refuseOfd('OFD_REFERENCE_TWICE', `'${path}' stands twice`);
    seen.add(path);
    return { path, digest: digestOf(textOf(one(reference, 'CheckValue'))) };
  });
}

function digestOf(text: string): Uint8Array {
  try {
    const digest = decodeBase64(text);
    if (digest.length === 32) return digest;
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
  }
  return refuseOfd('OFD_VALUE_INVALID', 'a check value is not 32 bytes in base64');
}

function stampOf(element: XmlElement): Stamp {
  const clip = attributeOrNull(element, 'Clip');
  return {
    id: attribute(element, 'ID'),
    pageId: readId(element, 'PageRef'),
    boundary: readBox(attribute(element, 'Boundary')),
    clip: clip === null ? null : readBox(clip),
  };
}
