import { closeSync, openSync, readSync } from 'node:fs';
import { maximumPackBytes } from '../format/sync-pack.js';
import { Misuse } from './read-words.js';

const chunkBytes = 1024 * 1024;

/**
 * A file, or what a pipe or device gives until it ends, which it may never do. No file of ours is larger than a pack.
 * @throws Misuse above 64 MiB; Node's own error, with the path, of what cannot be read
 */
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
      if (length > maximumPackBytes) throw new Misuse(`${path}: 超过 64 MiB · more than 64 MiB`);
    }
  } catch (error) {
    // Of a folder Node says at the first read what it is, and not which.
    throw Object.assign(error as Error, { path });
  } finally {
    closeSync(file);
  }
}
