import { VerifierError } from '../errors.js';

/** What a leaf of a log stands for. The numbers are on the wire. */
export const entryKind = {
  /** A licence credential (COSE_Sign1). */
  licence: 1,
  /** An electronic seal (SESeal, DER). */
  seal: 2,
  /** A sealed document (SES_Signature, DER). */
  sealedDocument: 3,
  /** An annotated copy (加注件). */
  annotatedCopy: 4,
  /** A status statement. */
  status: 5,
} as const;
export type EntryKind = (typeof entryKind)[keyof typeof entryKind];

/** kind (1) ‖ SM3 of the issuing certificate (32) ‖ SM3 of the object (32). */
export const entryLength = 65;

export interface Entry {
  readonly kind: EntryKind;
  /** SM3 of the issuing certificate of the group that logged it, filled in by the ledger. */
  readonly certificate: Uint8Array;
  /** SM3 of the object. */
  readonly object: Uint8Array;
}

export function isEntryKind(value: number): value is EntryKind {
  return Number.isInteger(value) && value >= entryKind.licence && value <= entryKind.status;
}

/** @throws VerifierError ENTRY_KIND_UNKNOWN, ENTRY_MALFORMED */
export function encodeEntry(entry: Entry): Uint8Array {
  if (!isEntryKind(entry.kind)) throw new VerifierError('ENTRY_KIND_UNKNOWN', 'kind is not 1 to 5');
  if (entry.certificate.length !== 32 || entry.object.length !== 32) {
    throw new VerifierError('ENTRY_MALFORMED', 'a digest is not 32 bytes');
  }
  const bytes = new Uint8Array(entryLength);
  bytes[0] = entry.kind;
  bytes.set(entry.certificate, 1);
  bytes.set(entry.object, 33);
  return bytes;
}

/** @throws VerifierError ENTRY_KIND_UNKNOWN, ENTRY_MALFORMED */
export function decodeEntry(bytes: Uint8Array): Entry {
  if (bytes.length !== entryLength) {
    throw new VerifierError('ENTRY_MALFORMED', `an entry is ${entryLength} bytes`);
  }
  const kind = bytes[0] as number;
  if (!isEntryKind(kind)) throw new VerifierError('ENTRY_KIND_UNKNOWN', 'kind is not 1 to 5');
  return { kind, certificate: bytes.subarray(1, 33), object: bytes.subarray(33) };
}
