import { VerifierError, type VerifierCode } from '../errors.js';
import { readPartName } from './part-name.js';

/** What the central directory of a zip archive says of one entry (APPNOTE 6.3.10 §4.3.12). */
export interface ZipEntry {
  /** A folder's ends with a slash. */
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** As it lies in the archive, and unpacked. */
  readonly packedSize: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the directory begins, and so the last entry ends. */
  readonly start: number;
}

/** A licence has some twenty parts, a document of a thousand pages some two thousand. */
export const maximumEntries = 10_000;
const endBytes = 22;
const headBytes = 46;

/** 1 and 2 say how hard was packed, 3 that a descriptor follows, 11 that the name is UTF-8. */
const knownFlags = 0x080e;
/** 0 encrypted, 6 strongly, 13 with a hidden directory. */
const encryptionFlags = 0x2041;
/** Times and owners (NTFS, Unix in three forms) and the mark of Java's archives: none says what an entry is or holds. */
const knownExtras: ReadonlySet<number> = new Set([0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe]);
const zip64Extra = 0x0001;

export function refuseZip(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Reads end record and central directory; nothing may stand beside them.
 * @throws VerifierError a ZIP_ code
 */
export function readZipDirectory(bytes: Uint8Array): ZipDirectory {
  const { count, start, end } = readEnd(bytes);
  if (count > maximumEntries) refuseZip('ZIP_TOO_MANY_ENTRIES', `more than ${maximumEntries}`);
  const entries: ZipEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + headBytes > end)
      refuseZip('ZIP_MALFORMED', 'the directory has fewer entries than it says');
    const { entry, next } = readHead(bytes, at, end);
    entries.push(entry);
    at = next;
  }
  if (at !== end) refuseZip('ZIP_MALFORMED', 'the directory is not as long as it says');
  return { entries, start };
}

/**
 * The end record stands at the end: a comment, or bytes behind it, is where a second archive would hide.
 */
function readEnd(bytes: Uint8Array): { count: number; start: number; end: number } {
  const end = bytes.length - endBytes;
  if (end < 0 || !isSignature(bytes, end, 5, 6)) refuseWithoutEnd(bytes);
  const view = viewOf(bytes);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    refuseZip('ZIP_64', 'the end record refers to another one of 64 bits');
  }
  checkVolume(view, end, count);
  if (start + size > end) refuseZip('ZIP_MALFORMED', 'a directory beyond its end');
  if (start + size < end) refuseBetween(bytes, start + size);
  return { count, start, end };
}

function checkVolume(view: DataView, end: number, count: number): void {
  const isOne = view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === count;
  if (!isOne) refuseZip('ZIP_MALFORMED', 'one of several volumes');
  if (view.getUint16(end + 20, true) !== 0) {
    refuseZip('ZIP_DATA_AROUND', 'a comment that is cut off');
  }
}

/** What stands between the directory and the end record. */
function refuseBetween(bytes: Uint8Array, at: number): never {
  if (isSignature(bytes, at, 6, 6)) refuseZip('ZIP_64', 'an end record of 64 bits');
  // Programs that forgive bytes before an archive look for the directory from its end.
  return refuseZip('ZIP_DATA_AROUND', 'the directory does not end where its end record begins');
}

function refuseWithoutEnd(bytes: Uint8Array): never {
  const farthest = Math.max(0, bytes.length - endBytes - 0xffff);
  for (let at = bytes.length - endBytes - 1; at >= farthest; at--) {
    if (isSignature(bytes, at, 5, 6))
      refuseZip('ZIP_DATA_AROUND', 'a comment, or bytes after the archive');
  }
  return refuseZip('ZIP_MALFORMED', 'no end record of a zip archive');
}

/** `PK` and two bytes. */
export function isSignature(bytes: Uint8Array, at: number, third: number, fourth: number): boolean {
  return (
    bytes[at] === 0x50 &&
    bytes[at + 1] === 0x4b &&
    bytes[at + 2] === third &&
    bytes[at + 3] === fourth
  );
}

function readHead(bytes: Uint8Array, at: number, end: number): { entry: ZipEntry; next: number } {
  const view = viewOf(bytes);
  if (!isSignature(bytes, at, 1, 2))
    refuseZip('ZIP_MALFORMED', 'no header where the directory has one');
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
    view.getUint16(at + field, true),
  ) as [number, number, number];
  const nameAt = at + headBytes;
  const extraAt = nameAt + nameLength;
  const next = extraAt + extraLength + commentLength;
  if (next > end) refuseZip('ZIP_MALFORMED', 'a header beyond the directory');
  if (commentLength > 0) refuseZip('ZIP_DATA_AROUND', 'an entry with a comment');
  const flags = view.getUint16(at + 8, true);
  checkFlags(flags);
  const nameBytes = bytes.subarray(nameAt, extraAt);
  const entry = {
    name: readPartName(nameBytes, (flags & 0x0800) !== 0),
    nameBytes,
    flags,
    method: methodOf(view.getUint16(at + 10, true)),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  checkExtras(bytes.subarray(extraAt, extraAt + extraLength));
  checkSizes(entry);
  if (view.getUint16(at + 34, true) !== 0) refuseZip('ZIP_MALFORMED', 'an entry on another volume');
  checkKind(entry.name, view.getUint16(at + 4, true) >> 8, view.getUint32(at + 38, true));
  return { entry, next };
}

function checkFlags(flags: number): void {
  if ((flags & encryptionFlags) !== 0) refuseZip('ZIP_ENCRYPTED', 'an encrypted entry');
  if ((flags & ~knownFlags) !== 0) refuseZip('ZIP_FLAGS_UNKNOWN', `flags ${flags.toString(16)}`);
}

function methodOf(method: number): number {
  // 99 is AES, whose extra field would say so too.
  if (method === 99) refuseZip('ZIP_ENCRYPTED', 'an encrypted entry');
  if (method !== 0 && method !== 8) refuseZip('ZIP_METHOD_UNKNOWN', `method ${method}`);
  return method;
}

/** @throws VerifierError ZIP_64, ZIP_EXTRA_UNKNOWN: one could give the entry another name (0x7075) or other sizes */
export function checkExtras(extra: Uint8Array): void {
  const view = viewOf(extra);
  let at = 0;
  while (at < extra.length) {
    if (at + 4 > extra.length) refuseZip('ZIP_EXTRA_UNKNOWN', 'extra fields that are cut off');
    const id = view.getUint16(at, true);
    if (id === zip64Extra) refuseZip('ZIP_64', 'sizes of 64 bits');
    if (!knownExtras.has(id)) refuseZip('ZIP_EXTRA_UNKNOWN', `extra field ${id.toString(16)}`);
    at += 4 + view.getUint16(at + 2, true);
  }
  if (at !== extra.length) refuseZip('ZIP_EXTRA_UNKNOWN', 'an extra field beyond the others');
}

function checkSizes({ packedSize, size, offset }: ZipEntry): void {
  if (packedSize === 0xffffffff || size === 0xffffffff || offset === 0xffffffff) {
    refuseZip('ZIP_64', 'an entry refers to sizes of 64 bits');
  }
}

/** @param system - who made it: 3 Unix, 19 macOS, whose mode stands in the upper half of the attributes */
function checkKind(name: string, system: number, attributes: number): void {
  const kind = system === 3 || system === 19 ? attributes >>> 28 : 0;
  const isFolder = name.endsWith('/');
  // 8 a file, 4 a folder, 0 nothing said; 10 would be a symbolic link.
  const isRight = kind === 0 || kind === (isFolder ? 4 : 8);
  if (!isRight)
    refuseZip('ZIP_NOT_A_FILE', `'${name}' is a link, a device, or not what its name says`);
}
