import { GatewayError } from '../errors.js';
import type { BlockStream, FabricChannel } from './channel.js';
import type { LedgerBlock } from './fabric-messages.js';

export interface BlockFollower {
  /** Resolves with the first block; rejects where the follower ends before. */
  readonly started: Promise<void>;
  readonly close: () => void;
}

export interface FollowHandlers {
  /** Called in order, each block once; it does not throw. */
  readonly onBlock: (block: LedgerBlock) => void;
  /** There will be no further block: the channel does not admit this identity (any more), or its chain is shorter. */
  readonly onEnd: (error: GatewayError) => void;
}

const shortestPauseMs = 100;
const longestPauseMs = 2000;
/** Fabric's status of a deliver service that refuses: asking again at once would be asked for ever. */
const forbidden = 'deliver status 403';
/** Its status where it has no such block, and none before it that it would follow on; or no such channel, yet. */
const notFound = 'deliver status 404';

/** Reads blocks of the own peer, from the newest or from a number, and goes on by itself after outages. */
export function followBlocks(
  channel: FabricChannel,
  start: number | 'newest',
  { onBlock, onEnd }: FollowHandlers,
): BlockFollower {
  let next = start;
  let stream: BlockStream | null = null;
  let closed = false;
  let pauseMs = shortestPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let settle: { resolve: () => void; reject: (error: Error) => void };
  const started = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not wait for the start still gets no unhandled rejection.
  started.catch(() => undefined);

  const receive = (block: LedgerBlock): void => {
    // A stream that starts anew repeats its newest block.
    if (closed || (next !== 'newest' && block.number < next)) return;
    next = block.number + 1;
    pauseMs = shortestPauseMs;
    onBlock(block);
    settle.resolve();
  };
  const end = (error: GatewayError): void => {
    closed = true;
    stream?.close();
    settle.reject(error);
    onEnd(error);
  };
  const pause = (error: Error): void => {
    stream = null;
    if (closed) return;
    if (error.message.includes(forbidden)) {
      end(
        new GatewayError('LEDGER_ACCESS_DENIED', 'no blocks for this identity', { cause: error }),
      );
      return;
    }
    const reopen = error.message.includes(notFound) && next !== 'newest' ? compareHeight : open;
    timer = setTimeout(reopen, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  /** @param handle - returns whether the stream is to go on */
  const openAt = (from: number | 'newest', handle: (block: LedgerBlock) => boolean): void => {
    let left = false;
    const onEach = (block: LedgerBlock): void => {
      if (left || handle(block)) return;
      left = true;
      stream?.close();
      stream = null;
    };
    channel.blocks(from, onEach, pause).then(
      (opened) => {
        if (closed || left) opened.close();
        else stream = opened;
      },
      (error: unknown) => {
        pause(error as Error);
      },
    );
  };
  const open = (): void => {
    openAt(next, (block) => {
      receive(block);
      return true;
    });
  };
  /** Is it the block that is not there, or the channel? */
  const compareHeight = (): void => {
    openAt('newest', (block) => {
      if (closed) return false;
      if (block.number + 1 < Number(next)) {
        const message = `block ${next} is to come next, but the own peer ends with ${block.number}`;
        end(new GatewayError('LEDGER_HISTORY_BROKEN', message));
      } else {
        timer = setTimeout(open);
      }
      return false;
    });
  };
  open();
  return {
    started,
    close: () => {
      closed = true;
      clearTimeout(timer);
      stream?.close();
      settle.reject(new GatewayError('LEDGER_CLOSED', 'the ledger connection was closed'));
    },
  };
}
