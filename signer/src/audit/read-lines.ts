import type { FileHandle } from 'node:fs/promises';
import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { SignerError } from '../errors.js';

const chunkLength = 1024 * 1024;
/** A line about 1,000 signatures has 68 kB. */
export const maximumLine = 1024 * 1024;

/**
 * Shows each line of a file, without its newline, from the start.
 * @returns number of bytes after the last newline
 * @throws SignerError AUDIT_BROKEN where a line has no end for a megabyte
 */
export async function readLines(
  file: FileHandle,
  visit: (line: Uint8Array) => void,
): Promise<number> {
  const chunk = new Uint8Array(chunkLength);
  let rest: Uint8Array = new Uint8Array();
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunkLength, position);
    if (bytesRead === 0) return rest.length;
    position += bytesRead;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      visit(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > maximumLine) throw new SignerError('AUDIT_BROKEN', 'a line without end');
  }
}

/** What is no text is no line. */
export function decodeOrEmpty(text: Uint8Array): string {
  try {
    return decodeUtf8(text);
  } catch {
    return '';
  }
}
