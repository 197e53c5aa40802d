import { VerifierError } from '../errors.js';
import { compareBytes, concatBytes } from './bytes.js';
import { decodeCbor, encodeCbor, type CborValue } from './cbor.js';
import { decodeCheckpoint, type Checkpoint } from './checkpoint.js';
import { decodeCosignature } from './cosignature.js';
import { arrayShape } from './shape.js';
import type { NoteSignature, SignedNote } from './signed-note.js';

/** What a witness added to the checkpoint. */
export interface Cosig {
  /** First 4 bytes of the key's digest, as in the note. */
  readonly keyId: Uint8Array;
  /** The witness's own clock, Unix milliseconds. */
  readonly time: number;
  /** SM2, r ‖ s. */
  readonly signature: Uint8Array;
}

/** That a log holds a leaf, and who says so. The root is not in it: it follows from leaf and path. */
export interface Receipt {
  /** First 4 bytes of the digest of the log's key. */
  readonly logKeyId: Uint8Array;
  readonly leafIndex: number;
  /** Leaves of the tree that the path leads up in. */
  readonly size: number;
  /** Hashes from the leaf's sibling upwards. */
  readonly path: readonly Uint8Array[];
  /** Of the checkpoint, Unix milliseconds. */
  readonly time: number;
  /** As in a {@link Checkpoint}. */
  readonly status: { readonly sequence: number; readonly digest: Uint8Array };
  readonly trust: { readonly version: number; readonly digest: Uint8Array };
  /** SM2, r ‖ s, over the checkpoint's text. */
  readonly logSignature: Uint8Array;
  /** In ascending order of key id, each once. */
  readonly cosignatures: readonly Cosig[];
  /** Where the seal of the document stands under the same checkpoint. */
  readonly documentSeal: LeafPlace | null;
}

/** Where a leaf stands in a log, and the hashes from its sibling upwards. */
export interface LeafPlace {
  readonly leafIndex: number;
  readonly path: readonly Uint8Array[];
}

const hashLength = 32;
/** A tree of 2^53 leaves is no higher. */
const maximumPath = 53;
/** key id (4) ‖ time behind the note's (4, signed) ‖ signature (64). */
const cosigLength = 72;
const maximumCosignatures = 15;

function malformed(message: string): never {
  throw new VerifierError('RECEIPT_MALFORMED', message);
}

/** @throws VerifierError RECEIPT_MALFORMED or a CBOR_ code */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { status, trust, documentSeal } = receipt;
  const cosignatures = [...receipt.cosignatures]
    .sort((a, b) => compareBytes(a.keyId, b.keyId))
    .map((cosig) => packCosig(cosig, receipt.time));
  const seal = documentSeal && [documentSeal.leafIndex, packPath(documentSeal.path)];
  const bytes = encodeCbor([
    receipt.logKeyId,
    receipt.leafIndex,
    receipt.size,
    packPath(receipt.path),
    receipt.time,
    status.sequence,
    status.digest,
    trust.version,
    trust.digest,
    receipt.logSignature,
    concatBytes(...cosignatures),
    seal,
  ]);
  decodeReceipt(bytes);
  return bytes;
}

/**
 * Structure only: who signed it is judged by {@link verify}.
 * @throws VerifierError RECEIPT_MALFORMED or a CBOR_ code
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const shape = arrayShape('RECEIPT_MALFORMED', decodeCbor(bytes), 12);
  const logKeyId = shape.bytes('log key id', 4);
  const leafIndex = shape.count('leaf index');
  const size = shape.count('size');
  const path = unpackPath(shape.bytes('path'));
  const time = shape.count('time');
  const receipt = {
    logKeyId,
    leafIndex,
    size,
    path,
    time,
    status: { sequence: shape.count('status sequence'), digest: shape.bytes('status digest', 32) },
    trust: { version: shape.count('trust version'), digest: shape.bytes('trust digest', 32) },
    logSignature: shape.bytes('log signature', 64),
    cosignatures: unpackCosigs(shape.bytes('cosignatures'), time),
    documentSeal: sealFromCbor(shape.item()),
  };
  check(receipt);
  return receipt;
}

function check({ leafIndex, size, documentSeal }: Receipt): void {
  if (leafIndex >= size) malformed('the leaf is not below the size');
  if (documentSeal === null) return;
  if (documentSeal.leafIndex >= size) malformed('the document seal is not below the size');
  if (documentSeal.leafIndex === leafIndex) malformed('one leaf is not licence and document seal');
}

function sealFromCbor(value: CborValue): LeafPlace | null {
  if (value === null) return null;
  const shape = arrayShape('RECEIPT_MALFORMED', value, 2);
  return { leafIndex: shape.count('leaf index'), path: unpackPath(shape.bytes('path')) };
}

function packPath(path: readonly Uint8Array[]): Uint8Array {
  if (path.some(({ length }) => length !== hashLength)) malformed('a hash is not 32 bytes');
  return concatBytes(...path);
}

function unpackPath(bytes: Uint8Array): readonly Uint8Array[] {
  const hashes = records(bytes, hashLength, 'path');
  return hashes.length <= maximumPath ? hashes : malformed(`a path of more than ${maximumPath}`);
}

function records(bytes: Uint8Array, length: number, name: string): readonly Uint8Array[] {
  if (bytes.length % length !== 0) malformed(`${name} has a record cut off`);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) parts.push(bytes.subarray(at, at + length));
  return parts;
}

function packCosig({ keyId, time, signature }: Cosig, noteTime: number): Uint8Array {
  if (keyId.length !== 4) malformed('a key id is not 4 bytes');
  if (signature.length !== 64) malformed('a cosignature is not 64 bytes');
  const delay = time - noteTime;
  // A witness signs within minutes of the note: 32 bits of milliseconds are 24 days.
  if (delay !== (delay | 0)) malformed('a witness signed at quite another time than the log');
  const behind = new Uint8Array(4);
  new DataView(behind.buffer).setInt32(0, delay);
  return concatBytes(keyId, behind, signature);
}

function unpackCosigs(bytes: Uint8Array, noteTime: number): readonly Cosig[] {
  const cosigs = records(bytes, cosigLength, 'cosignatures').map((record): Cosig => {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const time = noteTime + view.getInt32(4);
    if (!Number.isSafeInteger(time) || time < 0) malformed('a time is not Unix milliseconds');
    return { keyId: record.subarray(0, 4), time, signature: record.subarray(8) };
  });
  if (cosigs.length < 1 || cosigs.length > maximumCosignatures) {
    malformed(`not 1 to ${maximumCosignatures} cosignatures`);
  }
  cosigs.forEach(({ keyId }, i) => {
    const before = cosigs[i - 1];
    if (before && compareBytes(before.keyId, keyId) >= 0) malformed('key ids are not in order');
  });
  return cosigs;
}

/**
 * The checkpoint that the receipt's signatures are about; encodeCheckpoint gives its text.
 * @param origin - name of the log whose key id the receipt names
 * @param root - recomputed from leaf and path
 */
export function checkpointOf(receipt: Receipt, origin: string, root: Uint8Array): Checkpoint {
  const { size, time, status, trust } = receipt;
  return { origin, size, root, time, status, trust };
}

/**
 * A receipt under a note that was signed and cosigned.
 * @param chosen - signature lines of the witnesses that are to stand in the receipt
 * @throws VerifierError RECEIPT_MALFORMED, CHECKPOINT_MALFORMED, COSIGNATURE_MALFORMED
 */
export function receiptFrom(
  note: SignedNote,
  place: LeafPlace,
  chosen: readonly NoteSignature[],
  documentSeal: LeafPlace | null = null,
): Receipt {
  const { origin, size, time, status, trust } = decodeCheckpoint(note.text);
  const log = note.signatures.find(({ name }) => name === origin);
  if (!log) return malformed('the note is not signed by its log');
  const cosignatures = chosen
    .map(({ keyId, signature }): Cosig => ({ keyId, ...decodeCosignature(signature) }))
    .sort((a, b) => compareBytes(a.keyId, b.keyId));
  const receipt = {
    logKeyId: log.keyId,
    ...place,
    size,
    time,
    status,
    trust,
    logSignature: log.signature,
    cosignatures,
    documentSeal,
  };
  return decodeReceipt(encodeReceipt(receipt));
}
