import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import { askAgain } from './ask-again.js';
import type { FabricChannel, LedgerIdentity, Proposal } from './channel.js';
import { watchCommits, type CommitWatch } from './commit-watch.js';
import { endorse } from './endorse.js';
import { openFabricChannel } from './fabric-channel.js';
import { createOrder } from './order.js';
import { createSubmit, resultOf, type Committed, type SubmitTimeouts } from './submit.js';
import {
  watchBlocks,
  type BlockHandler,
  type BlockPosition,
  type BlockWatch,
} from './watch-blocks.js';

export interface LedgerOptions {
  /** Connection profile: peers, orderers, TLS roots. */
  readonly profile: object;
  readonly identity: LedgerIdentity;
  readonly channel: string;
  readonly chaincode: string;
  /** Organisations whose peers have to endorse. */
  readonly endorsements: number;
  readonly timeouts?: Partial<LedgerTimeouts>;
}

export interface LedgerTimeouts extends SubmitTimeouts {
  /** The own peer has to show its newest block. */
  readonly openMs: number;
}

const usualTimeouts: LedgerTimeouts = {
  openMs: 30_000,
  endorseMs: 10_000,
  orderMs: 3000,
  resendMs: 2000,
  sends: 15,
};

/** The ledger as one organisation's gateway sees it. */
export interface Ledger {
  readonly chaincode: string;
  /**
   * Asks one peer, the own one unless named; changes nothing.
   * @throws LedgerError a refusal; GatewayError LEDGER_UNAVAILABLE and others
   */
  readonly query: (
    name: string,
    parameters: readonly Uint8Array[],
    peer?: string,
  ) => Promise<Uint8Array>;
  /**
   * Endorsed by enough organisations, compared, ordered, and committed on the own peer when it resolves.
   * @throws LedgerError a refusal; GatewayError LEDGER_TIMEOUT where the fate is not known, and any other code. Where it
   * names a transaction, that one was sent and may have been committed: look it up or send again
   */
  readonly submit: (name: string, parameters: readonly Uint8Array[]) => Promise<Committed>;
  /** Every block from the stored position on, in order, across outages, until the watch or the ledger is closed. */
  readonly watch: (position: BlockPosition, handler: BlockHandler) => Promise<BlockWatch>;
  readonly peers: FabricChannel['peers'];
  /** Ends its watches too, each when it is done with the block in hand. */
  readonly close: () => void;
}

/** @throws GatewayError LEDGER_ACCESS_DENIED, LEDGER_PROFILE_WRONG, LEDGER_UNAVAILABLE */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const channel = await openFabricChannel(options.profile, options.identity, options.channel);
  return ledgerOn(channel, options);
}

/** The ledger over a channel that is open already; closes it where it cannot be used, and with the ledger. */
export async function ledgerOn(
  channel: FabricChannel,
  options: Pick<LedgerOptions, 'chaincode' | 'endorsements' | 'timeouts'>,
): Promise<Ledger> {
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  try {
    const commits = watchCommits(channel);
    await startWithin(timeouts.openMs, commits).catch((error: unknown) => {
      commits.close();
      throw error;
    });
    return ledgerWith(channel, commits, options, timeouts);
  } catch (error) {
    channel.close();
    throw error;
  }
}

function ledgerWith(
  channel: FabricChannel,
  commits: CommitWatch,
  { chaincode, endorsements }: Pick<LedgerOptions, 'chaincode' | 'endorsements'>,
  timeouts: LedgerTimeouts,
): Ledger {
  const { peers } = channel;
  const submit = createSubmit({
    peers,
    needed: endorsements,
    commits,
    order: createOrder(channel),
    timeouts,
  });
  const propose = (called: string, parameters: readonly Uint8Array[]): Proposal =>
    channel.propose(chaincode, called, parameters);
  const watches = new Set<BlockWatch>();
  let closed = false;
  return {
    chaincode,
    peers,
    query: async (called, parameters, peer) => {
      const asked = peers.filter((one) => peer === undefined || one.name === peer).slice(0, 1);
      const options = { needed: 1, timeoutMs: timeouts.endorseMs };
      return askAgain(
        async () => resultOf(await endorse(propose(called, parameters), asked, options)).result,
      );
    },
    submit: (called, parameters) => submit(() => propose(called, parameters)),
    watch: async (position, handler) => {
      const watch = await watchBlocks(channel, position, handler);
      watches.add(watch);
      watch.ended.catch(() => undefined).finally(() => watches.delete(watch));
      if (closed) watch.close();
      return watch;
    },
    close: () => {
      closed = true;
      watches.forEach((watch) => {
        watch.close();
      });
      commits.close();
      channel.close();
    },
  };
}

async function startWithin(openMs: number, commits: CommitWatch): Promise<void> {
  const stop = new AbortController();
  const late = sleep(openMs, 'late', { signal: stop.signal }).catch(() => null);
  const first = await Promise.race([commits.started, late]).finally(() => {
    stop.abort();
  });
  if (first === 'late') {
    throw new GatewayError('LEDGER_UNAVAILABLE', `the own peer shows no block within ${openMs} ms`);
  }
}
