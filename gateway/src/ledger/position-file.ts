import { readFile } from 'node:fs/promises';
import { replaceFile } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import type { BlockPosition } from './watch-blocks.js';

/** A block position in a file of its own: replaced whole and on disk before `save` resolves. */
export function positionFile(path: string): BlockPosition {
  return {
    load: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '0\n';
        throw error;
      });
      if (!/^(?:0|[1-9][0-9]{0,14})\n$/.test(text)) {
        throw new GatewayError('BLOCK_POSITION_UNREADABLE', `${path} holds no block number`);
      }
      return Number(text);
    },
    save: (next) => replaceFile(path, `${next}\n`),
  };
}
