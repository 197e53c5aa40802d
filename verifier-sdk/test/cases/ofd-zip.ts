import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { crc32 } from '../../src/ofd/crc32.js';
import {
  descriptorOf,
  littleEndian,
  writeZip,
  type HeaderFields,
  type WrittenEnd,
  type WrittenEntry,
} from '../ofd/zip-writer.js';
import type { VerifierCode } from '../../src/errors.js';
import { accept, reject, type Case } from './case.js';

const bytes = encodeUtf8('content');
const content = toHex(bytes);
/** "a", deflated with fixed codes: written down, so that no zlib has a say in a vector. */
const packedA = Uint8Array.of(0x4b, 0x04, 0x00);
const a = encodeUtf8('a');

const entry = (name: string, more: Partial<WrittenEntry> = {}): WrittenEntry => ({
  name,
  bytes,
  ...more,
});
const deflated = (more: Partial<WrittenEntry> = {}): WrittenEntry => ({
  name: 'a',
  bytes: a,
  packed: packedA,
  fields: { method: 8 },
  ...more,
});
const zip = (entries: readonly WrittenEntry[], end?: WrittenEnd): string =>
  toHex(writeZip(entries, end));
const bad = (
  id: string,
  code: VerifierCode,
  note: string,
  entries: readonly WrittenEntry[],
  end?: WrittenEnd,
): Case => reject(id, code, note, zip(entries, end));
const named = (id: string, note: string, name: string): Case =>
  bad(`name-${id}`, 'ZIP_NAME_UNSAFE', note, [entry(name)]);
const inHeaders = (id: string, code: VerifierCode, note: string, fields: HeaderFields): Case =>
  bad(id, code, note, [entry('a', { fields })]);
const extra = (id: number, ...data: readonly number[]): Uint8Array =>
  concatBytes(littleEndian([id, 2], [data.length, 2]), Uint8Array.from(data));

const streamed = { method: 8, flags: 8 };
const zeros = { crc: 0, packedSize: 0, size: 0 };
const descriptor = descriptorOf(packedA, a);
const mebibyte = 2 ** 20;
const mode = (bits: number): { madeBy: number; attributes: number } => ({
  madeBy: 0x0314,
  attributes: bits * 2 ** 16,
});

export const zipCases: readonly Case[] = [
  accept('empty', 'no entry', zip([]), {}),
  accept('stored', 'one entry as it is', zip([entry('OFD.xml')]), { 'OFD.xml': content }),
  accept('deflated', 'one entry, deflated', zip([deflated()]), { a: toHex(a) }),
  accept('chinese-name', 'a name in UTF-8, marked so', zip([entry('附件/示例.xml')]), {
    '附件/示例.xml': content,
  }),
  accept(
    'folder',
    'folders are nothing',
    zip([{ name: 'Doc_0/', bytes: new Uint8Array() }, entry('Doc_0/a')]),
    {
      'Doc_0/a': content,
    },
  ),
  accept(
    'descriptor',
    'sizes behind the data, with signature, as streaming writers do',
    zip([deflated({ fields: streamed, local: zeros, descriptor })]),
    { a: toHex(a) },
  ),
  accept(
    'descriptor-known',
    'sizes in the local header as well',
    zip([deflated({ fields: streamed, descriptor })]),
    { a: toHex(a) },
  ),
  accept(
    'times',
    'extra fields of times and owners',
    zip([
      entry('a', {
        local: { extra: extra(0x5455, 1, 0, 0, 0, 0) },
        central: { extra: extra(0x7875, 1) },
      }),
    ]),
    { a: content },
  ),
  accept('order', 'the directory in another order than the entries', orderTurned(), {
    b: content,
    a: content,
  }),
  accept('unix-file', 'a file with its mode', zip([entry('a', { central: mode(0o100644) })]), {
    a: content,
  }),

  reject('nothing', 'ZIP_MALFORMED', 'no bytes', ''),
  reject('text', 'ZIP_MALFORMED', 'no archive', toHex(encodeUtf8('<OFD/>'.repeat(10)))),
  reject('cut-off', 'ZIP_MALFORMED', 'without its last byte', zip([entry('a')]).slice(0, -2)),
  bad('fewer-entries', 'ZIP_MALFORMED', 'two counted, one there', [entry('a')], { count: 2 }),
  bad('more-entries', 'ZIP_MALFORMED', 'one counted, two there', [entry('a'), entry('b')], {
    count: 1,
  }),
  bad('volumes', 'ZIP_MALFORMED', 'the rest is elsewhere', [entry('a')], { countHere: 0 }),
  bad('volume-entry', 'ZIP_MALFORMED', 'an entry that is elsewhere', [
    entry('a', { central: { volume: 1 } }),
  ]),
  bad('directory-beyond', 'ZIP_MALFORMED', 'a directory larger than the archive', [entry('a')], {
    size: 10_000,
  }),
  bad(
    'directory-elsewhere',
    'ZIP_MALFORMED',
    'no header where the directory begins',
    [entry('a'), entry('b')],
    {
      start: 10,
      size: 164,
    },
  ),
  bad(
    'before',
    'ZIP_DATA_AROUND',
    'bytes before the archive, with offsets that count them',
    [entry('a')],
    {
      before: Uint8Array.of(1, 2, 3),
    },
  ),
  bad(
    'before-uncounted',
    'ZIP_DATA_AROUND',
    'bytes before the archive, with offsets that do not',
    [entry('a')],
    {
      before: Uint8Array.of(1, 2, 3),
      start: 38,
    },
  ),
  bad('after', 'ZIP_DATA_AROUND', 'bytes after the archive', [entry('a')], {
    after: Uint8Array.of(1, 2, 3),
  }),
  bad('comment', 'ZIP_DATA_AROUND', 'a comment', [entry('a')], { comment: 'sample' }),
  bad('second-archive', 'ZIP_DATA_AROUND', 'another archive behind this one', [entry('a')], {
    after: writeZip([entry('b')]),
  }),
  bad(
    'comment-archive',
    'ZIP_DATA_AROUND',
    'an end record inside the comment of another',
    [entry('a')],
    {
      comment: String.fromCharCode(...writeZip([])),
    },
  ),
  bad('before-end', 'ZIP_DATA_AROUND', 'a byte between directory and end record', [entry('a')], {
    afterDirectory: Uint8Array.of(0),
  }),
  reject(
    'comment-cut',
    'ZIP_DATA_AROUND',
    'a comment that is not there',
    `${zip([entry('a')]).slice(0, -4)}0500`,
  ),
  bad('entry-comment', 'ZIP_DATA_AROUND', 'an entry with a comment', [
    entry('a', { central: { comment: 'x' } }),
  ]),
  bad('twice', 'ZIP_ENTRY_TWICE', 'one name twice', [entry('a'), entry('a')]),
  bad('twice-case', 'ZIP_ENTRY_TWICE', 'one name in two cases', [
    entry('Doc_0/A'),
    entry('doc_0/a'),
  ]),
  bad('twice-composed', 'ZIP_ENTRY_TWICE', 'one letter composed and combined', [
    entry('\u00e9'),
    entry('e\u0301'),
  ]),
  bad('twice-folder', 'ZIP_ENTRY_TWICE', 'a file and a folder', [
    entry('a'),
    { name: 'a/', bytes: new Uint8Array() },
  ]),
  bad('file-as-folder', 'ZIP_ENTRY_TWICE', 'a file inside a file', [entry('a'), entry('A/b')]),
  bad('local-only', 'ZIP_ENTRY_UNLISTED', 'an entry that the directory does not name', [
    entry('a'),
    entry('b', { isUnlisted: true }),
  ]),
  bad('local-only-first', 'ZIP_ENTRY_UNLISTED', 'the same at the beginning', [
    entry('b', { isUnlisted: true }),
    entry('a'),
  ]),
  bad('central-only', 'ZIP_ENTRY_MISSING', 'an entry of the directory alone', [
    entry('a'),
    entry('b', { isMissing: true }),
  ]),
  bad('offset-beyond', 'ZIP_ENTRY_UNLISTED', 'an entry beyond the archive', [
    entry('a', { central: { offset: 1_000_000 } }),
  ]),
  bad('names-differ', 'ZIP_HEADERS_DIFFER', 'another name in its own header', [
    entry('a', { local: { name: 'b' } }),
  ]),
  bad('methods-differ', 'ZIP_HEADERS_DIFFER', 'another method', [
    entry('a', { local: { method: 8 } }),
  ]),
  bad('sizes-differ', 'ZIP_HEADERS_DIFFER', 'another size', [entry('a', { local: { size: 1 } })]),
  bad('packed-sizes-differ', 'ZIP_HEADERS_DIFFER', 'another packed size', [
    entry('a', { local: { packedSize: 1 } }),
  ]),
  bad('checksums-differ', 'ZIP_HEADERS_DIFFER', 'another checksum', [
    entry('a', { local: { crc: 1 } }),
  ]),
  bad('flags-differ', 'ZIP_HEADERS_DIFFER', 'other flags', [entry('a', { local: { flags: 2 } })]),
  bad('sizes-zero', 'ZIP_HEADERS_DIFFER', 'no sizes, and no descriptor', [
    entry('a', { local: zeros }),
  ]),
  bad('overlap', 'ZIP_OVERLAP', 'two entries of one header', [
    entry('a'),
    entry('a2', { isMissing: true, central: { offset: 0 } }),
  ]),
  bad('overlap-directory', 'ZIP_OVERLAP', 'data beyond the entries', [
    entry('a', { fields: { packedSize: 60, size: 60 } }),
  ]),
  bad('overlap-name', 'ZIP_OVERLAP', 'an extra field beyond the entries', [
    entry('a', {
      local: { extra: extra(0x5455, ...new Array<number>(5).fill(0)) },
      packed: new Uint8Array(),
      fields: { packedSize: 7 },
    }),
  ]),
  bad('gap', 'ZIP_GAP', 'bytes between two entries', [
    entry('a'),
    entry('b', { gap: Uint8Array.of(0) }),
  ]),
  bad('gap-last', 'ZIP_GAP', 'bytes before the directory', [
    entry('a', { descriptor: Uint8Array.of(0) }),
  ]),
  inHeaders('encrypted', 'ZIP_ENCRYPTED', 'the flag of encryption', { flags: 1 }),
  inHeaders('strongly-encrypted', 'ZIP_ENCRYPTED', 'with strong encryption', { flags: 0x40 }),
  inHeaders('aes', 'ZIP_ENCRYPTED', 'the method of AES', { method: 99 }),
  inHeaders('hidden-directory', 'ZIP_ENCRYPTED', 'local headers masked', { flags: 0x2000 }),
  inHeaders('flags', 'ZIP_FLAGS_UNKNOWN', 'patched data', { flags: 0x20 }),
  inHeaders('bzip2', 'ZIP_METHOD_UNKNOWN', 'bzip2', { method: 12 }),
  inHeaders('deflate64', 'ZIP_METHOD_UNKNOWN', 'deflate64', { method: 9 }),
  inHeaders('extra-zip64', 'ZIP_64', 'sizes of 64 bits beside', {
    extra: extra(1, 0, 0, 0, 0, 0, 0, 0, 0),
  }),
  inHeaders('extra-name', 'ZIP_EXTRA_UNKNOWN', 'another name in Unicode', {
    extra: extra(0x7075, 1),
  }),
  inHeaders('extra-cut', 'ZIP_EXTRA_UNKNOWN', 'half a field', { extra: Uint8Array.of(0x55, 0x54) }),
  inHeaders('extra-long', 'ZIP_EXTRA_UNKNOWN', 'a field beyond the others', {
    extra: Uint8Array.of(0x55, 0x54, 9, 0),
  }),
  bad('extra-local', 'ZIP_EXTRA_UNKNOWN', 'only in the local header', [
    entry('a', { local: { extra: extra(0x7075, 1) } }),
  ]),
  bad('zip64-count', 'ZIP_64', 'more entries than 16 bits', [entry('a')], { count: 0xffff }),
  bad('zip64-size', 'ZIP_64', 'an entry of 64 bits', [
    entry('a', { central: { size: 0xffffffff } }),
  ]),
  bad('zip64-record', 'ZIP_64', 'an end record of 64 bits before the other', [entry('a')], {
    afterDirectory: concatBytes(Uint8Array.of(0x50, 0x4b, 6, 6), new Uint8Array(52)),
  }),
  inHeaders('code-page', 'ZIP_NAME_ENCODING', 'a name in GBK', { name: Uint8Array.of(0xca, 0xbe) }),
  inHeaders('unmarked', 'ZIP_NAME_ENCODING', 'UTF-8 that is not marked', {
    name: encodeUtf8('示'),
  }),
  inHeaders('not-utf8', 'ZIP_NAME_ENCODING', 'marked as UTF-8, and none', {
    name: Uint8Array.of(0xff),
    flags: 0x0800,
  }),
  named('empty', 'no name', ''),
  named('up', 'climbs', '../a'),
  named('up-inside', 'climbs within', 'a/../b'),
  named('dot', 'a folder that is the same', './a'),
  named('absolute', 'from the root', '/etc/a'),
  named('backslash', 'a separator of Windows', 'Doc_0\\a'),
  named('drive', 'a drive', 'C:a'),
  named('empty-segment', 'two slashes', 'a//b'),
  named('nul', 'cut off by C', 'a\0.png'),
  named('trailing-dot', 'a dot that Windows drops', 'OFD.xml.'),
  named('trailing-dot-folder', 'the same of a folder', 'Doc_0./a'),
  named('trailing-blank', 'a blank that Windows drops', 'OFD.xml '),
  named('bidi', 'an override of direction', 'a\u202egnp.xml'),
  named('long', '256 bytes', 'a'.repeat(256)),
  bad('symlink', 'ZIP_NOT_A_FILE', 'a symbolic link', [entry('a', { central: mode(0o120777) })]),
  bad('device', 'ZIP_NOT_A_FILE', 'a device', [entry('a', { central: mode(0o020600) })]),
  bad('folder-mode', 'ZIP_NOT_A_FILE', 'a folder by its mode alone', [
    entry('a', { central: mode(0o040755) }),
  ]),
  bad('folder-content', 'ZIP_NOT_A_FILE', 'a folder with content', [entry('a/')]),
  bad('many', 'ZIP_TOO_MANY_ENTRIES', '10,001 entries, as it says', [], { count: 10_001 }),
  inHeaders('large', 'ZIP_TOO_LARGE', 'an entry of more than 64 MiB', { size: 64 * mebibyte + 1 }),
  bad(
    'large-together',
    'ZIP_TOO_LARGE',
    'entries of more than 128 MiB together',
    ['a', 'b', 'c'].map((name) =>
      entry(name, { fields: { size: 50 * mebibyte, packedSize: mebibyte } }),
    ),
  ),
  inHeaders('ratio', 'ZIP_RATIO_TOO_HIGH', 'seven bytes that become a mebibyte', {
    size: mebibyte + 1,
    method: 8,
  }),
  bad('descriptor-unsigned', 'ZIP_DESCRIPTOR_WRONG', 'without signature, as long as with one', [
    deflated({
      fields: streamed,
      local: zeros,
      descriptor: concatBytes(descriptor.subarray(4), new Uint8Array(4)),
    }),
  ]),
  bad('descriptor-other', 'ZIP_DESCRIPTOR_WRONG', 'another size than in the directory', [
    deflated({
      fields: streamed,
      local: zeros,
      descriptor: descriptorOf(packedA, encodeUtf8('aa'), crc32(a)),
    }),
  ]),
  bad('descriptor-stored', 'ZIP_DESCRIPTOR_WRONG', 'of a stored entry', [
    entry('a', { fields: { flags: 8 }, local: zeros, descriptor: descriptorOf(bytes, bytes) }),
  ]),
  bad('descriptor-missing', 'ZIP_OVERLAP', 'none, and the flag', [
    deflated({ fields: streamed, local: zeros }),
  ]),
  inHeaders('stored-size', 'ZIP_SIZE_WRONG', 'stored, and longer than it lies there', { size: 8 }),
  bad('longer', 'ZIP_SIZE_WRONG', 'unpacks to more than it says', [
    deflated({ fields: { method: 8, size: 0 } }),
  ]),
  bad('shorter', 'ZIP_SIZE_WRONG', 'unpacks to less than it says', [
    deflated({ fields: { method: 8, size: 2 } }),
  ]),
  bad('stream-trailing', 'ZIP_SIZE_WRONG', 'bytes behind the stream', [
    deflated({ packed: concatBytes(packedA, Uint8Array.of(0)) }),
  ]),
  bad('stream-cut', 'ZIP_SIZE_WRONG', 'a stream that does not end', [
    deflated({ packed: packedA.subarray(0, 2) }),
  ]),
  bad('stream-reserved', 'ZIP_SIZE_WRONG', 'a block of no known kind', [
    deflated({ packed: Uint8Array.of(7) }),
  ]),
  inHeaders('checksum', 'ZIP_CHECKSUM_WRONG', 'another checksum in both headers', { crc: 1 }),
];

/** Heads of one length, so that they can change places. */
function orderTurned(): string {
  const straight = writeZip([entry('a'), entry('b')]);
  const start = 2 * (30 + 1 + bytes.length);
  const size = 46 + 1;
  const parts = [
    straight.subarray(0, start),
    straight.subarray(start + size, start + 2 * size),
    straight.subarray(start, start + size),
    straight.subarray(start + 2 * size),
  ];
  return toHex(concatBytes(...parts));
}
