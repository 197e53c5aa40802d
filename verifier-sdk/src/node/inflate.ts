import { inflateRawSync } from 'node:zlib';
import type { Inflate } from '../ofd/inflate.js';

/** Node's own zlib. */
export const nodeInflate: Inflate = (bytes, maximum) => {
  try {
    const { buffer, engine } = inflateRawSync(bytes, {
      // At least 1; an empty stream is longer than its content.
      maxOutputLength: Math.max(1, maximum),
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    // Bytes behind the stream belong to nobody.
    return engine.bytesWritten === bytes.length && buffer.length <= maximum ? buffer : null;
  } catch (error) {
    // Not a stream, cut off, or longer than that: nothing else is thrown for bytes.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return null;
    throw error;
  }
};
