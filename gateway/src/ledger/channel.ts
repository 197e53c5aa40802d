import type { LedgerBlock } from './fabric-messages.js';

/** An identity of the Fabric network, as PEM texts. */
export interface LedgerIdentity {
  readonly mspId: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Peer {
  readonly name: string;
  readonly mspId: string;
}

/** What a peer says to a proposal. */
export interface PeerAnswer {
  readonly peer: Peer;
  /** 200: endorsed. 500: refused by the chaincode, or the peer could not run it. */
  readonly status: number;
  readonly message: string;
  /** What the peer's signature covers: proposal, answer, event, reads and writes. Compared between peers. */
  readonly payload: Uint8Array;
  /** What the chaincode answered, taken from the payload. */
  readonly result: Uint8Array;
  /** Who has signed the payload; null where nobody has, as under a refusal. */
  readonly endorsement: PeerSignature | null;
}

export interface PeerSignature {
  /** The signer, as Fabric's messages name it. */
  readonly endorser: Uint8Array;
  /** Over payload ‖ endorser. */
  readonly signature: Uint8Array;
}

/** A proposal under one transaction id, signed once and the same for every peer. */
export interface Proposal {
  readonly transactionId: string;
  /** @throws Error where the peer does not answer in time or refuses the proposal itself */
  readonly ask: (peer: Peer, timeoutMs: number) => Promise<PeerAnswer>;
  /** The transaction with these peers' endorsements, signed. */
  readonly envelope: (endorsers: readonly Peer[]) => Envelope;
}

/** A signed transaction; opaque, and the same bytes however often it is sent. */
export type Envelope = Buffer;

export interface BlockStream {
  readonly close: () => void;
}

/** One channel of a Fabric network seen with one identity: the single calls, without judgement. */
export interface FabricChannel {
  /** Own organisation's peers first. */
  readonly peers: readonly Peer[];
  readonly orderers: readonly string[];
  readonly propose: (
    chaincode: string,
    name: string,
    parameters: readonly Uint8Array[],
  ) => Proposal;
  /**
   * @returns the orderer's status, `SUCCESS` for enqueued, and what it says to it
   * @throws Unreachable where it was not sent; after any other error the orderer may have it
   */
  readonly broadcast: (
    orderer: string,
    envelope: Envelope,
    timeoutMs: number,
  ) => Promise<{ readonly status: string; readonly info: string }>;
  /**
   * Blocks of the own organisation's peer from a number, or from the newest, on. Ends with one call of `onEnd`.
   * @param onBlock - called in order
   */
  readonly blocks: (
    start: number | 'newest',
    onBlock: (block: LedgerBlock) => void,
    onEnd: (error: Error) => void,
  ) => Promise<BlockStream>;
  readonly close: () => void;
}
