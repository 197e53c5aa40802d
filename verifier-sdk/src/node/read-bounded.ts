import { closeSync, openSync, readSync } from 'node:fs';
import { Misuse } from './read-words.js';

/** As much as a reader of packs takes; a licence is far smaller. */
const maximumBytes = 64 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** A file, or what a pipe or device gives until it ends, which it may never do. @throws Misuse above 64 MiB */
export function readBounded(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = new Uint8Array(chunkBytes);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(parts);
      parts.push(chunk.subarray(0, count));
      length += count;
      if (length > maximumBytes) throw new Misuse(`${path}: 超过 64 MiB · more than 64 MiB`);
    }
  } finally {
    closeSync(file);
  }
}
