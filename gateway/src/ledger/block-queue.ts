import type { FabricChannel } from './channel.js';
import type { LedgerBlock } from './fabric-messages.js';
import { followBlocks, type BlockFollower } from './follow-blocks.js';

/** Blocks as they are asked for, one after another. */
export interface BlockQueue {
  /** The next block; null after `close`. @throws GatewayError LEDGER_ACCESS_DENIED, LEDGER_HISTORY_BROKEN */
  readonly take: () => Promise<LedgerBlock | null>;
  readonly close: () => void;
}

/** Blocks held in memory for a slow reader; the stream is closed at this number and opened again at half of it. */
const longest = 64;

export function queueBlocks(channel: FabricChannel, start: number): BlockQueue {
  const queue: LedgerBlock[] = [];
  let next = start;
  let follower: BlockFollower | null = null;
  let failure: Error | null = null;
  let closed = false;
  let wake: () => void = () => undefined;

  const follow = (): void => {
    follower = followBlocks(channel, next, {
      onBlock: (block) => {
        queue.push(block);
        next = block.number + 1;
        if (queue.length >= longest) pause();
        wake();
      },
      onEnd: (error) => {
        failure = error;
        wake();
      },
    });
  };
  const pause = (): void => {
    follower?.close();
    follower = null;
  };
  follow();
  return {
    take: async () => {
      while (queue.length === 0 && failure === null && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (closed) return null;
      const block = queue.shift();
      if (block === undefined)
        throw failure ?? new Error('unreachable: an empty queue has a reason');
      if (follower === null && queue.length <= longest / 2) follow();
      return block;
    },
    close: () => {
      closed = true;
      pause();
      wake();
    },
  };
}
