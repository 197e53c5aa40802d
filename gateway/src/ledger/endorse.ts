import { decodeLedgerError, type LedgerError } from '@yinzhao/chaincode';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { endorsementFault } from './endorsement.js';
import type { Peer, PeerAnswer, Proposal } from './channel.js';

/** What enough organisations agree on. */
export type Endorsed =
  | { readonly kind: 'endorsed'; readonly result: Uint8Array; readonly endorsers: readonly Peer[] }
  | { readonly kind: 'refused'; readonly refusal: LedgerError };

export interface EndorseOptions {
  /** Organisations that have to give the same answer. */
  readonly needed: number;
  readonly timeoutMs: number;
  /** Peers whose endorsement is not wanted. */
  readonly without?: ReadonlySet<Peer>;
  /** Peers to ask only where the others are not enough. */
  readonly last?: ReadonlySet<Peer>;
}

const nobody: ReadonlySet<Peer> = new Set();

interface PeerFailure {
  readonly peer: Peer;
  readonly error: Error;
}

/**
 * Asks `needed` peers first and the others where those fail or differ, checks their signatures, and compares what they
 * sign byte by byte: nobody else does so before the transaction is ordered. A refusal counts only if the first peer, the own one, is among
 * those that give it: what we ask for rests on what it has shown us, and others that are some blocks behind it would
 * agree on a refusal that is out of date.
 * @throws GatewayError LEDGER_DIVERGENT, LEDGER_UNAVAILABLE, LEDGER_ACCESS_DENIED, LEDGER_IDENTITY_EXPIRED
 */
export async function endorse(
  proposal: Proposal,
  peers: readonly Peer[],
  { needed, timeoutMs, without = nobody, last = nobody }: EndorseOptions,
): Promise<Endorsed> {
  const answers: PeerAnswer[] = [];
  const failures: PeerFailure[] = [];
  const ask = async (peer: Peer): Promise<void> => {
    try {
      const answer = await proposal.ask(peer, timeoutMs);
      const fault = answer.payload.length > 0 ? endorsementFault(answer) : null;
      if (fault !== null) throw new Error(fault);
      answers.push(answer);
    } catch (error) {
      failures.push({ peer, error: error as Error });
    }
  };
  const wanted = peers.filter((peer) => !without.has(peer));
  const asked = [
    ...wanted.filter((peer) => !last.has(peer)),
    ...wanted.filter((peer) => last.has(peer)),
  ];
  await Promise.all(asked.slice(0, needed).map(ask));
  for (const peer of asked.slice(needed)) {
    const agreed = agreement(answers, peers, needed);
    if (agreed) return agreed;
    await ask(peer);
  }
  return agreement(answers, peers, needed) ?? disagreement(answers, failures, peers, needed);
}

function agreement(
  answers: readonly PeerAnswer[],
  [own]: readonly Peer[],
  needed: number,
): Endorsed | null {
  for (const first of answers) {
    const same = answers.filter((answer) => isSame(answer, first));
    const organisations = new Set(same.map(({ peer }) => peer.mspId));
    if (organisations.size < needed) continue;
    if (first.payload.length > 0) {
      return { kind: 'endorsed', result: first.result, endorsers: same.map(({ peer }) => peer) };
    }
    const refusal = decodeLedgerError(first.message);
    if (refusal && same.some(({ peer }) => peer === own)) return { kind: 'refused', refusal };
  }
  return null;
}

function isSame(one: PeerAnswer, other: PeerAnswer): boolean {
  return (
    one.status === other.status &&
    equalBytes(one.payload, other.payload) &&
    (one.payload.length > 0 || one.message === other.message)
  );
}

function disagreement(
  answers: readonly PeerAnswer[],
  failures: readonly PeerFailure[],
  [own]: readonly Peer[],
  needed: number,
): never {
  for (const { error } of failures) throwIfOwnFault(error);
  const texts = [
    ...answers.map(({ peer, status, message }) => `${peer.name}: ${status} ${message}`),
    ...failures.map(({ peer, error }) => `${peer.name}: ${error.message}`),
  ];
  const heard = answers.filter(isFromChaincode).map(({ peer }) => peer);
  const enough = new Set(heard.map(({ mspId }) => mspId)).size >= needed;
  const divergent = enough && heard.some((peer) => peer === own);
  const code = divergent || answers.some(isUpgrading) ? 'LEDGER_DIVERGENT' : 'LEDGER_UNAVAILABLE';
  throw new GatewayError(code, `fewer than ${needed} organisations agree: ${texts.join('; ')}`);
}

/** A peer that is just putting another definition of the chaincode into effect: it has it in a moment. */
function isUpgrading({ message }: PeerAnswer): boolean {
  return /chaincode definition for '[^']*' changed during invoke/.test(message);
}

function isFromChaincode({ payload, message }: PeerAnswer): boolean {
  return payload.length > 0 || decodeLedgerError(message) !== null;
}

/**
 * What a peer says of our identity; it says the same of a revoked and of an unknown one. There are no codes for these.
 * @throws GatewayError LEDGER_ACCESS_DENIED, LEDGER_IDENTITY_EXPIRED
 */
export function throwIfOwnFault(cause: Error): void {
  const { message } = cause;
  if (message.includes('identity expired')) {
    throw new GatewayError('LEDGER_IDENTITY_EXPIRED', 'the certificate has expired', { cause });
  }
  if (message.includes('access denied') || message.includes('Failed evaluating policy')) {
    throw new GatewayError('LEDGER_ACCESS_DENIED', 'the channel does not admit this identity', {
      cause,
    });
  }
}
