import { VerifierError } from '../errors.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { encodeEntry, entryKind, isEntryKind, type EntryKind } from './entry.js';
import { isLogName } from './name.js';
import { arrayShape, openShape } from './shape.js';
import { decodeStatus, encodeStatus, type StatusStatement } from './status.js';

const context = 'yinzhao/group/v1';
/** kind (1) ‖ SM3 of the object (32); the certificate is the same for the whole group. */
const recordLength = 33;

/** The most leaves a group, and a batch, may have. */
export const maximumLeaves = 4096;

/**
 * The most status statements among them. Each costs the ledger a read and a write of its own, one after another: about
 * 1.2 ms on two cores, so that these take well under a second, and a machine ten times slower still endorses in time.
 */
export const maximumStatements = 512;

export interface GroupEntry {
  /** 1 to 4: a status statement comes as a statement, so that its bytes are checked. */
  readonly kind: EntryKind;
  /** SM3 of the object. */
  readonly object: Uint8Array;
}

/** What one issuing body asks one log to hold, in this order: entries, then statements. */
export interface Group {
  readonly log: string;
  /** SM3 of the issuing certificate whose key signs the group. */
  readonly certificate: Uint8Array;
  /** Counts from 1 without gaps per log and certificate. */
  readonly number: number;
  readonly entries: readonly GroupEntry[];
  readonly statements: readonly StatusStatement[];
}

export interface SignedGroup {
  /** The encoded {@link Group}: exactly what is signed. */
  readonly group: Uint8Array;
  /** SM2, r ‖ s, by the issuing certificate's key over `group`. */
  readonly signature: Uint8Array;
}

function malformed(message: string): never {
  throw new VerifierError('GROUP_MALFORMED', message);
}

function check(group: Group): Group {
  if (!isLogName(group.log)) malformed('log is not a log name');
  if (group.number < 1) malformed('groups count from 1');
  if (group.entries.length + group.statements.length > maximumLeaves) {
    throw new VerifierError('GROUP_TOO_LARGE', `more than ${maximumLeaves} leaves`);
  }
  if (group.statements.length > maximumStatements) {
    throw new VerifierError('GROUP_TOO_LARGE', `more than ${maximumStatements} statements`);
  }
  for (const statement of group.statements) {
    if (statement.log !== group.log) malformed('a statement is about another log');
  }
  return group;
}

/** @throws VerifierError GROUP_MALFORMED, GROUP_TOO_LARGE, ENTRY_KIND_UNKNOWN, a STATUS_ or CBOR_ code */
export function encodeGroup(group: Group): Uint8Array {
  check(group);
  const records = new Uint8Array(group.entries.length * recordLength);
  group.entries.forEach((entry, i) => {
    if (entry.object.length !== 32) malformed('a digest is not 32 bytes');
    records[i * recordLength] = entry.kind;
    records.set(entry.object, i * recordLength + 1);
  });
  decodeRecords(records);
  if (group.certificate.length !== 32) malformed('certificate is not 32 bytes');
  const statements = group.statements.map(encodeStatus);
  return encodeCbor([context, group.log, group.certificate, group.number, records, statements]);
}

/** @throws VerifierError GROUP_MALFORMED, GROUP_TOO_LARGE, ENTRY_KIND_UNKNOWN, a STATUS_ or CBOR_ code */
export function decodeGroup(bytes: Uint8Array): Group {
  const shape = openShape('GROUP_MALFORMED', context, 5, bytes);
  const log = shape.text('log');
  const certificate = shape.bytes('certificate', 32);
  const number = shape.count('number');
  const entries = decodeRecords(shape.bytes('entries'));
  const statements = shape.list('statements').map((item) => {
    if (!(item instanceof Uint8Array)) malformed('a statement is not a byte string');
    return decodeStatus(item);
  });
  return check({ log, certificate, number, entries, statements });
}

function decodeRecords(records: Uint8Array): readonly GroupEntry[] {
  if (records.length % recordLength !== 0) malformed('entries are not whole records');
  const entries: GroupEntry[] = [];
  for (let at = 0; at < records.length; at += recordLength) {
    const kind = records[at] as number;
    if (!isEntryKind(kind) || kind === entryKind.status) {
      throw new VerifierError('ENTRY_KIND_UNKNOWN', 'the kind of a group entry is 1 to 4');
    }
    entries.push({ kind, object: records.subarray(at + 1, at + recordLength) });
  }
  return entries;
}

/**
 * The encoded entries a group adds to its log, in the order of their leaves.
 * @param sm3 - digest of a statement's bytes
 */
export function entriesOf(group: Group, sm3: (bytes: Uint8Array) => Uint8Array): Uint8Array[] {
  const { certificate } = group;
  const encoded = group.entries.map(({ kind, object }) =>
    encodeEntry({ kind, certificate, object }),
  );
  for (const statement of group.statements) {
    const object = sm3(encodeStatus(statement));
    encoded.push(encodeEntry({ kind: entryKind.status, certificate, object }));
  }
  return encoded;
}

/** @throws VerifierError GROUP_MALFORMED */
export function signedGroupToCbor(signed: SignedGroup): CborValue {
  if (signed.signature.length !== 64) malformed('signature is not 64 bytes');
  return [signed.group, signed.signature];
}

/** Reads the frame only; the group inside is read by {@link decodeGroup}. */
export function signedGroupFromCbor(value: CborValue): SignedGroup {
  const shape = arrayShape('GROUP_MALFORMED', value, 2);
  return { group: shape.bytes('group'), signature: shape.bytes('signature', 64) };
}
