import { constants, deflateSync, inflateSync } from 'node:zlib';
import type { Zlib } from '../format/token-status-list.js';

/** Node's own zlib, at its highest level as the draft recommends. */
export const nodeZlib: Zlib = {
  deflate: (bytes) => deflateSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
  inflate: (bytes, maximum) => {
    try {
      const { buffer, engine } = inflateSync(bytes, {
        maxOutputLength: maximum,
        info: true,
      }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      // Bytes behind the stream belong to nobody.
      return engine.bytesWritten === bytes.length ? buffer : null;
    } catch (error) {
      // Not a stream, cut off, a wrong checksum, or longer than that: nothing else is thrown for bytes.
      if (typeof (error as NodeJS.ErrnoException).code === 'string') return null;
      throw error;
    }
  },
};
