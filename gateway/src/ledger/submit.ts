import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import { askAgain } from './ask-again.js';
import type { Commit, CommitWatch } from './commit-watch.js';
import { endorse, type Endorsed, type EndorseOptions } from './endorse.js';
import type { FabricChannel, Peer, Proposal } from './channel.js';
import type { Order } from './order.js';

export interface SubmitTimeouts {
  /** A peer has to answer a proposal. */
  readonly endorseMs: number;
  /** An orderer has to take a transaction. */
  readonly orderMs: number;
  /** After this time without commit the same envelope is sent again: orderers lose what they had not written. */
  readonly resendMs: number;
  /** How often it is sent before the answer is "not known". */
  readonly sends: number;
}

export interface Committed {
  readonly answer: Uint8Array;
  readonly transactionId: string;
  /** Number of the block. */
  readonly block: number;
}

export interface SubmitParts {
  readonly peers: FabricChannel['peers'];
  /** Organisations that have to endorse. */
  readonly needed: number;
  readonly commits: CommitWatch;
  readonly order: Order;
  readonly timeouts: SubmitTimeouts;
}

/** Endorsed, compared, ordered, and committed on the own peer when it resolves. */
export type Submit = (propose: () => Proposal) => Promise<Committed>;

/** A conflict with another writer, or with an upgrade of the chaincode in between: endorse anew. */
const conflictRetries = 5;
const conflictCodes: readonly string[] = ['MVCC_READ_CONFLICT', 'PHANTOM_READ_CONFLICT'];
/** What the channel says of an endorser whom it has revoked, or never knew: no peer sees that of another one before. */
const policyCode = 'ENDORSEMENT_POLICY_FAILURE';
/** Ways of leaving peers out that are tried; one bad peer is found in as many as have to endorse, and one more. */
const combinationsTried = 8;

export function createSubmit(parts: SubmitParts): Submit {
  /** Whose endorsements have failed while others' did not. They are asked last from then on. */
  const suspects = new Set<Peer>();
  return async (propose) => {
    const combinations: ReadonlySet<Peer>[] = [new Set()];
    let failure: GatewayError | null = null;
    for (const without of combinations) {
      const outcome = await submitWithout(propose, parts, { without, last: suspects }).catch(
        (error: unknown) =>
          failure !== null && isTooFew(error) ? null : Promise.reject(error as Error),
      );
      if (outcome === null) continue;
      if (outcome.failure === null) {
        for (const peer of without) suspects.add(peer);
        for (const peer of outcome.endorsers) suspects.delete(peer);
        return outcome.committed;
      }
      failure ??= outcome.failure;
      for (const next of leavingOneOut(without, outcome.endorsers, parts.peers)) {
        if (combinations.length < combinationsTried) combinations.push(next);
      }
    }
    throw failure ?? new Error('unreachable: the first combination throws or fails');
  };
}

/** One of those who have endorsed is to blame: each is left out in turn, the own peer last. */
function leavingOneOut(
  without: ReadonlySet<Peer>,
  endorsers: readonly Peer[],
  [own]: readonly Peer[],
): ReadonlySet<Peer>[] {
  const suspected = [
    ...endorsers.filter((peer) => peer !== own),
    ...endorsers.filter((peer) => peer === own),
  ];
  return suspected.map((peer) => new Set([...without, peer]));
}

function isTooFew(error: unknown): boolean {
  const codes: readonly string[] = ['LEDGER_UNAVAILABLE', 'LEDGER_DIVERGENT'];
  return error instanceof GatewayError && codes.includes(error.code);
}

type Outcome =
  | {
      readonly failure: null;
      readonly committed: Committed;
      readonly endorsers: readonly Peer[];
    }
  | { readonly failure: GatewayError; readonly endorsers: readonly Peer[] };

/** @throws LedgerError; GatewayError */
async function submitWithout(
  propose: () => Proposal,
  parts: SubmitParts,
  choice: Pick<EndorseOptions, 'without' | 'last'>,
): Promise<Outcome> {
  const options = { needed: parts.needed, timeoutMs: parts.timeouts.endorseMs, ...choice };
  for (let attempt = 0; ; attempt++) {
    const proposal = await endorseEqually(propose, parts.peers, options);
    const { transactionId, answer, endorsers } = proposal;
    const commit = await commitOne(proposal, parts);
    if (commit.code === 'VALID') {
      return {
        failure: null,
        committed: { answer, transactionId, block: commit.block },
        endorsers,
      };
    }
    if (commit.code === policyCode) return { failure: invalid(commit, proposal), endorsers };
    if (!conflictCodes.includes(commit.code)) throw invalid(commit, proposal);
    if (attempt === conflictRetries) throw conflict(commit, proposal);
  }
}

interface EndorsedProposal {
  readonly transactionId: string;
  readonly answer: Uint8Array;
  readonly envelope: Buffer;
  readonly endorsers: readonly Peer[];
}

/** @throws LedgerError where enough organisations refuse */
export function resultOf(endorsed: Endorsed): Extract<Endorsed, { kind: 'endorsed' }> {
  if (endorsed.kind === 'refused') throw endorsed.refusal;
  return endorsed;
}

async function endorseEqually(
  propose: () => Proposal,
  peers: readonly Peer[],
  options: EndorseOptions,
): Promise<EndorsedProposal> {
  return askAgain(async () => {
    const proposal = propose();
    const { result, endorsers } = resultOf(await endorse(proposal, peers, options));
    const envelope = proposal.envelope(endorsers);
    return { transactionId: proposal.transactionId, answer: result, envelope, endorsers };
  });
}

async function commitOne(
  { transactionId, envelope }: EndorsedProposal,
  { commits, order, timeouts }: SubmitParts,
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
  } catch (error) {
    throw withTransaction(error as Error, transactionId);
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

/** From the first time it is sent on, whoever asked has to know what to look for. */
function withTransaction(error: Error, transactionId: string): Error {
  if (!(error instanceof GatewayError)) return error;
  return new GatewayError(error.code, error.message, { cause: error, transactionId });
}

function invalid({ code, block }: Commit, { transactionId }: EndorsedProposal): GatewayError {
  const message = `block ${block} holds the transaction as ${code}`;
  return new GatewayError('LEDGER_INVALID', message, { transactionId });
}

function conflict({ code }: Commit, { transactionId }: EndorsedProposal): GatewayError {
  const message = `others wrote at the same time ${conflictRetries + 1} times: ${code}`;
  return new GatewayError('LEDGER_CONFLICT', message, { transactionId });
}
