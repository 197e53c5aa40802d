import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import { watchCommits, type Commit, type CommitWatch } from './commit-watch.js';
import { endorse, type Endorsed } from './endorse.js';
import {
  openFabricChannel,
  type FabricChannel,
  type LedgerIdentity,
  type Proposal,
} from './fabric-channel.js';
import { createOrder, type Order } from './order.js';
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

export interface LedgerTimeouts {
  /** The own peer has to show its newest block. */
  readonly openMs: number;
  /** A peer has to answer a proposal. */
  readonly endorseMs: number;
  /** An orderer has to take a transaction. */
  readonly orderMs: number;
  /** After this time without commit the same envelope is sent again: orderers lose what they had not written. */
  readonly resendMs: number;
  /** How often it is sent before the answer is "not known". */
  readonly sends: number;
}

const usualTimeouts: LedgerTimeouts = {
  openMs: 30_000,
  endorseMs: 10_000,
  orderMs: 3000,
  resendMs: 2000,
  sends: 15,
};

export interface Committed {
  readonly answer: Uint8Array;
  readonly transactionId: string;
  /** Number of the block. */
  readonly block: number;
}

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
   * @throws LedgerError a refusal; GatewayError LEDGER_TIMEOUT where the fate is not known: look it up or send again
   */
  readonly submit: (name: string, parameters: readonly Uint8Array[]) => Promise<Committed>;
  /** Every block from the stored position on, in order, across outages. */
  readonly watch: (position: BlockPosition, handler: BlockHandler) => Promise<BlockWatch>;
  readonly peers: FabricChannel['peers'];
  readonly close: () => void;
}

/** Peers commit a few milliseconds apart: one that is behind answers differently until it has caught up. */
const divergencePausesMs = [5, 10, 20, 40, 80, 160, 320, 640];
/** A conflict with another writer, or with an upgrade of the chaincode in between: endorse anew. */
const conflictRetries = 5;
const conflictCodes: readonly string[] = ['MVCC_READ_CONFLICT', 'PHANTOM_READ_CONFLICT'];

/** @throws GatewayError LEDGER_ACCESS_DENIED, LEDGER_UNAVAILABLE */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const channel = await openFabricChannel(options.profile, options.identity, options.channel);
  return ledgerOn(channel, options);
}

/** The ledger over a channel that is open already. */
export async function ledgerOn(
  channel: FabricChannel,
  options: Pick<LedgerOptions, 'chaincode' | 'endorsements' | 'timeouts'>,
): Promise<Ledger> {
  const { chaincode, endorsements } = options;
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  const commits = watchCommits(channel);
  const order = createOrder(channel);
  const propose = (called: string, parameters: readonly Uint8Array[]): Proposal =>
    channel.propose(chaincode, called, parameters);
  await startWithin(timeouts.openMs, commits).catch((error: unknown) => {
    commits.close();
    channel.close();
    throw error;
  });
  return {
    chaincode,
    peers: channel.peers,
    query: async (called, parameters, peer) => {
      const asked = channel.peers
        .filter((one) => peer === undefined || one.name === peer)
        .slice(0, 1);
      const options = { needed: 1, timeoutMs: timeouts.endorseMs };
      return resultOf(await endorse(propose(called, parameters), asked, options)).result;
    },
    submit: async (called, parameters) => {
      for (let attempt = 0; ; attempt++) {
        const proposal = await endorseEqually(() => propose(called, parameters), channel, {
          needed: endorsements,
          timeoutMs: timeouts.endorseMs,
        });
        const commit = await commitOne(proposal, { commits, order, timeouts });
        if (commit.code === 'VALID') return { ...proposal, block: commit.block };
        if (!conflictCodes.includes(commit.code)) throw invalid(commit, proposal);
        if (attempt === conflictRetries) throw conflict(commit, proposal);
      }
    },
    watch: (position, handler) => watchBlocks(channel, position, handler),
    close: () => {
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

interface EndorsedProposal {
  readonly transactionId: string;
  readonly answer: Uint8Array;
  readonly envelope: Buffer;
}

function resultOf(endorsed: Endorsed): Extract<Endorsed, { kind: 'endorsed' }> {
  if (endorsed.kind === 'refused') throw endorsed.refusal;
  return endorsed;
}

async function endorseEqually(
  propose: () => Proposal,
  { peers }: FabricChannel,
  options: { readonly needed: number; readonly timeoutMs: number },
): Promise<EndorsedProposal> {
  for (const pauseMs of [...divergencePausesMs, null]) {
    try {
      const proposal = propose();
      const { result, endorsers } = resultOf(await endorse(proposal, peers, options));
      const envelope = proposal.envelope(endorsers);
      return { transactionId: proposal.transactionId, answer: result, envelope };
    } catch (error) {
      const differs = error instanceof GatewayError && error.code === 'LEDGER_DIVERGENT';
      if (!differs || pauseMs === null) throw error;
      await sleep(pauseMs);
    }
  }
  throw new Error('unreachable: the last round returns or throws');
}

interface CommitParts {
  readonly commits: CommitWatch;
  readonly order: Order;
  readonly timeouts: LedgerTimeouts;
}

async function commitOne(
  { transactionId, envelope }: EndorsedProposal,
  { commits, order, timeouts }: CommitParts,
): Promise<Commit> {
  const committed = commits.wait(transactionId);
  // It may be rejected while an orderer is being asked.
  committed.catch(() => undefined);
  const stop = new AbortController();
  let taken = false;
  try {
    for (let sent = 0; sent < timeouts.sends; sent++) {
      taken = (await orderAgain(order, envelope, timeouts.orderMs, taken)) || taken;
      const pause = sleep(timeouts.resendMs, null, { signal: stop.signal }).catch(() => null);
      const commit = await Promise.race([committed, pause]);
      if (commit) return commit;
    }
  } finally {
    stop.abort();
    commits.forget(transactionId);
  }
  throw new GatewayError('LEDGER_TIMEOUT', 'no commit was seen; the transaction may still come', {
    transactionId,
  });
}

/** What was taken once may come: a refusal of the same envelope afterwards does not decide its fate. */
async function orderAgain(
  order: Order,
  envelope: Buffer,
  timeoutMs: number,
  taken: boolean,
): Promise<boolean> {
  try {
    return await order(envelope, timeoutMs);
  } catch (error) {
    if (taken) return false;
    throw error;
  }
}

function invalid({ code, block }: Commit, { transactionId }: EndorsedProposal): GatewayError {
  const message = `block ${block} holds the transaction as ${code}`;
  return new GatewayError('LEDGER_INVALID', message, { transactionId });
}

function conflict({ code }: Commit, { transactionId }: EndorsedProposal): GatewayError {
  const message = `others wrote at the same time ${conflictRetries + 1} times: ${code}`;
  return new GatewayError('LEDGER_CONFLICT', message, { transactionId });
}
