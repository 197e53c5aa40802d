import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { queueBlocks } from './block-queue.js';
import type { FabricChannel } from './channel.js';
import type { LedgerBlock } from './fabric-messages.js';

/** Where reading goes on after a restart; kept with whatever the handler makes of the blocks. */
export interface BlockPosition {
  /** Number of the next block to read; 0 at first. */
  readonly load: () => Promise<number>;
  /**
   * Hash of the block before that one, where the position keeps it; null at first. A network that was begun anew is
   * noticed by it, instead of being read on in the middle.
   */
  readonly hash?: () => Promise<Uint8Array | null>;
  /** Durable when it resolves. @param hash - of the last block read */
  readonly save: (next: number, hash: Uint8Array) => Promise<void>;
}

/** Called once per block in order; the position moves on when it resolves. A block may come again after a crash. */
export type BlockHandler = (block: LedgerBlock) => Promise<void>;

export interface BlockWatch {
  /** Resolves after `close`, with the block in hand done; rejects with what the handler or the channel threw. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

export async function watchBlocks(
  channel: FabricChannel,
  position: BlockPosition,
  handler: BlockHandler,
): Promise<BlockWatch> {
  const start = await position.load();
  let last = (await position.hash?.()) ?? null;
  const queue = queueBlocks(channel, start);
  const run = async (): Promise<void> => {
    try {
      for (let next = start; ; next++) {
        const block = await queue.take();
        if (block === null) return;
        if (block.number !== next) {
          throw historyBroken(`block ${block.number} came instead of ${next}`);
        }
        if (last !== null && !equalBytes(block.previousHash, last)) {
          throw historyBroken(`block ${next} does not follow the block that was read before it`);
        }
        await handler(block);
        await position.save(next + 1, block.hash);
        last = block.hash;
      }
    } finally {
      queue.close();
    }
  };
  const ended = run();
  // Whoever only calls `close` gets no unhandled rejection.
  ended.catch(() => undefined);
  return { ended, close: queue.close };
}

function historyBroken(message: string): GatewayError {
  return new GatewayError('LEDGER_HISTORY_BROKEN', message);
}
