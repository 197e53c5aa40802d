import { readFile } from 'node:fs/promises';
import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { replaceFile } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import type { BlockPosition } from './watch-blocks.js';

/**
 * A block position in a file of its own, as a line of number and last hash: replaced whole and on disk before `save`
 * resolves.
 */
export function positionFile(path: string): BlockPosition & Required<Pick<BlockPosition, 'hash'>> {
  const read = async (): Promise<{ next: number; hash: Uint8Array | null }> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return { next: 0, hash: null };
    const [, next, hash] = /^(0|[1-9][0-9]{0,14}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
    if (next === undefined || hash === undefined) {
      throw new GatewayError('BLOCK_POSITION_UNREADABLE', `${path} holds no block number and hash`);
    }
    return { next: Number(next), hash: fromHex(hash) };
  };
  return {
    load: async () => (await read()).next,
    hash: async () => (await read()).hash,
    save: (next, hash) => replaceFile(path, `${next} ${toHex(hash)}\n`),
  };
}
