import { VerifierError } from '../errors.js';
import { equalBytes } from './bytes.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { isLogName } from './name.js';
import { arrayShape, openShape, type Shape } from './shape.js';
import { isLeafStatus, isLegalTransition, leafStatus, type LeafStatus } from './status.js';

const context = 'yinzhao/seal-list/v1';

/** A city has some thousand seals; each takes about 75 bytes. */
const maximumSealListBytes = 16 * 1024 * 1024;

export interface SealChange {
  /** Size of the smallest tree that holds the status statement: its leaf index and one. */
  readonly treeSize: number;
  readonly status: LeafStatus;
}

export interface ListedSeal {
  readonly leafIndex: number;
  /** SM3(SESeal, DER). */
  readonly seal: Uint8Array;
  /** SM3 of the issuing certificate of the group that holds the seal's leaf. */
  readonly certificate: Uint8Array;
  /** All of them, ascending; a seal begins as valid. */
  readonly changes: readonly SealChange[];
}

/** All seals of one log in its tree of `size` leaves, with their whole history. */
export interface SealList {
  readonly log: string;
  readonly size: number;
  /** Ascending by leaf index. */
  readonly seals: readonly ListedSeal[];
}

function malformed(message: string): never {
  throw new VerifierError('SEAL_LIST_MALFORMED', message);
}

/** @throws VerifierError SEAL_LIST_MALFORMED, STATUS_VALUE_UNKNOWN or a CBOR_ code */
export function encodeSealList({ log, size, seals }: SealList): Uint8Array {
  const bytes = encodeCbor([context, log, size, seals.map(sealFields)]);
  decodeSealList(bytes);
  return bytes;
}

function sealFields({ leafIndex, seal, certificate, changes }: ListedSeal): CborValue {
  const pairs = changes.map(({ treeSize, status }) => [treeSize, status]);
  return [leafIndex, seal, certificate, pairs];
}

/** @throws VerifierError SEAL_LIST_MALFORMED, STATUS_VALUE_UNKNOWN or a CBOR_ code */
export function decodeSealList(bytes: Uint8Array): SealList {
  if (bytes.length > maximumSealListBytes) malformed(`more than ${maximumSealListBytes} bytes`);
  const shape = openShape('SEAL_LIST_MALFORMED', context, 3, bytes);
  const log = shape.text('log');
  if (!isLogName(log)) malformed('log is not a log name');
  const size = shape.count('size');
  let next = 0;
  const seals = shape.list('seals').map((value) => {
    const seal = decodeSeal(arrayShape('SEAL_LIST_MALFORMED', value, 4), size);
    if (seal.leafIndex < next) malformed('seals are not in ascending order');
    next = seal.leafIndex + 1;
    return seal;
  });
  if (next > size) malformed('a seal stands beyond the last leaf');
  return { log, size, seals };
}

function decodeSeal(shape: Shape, size: number): ListedSeal {
  const leafIndex = shape.count('leaf index');
  const seal = shape.bytes('seal', 32);
  const certificate = shape.bytes('certificate', 32);
  // A statement stands behind the leaf that it is about.
  let previous: SealChange = { treeSize: leafIndex + 1, status: leafStatus.valid };
  const changes = shape.list('changes').map((value) => {
    const pair = arrayShape('SEAL_LIST_MALFORMED', value, 2);
    const change = { treeSize: pair.count('tree size'), status: decodeStatus(pair) };
    if (change.treeSize <= previous.treeSize || change.treeSize > size) {
      malformed('changes are not in ascending order within the log');
    }
    if (!isLegalTransition(previous.status, change.status)) malformed('a change is not legal');
    previous = change;
    return change;
  });
  return { leafIndex, seal, certificate, changes };
}

function decodeStatus(shape: Shape): LeafStatus {
  const status = shape.count('status');
  if (isLeafStatus(status)) return status;
  throw new VerifierError('STATUS_VALUE_UNKNOWN', 'status is not 0 to 5');
}

/** The seal with that digest; where it was logged twice, the first one. */
export function sealByDigest(list: SealList, digest: Uint8Array): ListedSeal | null {
  return list.seals.find(({ seal }) => equalBytes(seal, digest)) ?? null;
}

/** The status that `leafIndex` was logged under: by the last change that stands before that leaf. */
export function sealStatusAt({ changes }: ListedSeal, leafIndex: number): LeafStatus {
  let status: LeafStatus = leafStatus.valid;
  for (const change of changes) if (change.treeSize <= leafIndex) status = change.status;
  return status;
}
