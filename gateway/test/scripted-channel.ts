// A channel that does what a test tells it: faults that a real network shows too rarely to wait for.
import type { FabricChannel, Peer, PeerAnswer, Proposal } from '../src/ledger/fabric-channel.js';
import type { LedgerBlock, LedgerTransaction } from '../src/ledger/fabric-messages.js';

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
});

export const refused = (peer: Peer, message: string): PeerAnswer => ({
  peer,
  status: 500,
  message,
  payload: new Uint8Array(),
  result: new Uint8Array(),
});

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
  /** Where each block stream was opened. */
  readonly opened: (number | 'newest')[];
  /** Delivers a block to the stream that is open. */
  readonly deliver: (transactions: readonly LedgerTransaction[]) => void;
  /** Breaks the stream that is open. */
  readonly breakStream: (error: Error) => void;
}

export interface ScriptedOptions {
  readonly answers?: Script;
  /** Called for each envelope an orderer takes; what it throws is a connection failure. */
  /** The peer has forgotten all blocks but the newest. */
  readonly pruned?: boolean;
  readonly onOrder?: (
    orderer: string,
    channel: ScriptedChannel,
  ) => { status: string; info: string };
}

export function scriptedChannel({
  answers = endorsed,
  onOrder,
  pruned = false,
}: ScriptedOptions = {}): ScriptedChannel {
  const chain: LedgerBlock[] = [{ number: 0, transactions: [] }];
  let count = 0;
  let stream: { onBlock: (block: LedgerBlock) => void; onEnd: (error: Error) => void } | null =
    null;
  const channel: ScriptedChannel = {
    peers: [approval, police, market],
    orderers: ['orderer-1', 'orderer-2'],
    sent: [],
    opened: [],
    propose: () => scriptedProposal(answers, `tx-${++count}`),
    broadcast: async (orderer, envelope) => {
      channel.sent.push([orderer, envelope.toString()]);
      return Promise.resolve(onOrder?.(orderer, channel) ?? { status: 'SUCCESS', info: '' });
    },
    blocks: (start, onBlock, onEnd) => {
      channel.opened.push(start);
      stream = { onBlock, onEnd };
      // As a peer does: everything from the start on, at least the newest, comes at once.
      const known = pruned || start === 'newest' ? chain.slice(-1) : chain.slice(start);
      queueMicrotask(() => {
        for (const block of known) onBlock(block);
      });
      return Promise.resolve({
        close: () => {
          stream = null;
        },
      });
    },
    deliver: (transactions) => {
      const block = { number: chain.length, transactions };
      chain.push(block);
      stream?.onBlock(block);
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
