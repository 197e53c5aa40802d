import { equalBytes } from '../format/bytes.js';
import { crc32 } from './crc32.js';
import type { Inflate } from './inflate.js';
import { partNameKey } from './part-name.js';
import {
  checkExtras,
  isSignature,
  readZipDirectory,
  refuseZip,
  viewOf,
  type ZipEntry,
} from './zip-directory.js';

/** The files of a package by their paths, in the order of its directory. */
export type Parts = ReadonlyMap<string, Uint8Array>;

const mebibyte = 1 << 20;
/** As large as any file that is read here. */
export const maximumArchiveBytes = 64 * mebibyte;
/** Of all parts together, unpacked. */
export const maximumUnpackedBytes = 128 * mebibyte;
const maximumPartBytes = 64 * mebibyte;
/** XML of thousands of equal lines comes to 100, a white bitmap to 1,000: below a mebibyte nothing is a bomb. */
const maximumRatio = 200;
const ratioFrom = mebibyte;

const localBytes = 30;
const descriptorBytes = 16;

/**
 * Unpacks a zip archive that can be read in one way only: the entries lie side by side from its first byte to the
 * directory, each with a local header that says the same, and nothing lies between, before or behind. Folders are left
 * out. Sizes are judged before anything is unpacked, and never exceeded.
 * @throws VerifierError a ZIP_ code
 */
export function unzip(bytes: Uint8Array, inflate: Inflate): Parts {
  if (bytes.length > maximumArchiveBytes) refuseZip('ZIP_TOO_LARGE', 'more than 64 MiB');
  const { entries, start } = readZipDirectory(bytes);
  checkNames(entries);
  checkBounds(entries);
  const placed = place(bytes, entries, start);
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const part = unpack(entry, placed.get(entry) as Uint8Array, inflate);
    if (!entry.name.endsWith('/')) parts.set(entry.name, part);
  }
  return parts;
}

/** Also that no file has the name of a folder that another one lies in. */
function checkNames(entries: readonly ZipEntry[]): void {
  const files = new Set<string>();
  const all = new Set<string>();
  for (const { name } of entries) {
    const key = partNameKey(name);
    if (all.has(key)) refuseZip('ZIP_ENTRY_TWICE', `'${name}' stands twice`);
    all.add(key);
    if (!name.endsWith('/')) files.add(key);
  }
  for (const key of all) {
    for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) {
      const folder = key.slice(0, at);
      if (files.has(folder)) refuseZip('ZIP_ENTRY_TWICE', `'${folder}' is a file and a folder`);
    }
  }
}

function checkBounds(entries: readonly ZipEntry[]): void {
  let total = 0;
  for (const { name, size, packedSize } of entries) {
    total += size;
    if (size > maximumPartBytes || total > maximumUnpackedBytes) {
      refuseZip('ZIP_TOO_LARGE', `'${name}' is beyond 64 MiB, or with the others beyond 128 MiB`);
    }
    if (size > ratioFrom && size > packedSize * maximumRatio) {
      refuseZip(
        'ZIP_RATIO_TOO_HIGH',
        `'${name}' unpacks to more than ${maximumRatio} times its size`,
      );
    }
  }
}

/** The packed bytes of each entry, where entries lie side by side. */
function place(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  start: number,
): ReadonlyMap<ZipEntry, Uint8Array> {
  const placed = new Map<ZipEntry, Uint8Array>();
  let at = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < at) refuseZip('ZIP_OVERLAP', `'${entry.name}' overlaps another entry`);
    if (entry.offset > at) refuseGap(bytes, at, start);
    const dataAt = checkLocalHeader(bytes, entry, start);
    const dataEnd = dataAt + entry.packedSize;
    const hasDescriptor = (entry.flags & 8) !== 0;
    at = dataEnd + (hasDescriptor ? descriptorBytes : 0);
    if (at > start) refuseZip('ZIP_OVERLAP', `'${entry.name}' overlaps the directory`);
    if (hasDescriptor) checkDescriptor(bytes, entry, dataEnd);
    placed.set(entry, bytes.subarray(dataAt, dataEnd));
  }
  if (at < start) refuseGap(bytes, at, start);
  return placed;
}

function refuseGap(bytes: Uint8Array, at: number, start: number): never {
  if (at < start && isSignature(bytes, at, 3, 4)) {
    refuseZip('ZIP_ENTRY_UNLISTED', `an entry at ${at} that the directory does not name`);
  }
  return refuseZip(
    at === 0 ? 'ZIP_DATA_AROUND' : 'ZIP_GAP',
    `bytes at ${at} that belong to no entry`,
  );
}

/** @returns where the packed bytes begin */
function checkLocalHeader(bytes: Uint8Array, entry: ZipEntry, start: number): number {
  const { offset, name } = entry;
  if (offset + localBytes > start || !isSignature(bytes, offset, 3, 4)) {
    refuseZip('ZIP_ENTRY_MISSING', `'${name}' is not where the directory says`);
  }
  const view = viewOf(bytes);
  const nameEnd = offset + localBytes + view.getUint16(offset + 26, true);
  const dataAt = nameEnd + view.getUint16(offset + 28, true);
  if (dataAt > start) refuseZip('ZIP_OVERLAP', `'${name}' overlaps the directory`);
  const isSame =
    view.getUint16(offset + 6, true) === entry.flags &&
    view.getUint16(offset + 8, true) === entry.method &&
    equalBytes(bytes.subarray(offset + localBytes, nameEnd), entry.nameBytes) &&
    hasSizes(view, offset + 14, entry);
  if (!isSame) refuseZip('ZIP_HEADERS_DIFFER', `'${name}' is another one in its own header`);
  checkExtras(bytes.subarray(nameEnd, dataAt));
  return dataAt;
}

/** Where a descriptor follows, a writer that streams leaves them 0, and one that knew them writes them (APPNOTE §4.4.4). */
function hasSizes(view: DataView, at: number, entry: ZipEntry): boolean {
  const said = [0, 4, 8].map((field) => view.getUint32(at + field, true));
  const isZero = (entry.flags & 8) !== 0 && said.every((value) => value === 0);
  return isZero || said.every((value, i) => value === [entry.crc, entry.packedSize, entry.size][i]);
}

/**
 * Java's writers and those after them put the optional signature before it; without one a reader that streams cannot tell
 * it from data. For the same reason stored entries have none.
 */
function checkDescriptor(bytes: Uint8Array, entry: ZipEntry, at: number): void {
  const view = viewOf(bytes);
  const isRight =
    entry.method === 8 &&
    isSignature(bytes, at, 7, 8) &&
    [entry.crc, entry.packedSize, entry.size].every(
      (value, i) => view.getUint32(at + 4 + 4 * i, true) === value,
    );
  if (!isRight) refuseZip('ZIP_DESCRIPTOR_WRONG', `'${entry.name}' has another data descriptor`);
}

function unpack(entry: ZipEntry, packed: Uint8Array, inflate: Inflate): Uint8Array {
  const { name, method, size, crc } = entry;
  if (name.endsWith('/') && size !== 0)
    refuseZip('ZIP_NOT_A_FILE', `the folder '${name}' has content`);
  const part = method === 8 ? inflate(packed, size) : packed;
  if (part?.length !== size) refuseZip('ZIP_SIZE_WRONG', `'${name}' does not unpack to its size`);
  if (crc32(part) !== crc) refuseZip('ZIP_CHECKSUM_WRONG', `'${name}' has another checksum`);
  return part;
}
