import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a package, with what an archive needs of it: made once where it serves many documents. */
export interface Part {
  /** ASCII, with slashes, from the root of the package. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly crc: number;
  /** The bytes as they lie in the archive: deflated, or as they are. */
  readonly packed: Uint8Array;
}

/** 1980-01-01 00:00:00, the first that the format knows: the same document has the same bytes at any time. */
const day = 0x0021;
const version = 20;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;

/** A part that is deflated; where that gains nothing, as with what is compressed already, it is stored. */
export function deflatedPart(name: string, bytes: Uint8Array): Part {
  const packed = deflateRawSync(bytes);
  return { ...storedPart(name, bytes), packed: packed.length < bytes.length ? packed : bytes };
}

/** Fonts and pictures: deflating them costs more than all the rest of a document and gains a fifth. */
export function storedPart(name: string, bytes: Uint8Array): Part {
  return { name, bytes, crc: crc32(bytes), packed: bytes };
}

/** A zip archive (APPNOTE 6.3.10) of the parts in their order, and nothing else: no comment, no extra field, no 64 bits. */
export function writeZip(parts: readonly Part[]): Buffer {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const common = commonHeader(part);
    const name = Buffer.from(part.name);
    const local = Buffer.alloc(localBytes);
    local.write('PK\x03\x04', 'latin1');
    common.copy(local, 4);
    directory.push(centralHeader(common, at), name);
    chunks.push(local, name, part.packed);
    at += localBytes + name.length + part.packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...chunks, ...directory, endRecord(parts.length, size, at)]);
}

/** What the header of an entry and its line in the directory both say. */
function commonHeader({ name, bytes, crc, packed }: Part): Buffer {
  const header = Buffer.alloc(localBytes - 4);
  header.writeUInt16LE(version, 0);
  header.writeUInt16LE(packed === bytes ? 0 : 8, 4);
  header.writeUInt16LE(day, 8);
  header.writeUInt32LE(crc, 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(bytes.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

function centralHeader(common: Buffer, at: number): Buffer {
  const header = Buffer.alloc(centralBytes);
  header.write('PK\x01\x02', 'latin1');
  header.writeUInt16LE(version, 4);
  common.copy(header, 6);
  header.writeUInt32LE(at, 42);
  return header;
}

function endRecord(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(endBytes);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return end;
}
