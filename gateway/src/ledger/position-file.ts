import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
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
    save: async (next) => {
      const fresh = `${path}.new`;
      await writeDurably(fresh, `${next}\n`);
      await rename(fresh, path);
      await syncFolder(dirname(path));
    },
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name is on disk only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
