// A channel that does what a test tells it: faults that a real network shows too rarely to wait for.
import type { FabricChannel, Peer, PeerAnswer, Proposal } from '../src/ledger/channel.js';
import type { LedgerBlock, LedgerTransaction } from '../src/ledger/fabric-messages.js';
import { signedBy } from './sample-endorsement.js';

export const approval: Peer = { name: 'peer-approval', mspId: 'ApprovalMSP' };
export const police: Peer = { name: 'peer-police', mspId: 'PoliceMSP' };
export const market: Peer = { name: 'peer-market', mspId: 'MarketMSP' };

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const endorsed = (peer: Peer, payload = 'payload', result = 'result'): PeerAnswer => ({
  peer,
  status: 200,
  message: '',
  payload: text(payload),
  result: text(result),
  endorsement: signedBy(peer.mspId, text(payload)),
});

export const refused = (peer: Peer, message: string): PeerAnswer => ({
  peer,
  status: 500,
  message,
  payload: new Uint8Array(),
  result: new Uint8Array(),
  endorsement: null,
});

/** The hash of a block whose chain says so. */
const hashOf = (chain: string, number: number): Uint8Array => text(`${chain} ${number}`);

function blockOf(
  chain: string,
  number: number,
  transactions: readonly LedgerTransaction[],
): LedgerBlock {
  return {
    number,
    hash: hashOf(chain, number),
    previousHash: number === 0 ? new Uint8Array() : hashOf(chain, number - 1),
    transactions,
  };
}

export type Script = (peer: Peer) => PeerAnswer | Error;

/** A proposal whose peers answer by script; remembers whom it asked and whose endorsements it was made of. */
export function scriptedProposal(
  script: Script,
  transactionId = 'tx',
): Proposal & { asked: string[]; used: string[] } {
  const asked: string[] = [];
  const used: string[] = [];
  return {
    transactionId,
    asked,
    used,
    ask: (peer) => {
      asked.push(peer.name);
      const answer = script(peer);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    envelope: (endorsers) => {
      used.push(...endorsers.map(({ name }) => name));
      return Buffer.from(`envelope of ${transactionId}`);
    },
  };
}

export function transaction(id: string, code: string): LedgerTransaction {
  return { id, code, call: () => null };
}

export interface ScriptedChannel extends FabricChannel {
  /** Every envelope that an orderer was given, with the orderer's name. */
  readonly sent: [orderer: string, envelope: string][];
  readonly proposals: ReturnType<typeof scriptedProposal>[];
  /** Where each block stream was opened. */
  readonly opened: (number | 'newest')[];
  /** Delivers a block to the stream that is open. */
  readonly deliver: (transactions: readonly LedgerTransaction[]) => void;
  /** The network is begun anew: another chain of so many blocks. The stream that is open breaks. */
  readonly reset: (height: number) => void;
  /** Breaks the stream that is open. */
  readonly breakStream: (error: Error) => void;
}

export interface ScriptedOptions {
  readonly answers?: Script;
  /** The peer has forgotten all blocks but the newest. */
  readonly pruned?: boolean;
  /** Called for each envelope an orderer takes; what it throws is a connection failure. */
  readonly onOrder?: (
    orderer: string,
    channel: ScriptedChannel,
  ) => { status: string; info: string };
}

interface Stream {
  readonly onBlock: (block: LedgerBlock) => void;
  readonly onEnd: (error: Error) => void;
}

export function scriptedChannel({
  answers = endorsed,
  onOrder,
  pruned = false,
}: ScriptedOptions = {}): ScriptedChannel {
  let name = 'first';
  let chain: LedgerBlock[] = [blockOf(name, 0, [])];
  let count = 0;
  let stream: Stream | null = null;
  const channel: ScriptedChannel = {
    peers: [approval, police, market],
    orderers: ['orderer-1', 'orderer-2'],
    sent: [],
    opened: [],
    proposals: [],
    propose: () => {
      const proposal = scriptedProposal(answers, `tx-${++count}`);
      channel.proposals.push(proposal);
      return proposal;
    },
    broadcast: async (orderer, envelope) => {
      channel.sent.push([orderer, envelope.toString()]);
      return Promise.resolve(onOrder?.(orderer, channel) ?? { status: 'SUCCESS', info: '' });
    },
    blocks: (start, onBlock, onEnd) => {
      channel.opened.push(start);
      const own: Stream = { onBlock, onEnd };
      const close = (): void => {
        if (stream === own) stream = null;
      };
      if (start !== 'newest' && start > chain.length) {
        queueMicrotask(() => {
          onEnd(new Error('deliver status 404'));
        });
        return Promise.resolve({ close });
      }
      stream = own;
      // As a peer does: everything from the start on, at least the newest, comes at once.
      const known = pruned || start === 'newest' ? chain.slice(-1) : chain.slice(start);
      queueMicrotask(() => {
        for (const block of known) onBlock(block);
      });
      return Promise.resolve({ close });
    },
    deliver: (transactions) => {
      const block = blockOf(name, chain.length, transactions);
      chain.push(block);
      stream?.onBlock(block);
    },
    reset: (height) => {
      name += ' again';
      chain = Array.from({ length: height }, (_, i) => blockOf(name, i, []));
      channel.breakStream(new Error('the peer has gone'));
    },
    breakStream: (error) => {
      const broken = stream;
      stream = null;
      broken?.onEnd(error);
    },
    close: () => {
      stream = null;
    },
  };
  return channel;
}
