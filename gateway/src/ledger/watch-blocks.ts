import { GatewayError } from '../errors.js';
import type { FabricChannel } from './fabric-channel.js';
import type { LedgerBlock } from './fabric-messages.js';
import { followBlocks, type BlockFollower } from './follow-blocks.js';

/** Where reading goes on after a restart; kept with whatever the handler makes of the blocks. */
export interface BlockPosition {
  /** Number of the next block to read; 0 at first. */
  readonly load: () => Promise<number>;
  /** Durable when it resolves. */
  readonly save: (next: number) => Promise<void>;
}

/** Called once per block in order; the position moves on when it resolves. A block may come again after a crash. */
export type BlockHandler = (block: LedgerBlock) => Promise<void>;

export interface BlockWatch {
  /** Settles when watching ends: resolves after `close`, rejects with what the handler or the channel threw. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Blocks held in memory while a handler is slow; the stream is closed above this and opened again below. */
const longestQueue = 64;

export async function watchBlocks(
  channel: FabricChannel,
  position: BlockPosition,
  handler: BlockHandler,
): Promise<BlockWatch> {
  let next = await position.load();
  const queue: LedgerBlock[] = [];
  let follower: BlockFollower | null = null;
  let working = false;
  let finish: { resolve: () => void; reject: (error: unknown) => void };
  const ended = new Promise<void>((resolve, reject) => {
    finish = { resolve, reject };
  });
  ended.catch(() => undefined);

  const stop = (): void => {
    follower?.close();
    follower = null;
    queue.length = 0;
  };
  const fail = (error: unknown): void => {
    stop();
    finish.reject(error);
  };
  const follow = (): void => {
    follower = followBlocks(channel, next + queue.length, {
      onDenied: fail,
      onBlock: (block) => {
        queue.push(block);
        if (queue.length >= longestQueue) {
          follower?.close();
          follower = null;
        }
        void work();
      },
    });
  };
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    try {
      for (let block = queue[0]; block !== undefined; block = queue[0]) {
        if (block.number !== next) throw historyBroken(block.number, next);
        await handler(block);
        await position.save(next + 1);
        next++;
        queue.shift();
      }
      if (follower === null && !finished) follow();
    } catch (error) {
      fail(error);
    } finally {
      working = false;
    }
  };
  let finished = false;
  follow();
  return {
    ended,
    close: () => {
      finished = true;
      stop();
      finish.resolve();
    },
  };
}

function historyBroken(number: number, next: number): GatewayError {
  return new GatewayError('LEDGER_HISTORY_BROKEN', `block ${number} came instead of ${next}`);
}
