import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { maximumLicenceFileBytes } from '../format/licence-file.js';
import type { UnreadCode } from './print-answer.js';

/**
 * A file out of a folder that anybody may have filled: neither waited for, as a pipe without a writer would be, nor read
 * further than to where it cannot be a licence any more.
 * @param path - bytes, since names of files need not be UTF-8
 */
export function readLicenceFrom(path: Buffer): Uint8Array | UnreadCode {
  let file: number | null = null;
  try {
    // Windows has no such flag.
    const { O_RDONLY, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
    file = openSync(path, (O_RDONLY ?? 0) | O_NONBLOCK);
    const stat = fstatSync(file);
    return stat.isFile() ? readFrom(file, stat.size) : 'FILE_NOT_REGULAR';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // What a socket answers, and a folder on Windows.
    return code === 'ENXIO' || code === 'EISDIR' ? 'FILE_NOT_REGULAR' : 'FILE_UNREADABLE';
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** One byte more than a licence may have, so that its decoder refuses it as it would refuse the whole. */
function readFrom(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(Math.min(size, maximumLicenceFileBytes + 1));
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    // It has shrunk meanwhile.
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
