import { VerifierError } from '../errors.js';
import type { Subtrees } from '../merkle/subtrees.js';
import { joinBytes } from './bytes.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { isLogName, isMemberName } from './name.js';
import { arrayShape, openShape, type Shape } from './shape.js';

const context = 'yinzhao/sync/v1';
const code = 'SYNC_PACK_MALFORMED';

/** Ten million leaves with their subtree roots and 3 % ended take about 1.5 MB. */
export const maximumPackBytes = 64 * 1024 * 1024;

/** What leads from an older tree of the log to the one of the note. */
export interface SyncProof {
  /** Size of the older tree. */
  readonly from: number;
  /** Consistency path (RFC 9162 §2.1.4) that begins with a node of the newer tree at every size. */
  readonly path: readonly Uint8Array[];
}

/** What a pack carries of one log. */
export interface SyncLog {
  /** Name of the log. */
  readonly origin: string;
  /** The latest cosigned checkpoint, a signed note. */
  readonly note: Uint8Array;
  /** Encoded status snapshot and seal list of the note's tree. */
  readonly snapshot: Uint8Array;
  readonly sealList: Uint8Array;
  /** Ascending by size. */
  readonly proofs: readonly SyncProof[];
  /** null where the pack was asked for without. */
  readonly subtrees: Subtrees | null;
}

/** What a terminal fetches, or is brought on a stick, to answer offline (`.yzs`). */
export interface SyncPack {
  readonly network: string;
  /** Encoded trust bundles, ascending by version without gaps. */
  readonly bundles: readonly Uint8Array[];
  /** Ascending by origin. */
  readonly logs: readonly SyncLog[];
}

function malformed(message: string): never {
  throw new VerifierError(code, message);
}

/** @throws VerifierError SYNC_PACK_MALFORMED or a CBOR_ code */
export function encodeSyncPack({ network, bundles, logs }: SyncPack): Uint8Array {
  const bytes = encodeCbor([context, network, bundles, logs.map(logFields)]);
  decodeSyncPack(bytes);
  return bytes;
}

function logFields({ origin, note, snapshot, sealList, proofs, subtrees }: SyncLog): CborValue {
  const paths = proofs.map(({ from, path }) => [from, joinBytes(path)]);
  return [origin, note, snapshot, sealList, paths, subtrees && subtreeFields(subtrees)];
}

export function subtreeFields({ first, before, roots, rest }: Subtrees): CborValue {
  return [first, joinBytes(before), joinBytes(roots), joinBytes(rest)];
}

/**
 * Reads the pack alone: what it carries is decoded where it is judged.
 * @throws VerifierError SYNC_PACK_MALFORMED or a CBOR_ code
 */
export function decodeSyncPack(bytes: Uint8Array): SyncPack {
  if (bytes.length > maximumPackBytes) malformed(`more than ${maximumPackBytes} bytes`);
  const shape = openShape(code, context, 3, bytes);
  const network = shape.text('network');
  if (!isMemberName(network)) malformed('network is not a name');
  const bundles = shape
    .list('bundles')
    .map((item) => (item instanceof Uint8Array ? item : malformed('a bundle is no byte string')));
  const logs = shape.list('logs').map((item) => decodeLog(arrayShape(code, item, 6), network));
  logs.forEach(({ origin }, i) => {
    if (i > 0 && (logs[i - 1] as SyncLog).origin >= origin) malformed('logs are not in order');
  });
  return { network, bundles, logs };
}

function decodeLog(shape: Shape, network: string): SyncLog {
  const origin = shape.text('origin');
  if (!isLogName(origin) || !origin.startsWith(`yinzhao/${network}/`)) {
    malformed('a log is not of this network');
  }
  return {
    origin,
    note: shape.bytes('note'),
    snapshot: shape.bytes('snapshot'),
    sealList: shape.bytes('seal list'),
    proofs: decodeProofs(shape.list('proofs')),
    subtrees: decodeSubtrees(shape.item()),
  };
}

function decodeProofs(items: readonly CborValue[]): readonly SyncProof[] {
  let previous = 0;
  return items.map((item) => {
    const pair = arrayShape(code, item, 2);
    const from = pair.count('size');
    // Nothing is ever shown from a tree without leaves.
    if (from <= previous) malformed('proofs are not in ascending order of a size above 0');
    previous = from;
    return { from, path: hashes(pair.bytes('path')) };
  });
}

/** @throws VerifierError SYNC_PACK_MALFORMED */
export function decodeSubtrees(item: CborValue): Subtrees | null {
  if (item === null) return null;
  const cut = arrayShape(code, item, 4);
  return {
    first: cut.count('first subtree'),
    before: hashes(cut.bytes('roots before')),
    roots: hashes(cut.bytes('subtree roots')),
    rest: hashes(cut.bytes('other roots')),
  };
}

function hashes(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length % 32 !== 0) malformed('a hash is cut off');
  return hashesIn(bytes);
}

/** Whole hashes only: what is cut off is for the caller to refuse. */
export function hashesIn(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}
