import { GatewayError } from '../errors.js';
import type { BlockStream, FabricChannel } from './fabric-channel.js';
import type { LedgerBlock } from './fabric-messages.js';

export interface BlockFollower {
  /** Resolves with the first block; rejects where the follower ends before. */
  readonly started: Promise<void>;
  readonly close: () => void;
}

export interface FollowHandlers {
  /** Called in order, each block once; it does not throw. */
  readonly onBlock: (block: LedgerBlock) => void;
  /** The channel does not admit this identity (any more): there will be no further block. */
  readonly onDenied: (error: GatewayError) => void;
}

const shortestPauseMs = 100;
const longestPauseMs = 2000;
/** Fabric's status of a deliver service that refuses: asking again at once would be asked for ever. */
const forbidden = 'deliver status 403';

/** Reads blocks of the own peer, from the newest or from a number, and goes on by itself after outages. */
export function followBlocks(
  channel: FabricChannel,
  start: number | 'newest',
  { onBlock, onDenied }: FollowHandlers,
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
  const pause = (error: Error): void => {
    stream = null;
    if (closed) return;
    if (error.message.includes(forbidden)) {
      closed = true;
      const denied = new GatewayError('LEDGER_ACCESS_DENIED', 'no blocks for this identity', {
        cause: error,
      });
      settle.reject(denied);
      onDenied(denied);
      return;
    }
    timer = setTimeout(open, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  const open = (): void => {
    channel.blocks(next, receive, pause).then(
      (opened) => {
        if (closed) opened.close();
        else stream = opened;
      },
      (error: unknown) => {
        pause(error as Error);
      },
    );
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
