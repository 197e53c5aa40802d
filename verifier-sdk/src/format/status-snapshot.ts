import { VerifierError } from '../errors.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { readSet, writeSet } from './gap-code.js';
import { isLogName } from './name.js';
import { RangeReader, RangeWriter } from './range-coder.js';
import { arrayShape, openShape } from './shape.js';
import { leafStatus, type LeafStatus } from './status.js';

const context = 'yinzhao/snapshot/v1';

/** Far beyond any log; indices and chances stay exact. */
const maximumSize = 2 ** 39;
/** A decoded entry takes 9 bytes, and as little as a bit in the stream. */
const maximumEntries = 2 ** 24;
const maximumSnapshotBytes = 32 * 1024 * 1024;

/** Every status but valid, in the order of the counts on the wire. */
const classes: readonly LeafStatus[] = [
  leafStatus.suspended,
  leafStatus.revoked,
  leafStatus.annulled,
  leafStatus.expiredEarly,
  leafStatus.superseded,
];

/** A leaf that is not valid. */
export interface StatusEntry {
  readonly leafIndex: number;
  readonly status: LeafStatus;
}

/** The leaves of one log that are not valid in its tree of `size` leaves. */
export interface StatusSnapshot {
  readonly log: string;
  readonly size: number;
  /** Number of status leaves below `size`. */
  readonly sequence: number;
  /** Ascending by leaf index; a valid leaf has no entry. */
  readonly entries: readonly StatusEntry[];
}

/** A snapshot that can be asked for any leaf. */
export interface DecodedSnapshot extends StatusSnapshot {
  /** null beyond `size`: of such a leaf the snapshot knows nothing, and nothing is not "valid". */
  readonly statusAt: (leafIndex: number) => LeafStatus | null;
}

function malformed(message: string): never {
  throw new VerifierError('STATUS_SNAPSHOT_MALFORMED', message);
}

function checkHead(log: string, size: number, sequence: number, count: number): void {
  if (!isLogName(log)) malformed('log is not a log name');
  if (size > maximumSize) malformed('size is above 2^39');
  if (count > maximumEntries) malformed(`more than ${maximumEntries} entries`);
  // A status leaf has no status itself, and each entry was brought about by at least one of them.
  if (count > sequence || count + sequence > size) {
    malformed('entries and status leaves do not fit into the log');
  }
}

/** Statuses by falling number of entries, so that each later set is small. */
function peelingOrder(counts: readonly number[]): readonly LeafStatus[] {
  const countOf = (status: LeafStatus): number => counts[status - 1] as number;
  return classes
    .filter((status) => countOf(status) > 0)
    .sort((a, b) => countOf(b) - countOf(a) || a - b);
}

/** @throws VerifierError STATUS_SNAPSHOT_MALFORMED or a CBOR_ code */
export function encodeStatusSnapshot(snapshot: StatusSnapshot): Uint8Array {
  const { log, size, sequence, entries } = snapshot;
  checkHead(log, size, sequence, entries.length);
  const counts = classes.map(() => 0);
  let next = 0;
  for (const { leafIndex, status } of entries) {
    if (!classes.includes(status)) malformed('an entry has no status from 1 to 5');
    if (!Number.isSafeInteger(leafIndex) || leafIndex < next || leafIndex >= size) {
      malformed('entries are not ascending below size');
    }
    next = leafIndex + 1;
    (counts[status - 1] as number)++;
  }
  const fields: CborValue[] = [log, size, sequence, counts, encodeStream(snapshot, counts)];
  return encodeCbor([context, ...fields]);
}

function encodeStream({ size, entries }: StatusSnapshot, counts: readonly number[]): Uint8Array {
  const writer = new RangeWriter();
  const indices = entries.map(({ leafIndex }) => leafIndex);
  if (indices.length > 0) writeSet(writer, size, indices);
  let left = entries.map(({ status }) => status);
  for (const status of peelingOrder(counts)) {
    const others = [...left.keys()].filter((i) => left[i] !== status);
    if (others.length > 0) writeSet(writer, left.length, others);
    left = others.map((i) => left[i] as LeafStatus);
  }
  return writer.finish();
}

/**
 * Structure only: which checkpoint covers it, and who has signed that, is judged by {@link verify}.
 * @throws VerifierError STATUS_SNAPSHOT_MALFORMED or a CBOR_ code
 */
export function decodeStatusSnapshot(bytes: Uint8Array): DecodedSnapshot {
  if (bytes.length > maximumSnapshotBytes) malformed(`more than ${maximumSnapshotBytes} bytes`);
  const shape = openShape('STATUS_SNAPSHOT_MALFORMED', context, 5, bytes);
  const log = shape.text('log');
  const size = shape.count('size');
  const sequence = shape.count('sequence');
  const list = arrayShape('STATUS_SNAPSHOT_MALFORMED', shape.list('counts'), classes.length);
  const counts = classes.map(() => list.count('a count'));
  checkHead(log, size, sequence, sum(counts));
  const stream = shape.bytes('stream');
  // At most half of the leaves are entries, so each takes a bit or more, save what rounding takes away.
  if (sum(counts) > 9 * (stream.length + 4)) malformed('more entries than the stream has room for');
  const reader = new RangeReader(stream, malformed);
  const indices = readMembers(reader, size, sum(counts));
  const statuses = decodeStatuses(reader, counts);
  reader.finish();
  return {
    log,
    size,
    sequence,
    get entries() {
      return Array.from(indices, (leafIndex, i) => ({
        leafIndex,
        status: statuses[i] as LeafStatus,
      }));
    },
    statusAt: (leafIndex) => {
      if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= size) return null;
      const at = find(indices, leafIndex);
      return at === null ? leafStatus.valid : (statuses[at] as LeafStatus);
    },
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function readMembers(reader: RangeReader, universe: number, count: number): Float64Array {
  return count === 0 ? new Float64Array(0) : readSet(reader, universe, count);
}

function decodeStatuses(reader: RangeReader, counts: readonly number[]): Uint8Array {
  const statuses = new Uint8Array(sum(counts));
  const [most, ...fewer] = peelingOrder(counts);
  if (most === undefined) return statuses;
  statuses.fill(most);
  let left = statuses.length - (counts[most - 1] as number);
  // Places of the entries whose status is still to come.
  let places = readMembers(reader, statuses.length, left);
  for (const status of fewer) {
    for (let i = 0; i < places.length; i++) statuses[places[i] as number] = status;
    left -= counts[status - 1] as number;
    const others = readMembers(reader, places.length, left);
    // A loop, since a first load would call a function for each.
    for (let i = 0; i < others.length; i++) others[i] = places[others[i] as number] as number;
    places = others;
  }
  return statuses;
}

function find(ascending: Float64Array, value: number): number | null {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === value ? low : null;
}
