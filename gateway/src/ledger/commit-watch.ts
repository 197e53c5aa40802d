import { GatewayError } from '../errors.js';
import type { FabricChannel } from './channel.js';
import { followBlocks } from './follow-blocks.js';

export interface Commit {
  /** Number of the block. */
  readonly block: number;
  /** Name of Fabric's validation code. */
  readonly code: string;
}

export interface CommitWatch {
  /** The fate of a transaction on the own peer. Ask before sending it: blocks that have passed are not looked at. */
  readonly wait: (transactionId: string) => Promise<Commit>;
  /** Stop waiting for it. */
  readonly forget: (transactionId: string) => void;
  readonly started: Promise<void>;
  readonly close: () => void;
}

interface Waiter {
  readonly resolve: (commit: Commit) => void;
  readonly reject: (error: Error) => void;
}

export function watchCommits(channel: FabricChannel): CommitWatch {
  const waiters = new Map<string, Waiter>();
  let ended: GatewayError | null = null;
  const rejectAll = (error: GatewayError): void => {
    ended = error;
    for (const waiter of waiters.values()) waiter.reject(error);
    waiters.clear();
  };
  const follower = followBlocks(channel, 'newest', {
    onEnd: rejectAll,
    onBlock: ({ number, transactions }) => {
      for (const { id, code } of transactions) {
        // The same envelope sent twice is marked so the second time; the first one's code is its fate.
        if (code === 'DUPLICATE_TXID') continue;
        waiters.get(id)?.resolve({ block: number, code });
        waiters.delete(id);
      }
    },
  });
  return {
    started: follower.started,
    wait: (transactionId) =>
      new Promise((resolve, reject) => {
        if (ended) reject(ended);
        else waiters.set(transactionId, { resolve, reject });
      }),
    forget: (transactionId) => {
      waiters.delete(transactionId);
    },
    close: () => {
      follower.close();
      rejectAll(new GatewayError('LEDGER_CLOSED', 'the ledger connection was closed'));
    },
  };
}
