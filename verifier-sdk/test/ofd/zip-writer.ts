// Writes zip archives as they should be, and as they should not: every field can be another one than it would be.
import { deflateRawSync } from 'node:zlib';
import { concatBytes, encodeUtf8 } from '../../src/format/bytes.js';
import { crc32 } from '../../src/ofd/crc32.js';

/** What a header says; where nothing else is given, the truth. */
export interface HeaderFields {
  readonly name?: string | Uint8Array;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly packedSize?: number;
  readonly size?: number;
  readonly extra?: Uint8Array;
}

export interface WrittenEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** As they lie there, in place of the content stored or deflated. */
  readonly packed?: Uint8Array;
  /** Both headers. */
  readonly fields?: HeaderFields;
  readonly local?: HeaderFields;
  readonly central?: HeaderFields & {
    readonly offset?: number;
    readonly comment?: string;
    readonly madeBy?: number;
    readonly attributes?: number;
    readonly volume?: number;
  };
  /** Behind the data. */
  readonly descriptor?: Uint8Array;
  /** Before the local header. */
  readonly gap?: Uint8Array;
  readonly isUnlisted?: boolean;
  readonly isMissing?: boolean;
}

export interface WrittenEnd {
  readonly count?: number;
  readonly countHere?: number;
  readonly size?: number;
  readonly start?: number;
  readonly comment?: string;
  readonly before?: Uint8Array;
  readonly afterDirectory?: Uint8Array;
  readonly after?: Uint8Array;
}

export function littleEndian(
  ...fields: readonly (readonly [value: number, bytes: number])[]
): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, bytes]) =>
      Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256),
    ),
  );
}

const signature = (third: number, fourth: number): Uint8Array =>
  Uint8Array.of(0x50, 0x4b, third, fourth);

/** CRC, packed and real size as they are, with the signature that vendors write. */
export function descriptorOf(
  packed: Uint8Array,
  bytes: Uint8Array,
  crc = crc32(bytes),
): Uint8Array {
  const sizes = littleEndian([crc, 4], [packed.length, 4], [bytes.length, 4]);
  return concatBytes(signature(7, 8), sizes);
}

export function writeZip(entries: readonly WrittenEntry[], end: WrittenEnd = {}): Uint8Array {
  const locals: Uint8Array[] = [end.before ?? new Uint8Array()];
  const heads: Uint8Array[] = [];
  let at = locals[0]?.length ?? 0;
  for (const entry of entries) {
    const {
      name,
      bytes,
      isDeflated = false,
      packed = isDeflated ? deflateRawSync(bytes) : bytes,
    } = entry;
    const truth: Required<HeaderFields> = {
      name,
      flags: /^[\x20-\x7e]*$/.test(name) ? 0 : 0x0800,
      method: isDeflated ? 8 : 0,
      crc: crc32(bytes),
      packedSize: packed.length,
      size: bytes.length,
      extra: new Uint8Array(),
      ...entry.fields,
    };
    const gap = entry.gap ?? new Uint8Array();
    const local = entry.isMissing
      ? gap
      : concatBytes(
          gap,
          localHeader({ ...truth, ...entry.local }),
          packed,
          entry.descriptor ?? new Uint8Array(),
        );
    if (!entry.isUnlisted) heads.push(centralHeader(truth, entry.central ?? {}, at + gap.length));
    locals.push(local);
    at += local.length;
  }
  const directory = concatBytes(...heads);
  const count = end.count ?? heads.length;
  const record = concatBytes(
    signature(5, 6),
    littleEndian(
      [0, 4],
      [end.countHere ?? count, 2],
      [count, 2],
      [end.size ?? directory.length, 4],
      [end.start ?? at, 4],
      [end.comment?.length ?? 0, 2],
    ),
    encodeUtf8(end.comment ?? ''),
  );
  const none = new Uint8Array();
  return concatBytes(...locals, directory, end.afterDirectory ?? none, record, end.after ?? none);
}

const nameBytesOf = (name: string | Uint8Array): Uint8Array =>
  typeof name === 'string' ? encodeUtf8(name) : name;

/** Version, flags, method, a time of 1980-01-01, sizes, lengths. */
function common({
  flags,
  method,
  crc,
  packedSize,
  size,
  name,
  extra,
}: Required<HeaderFields>): Uint8Array {
  return littleEndian(
    [20, 2],
    [flags, 2],
    [method, 2],
    [0, 2],
    [0x21, 2],
    [crc, 4],
    [packedSize, 4],
    [size, 4],
    [nameBytesOf(name).length, 2],
    [extra.length, 2],
  );
}

function localHeader(fields: Required<HeaderFields>): Uint8Array {
  return concatBytes(signature(3, 4), common(fields), nameBytesOf(fields.name), fields.extra);
}

function centralHeader(
  truth: Required<HeaderFields>,
  central: NonNullable<WrittenEntry['central']>,
  at: number,
): Uint8Array {
  const {
    offset = at,
    comment = '',
    madeBy = 20,
    attributes = 0,
    volume = 0,
    ...changed
  } = central;
  const fields = { ...truth, ...changed };
  return concatBytes(
    signature(1, 2),
    littleEndian([madeBy, 2]),
    common(fields),
    littleEndian([comment.length, 2], [volume, 2], [0, 2], [attributes, 4], [offset, 4]),
    nameBytesOf(fields.name),
    fields.extra,
    encodeUtf8(comment),
  );
}
