import './fabric-quiet.js';
import { Gateway, type X509Identity } from 'fabric-network';
import type { Channel, Endorsement, IdentityContext } from 'fabric-common';
import { GatewayError } from '../errors.js';
import type {
  BlockStream,
  Envelope,
  FabricChannel,
  LedgerIdentity,
  Peer,
  PeerAnswer,
  PeerSignature,
  Proposal,
} from './channel.js';
import { followDeliver, type DeliverStream } from './deliver.js';
import { fabricSign, type FabricSign } from './fabric-signature.js';
import { signedResult, type LedgerBlock } from './fabric-messages.js';
import { Unreachable } from './unreachable.js';

/** How long a connection may take to come up before the node counts as unreachable. */
const readyTimeoutMs = 1500;

type ProposalResponse = Awaited<ReturnType<Endorsement['send']>>['responses'][number];

/**
 * @param profile - connection profile with peers, orderers and TLS roots
 * @throws GatewayError LEDGER_PROFILE_WRONG
 */
export async function openFabricChannel(
  profile: object,
  identity: LedgerIdentity,
  channelName: string,
): Promise<FabricChannel> {
  const gateway = new Gateway();
  try {
    return await channelOf(gateway, profile, identity, channelName);
  } catch (error) {
    gateway.disconnect();
    throw error;
  }
}

async function channelOf(
  gateway: Gateway,
  profile: object,
  { mspId, certificate, privateKey }: LedgerIdentity,
  channelName: string,
): Promise<FabricChannel> {
  const x509: X509Identity = { type: 'X.509', mspId, credentials: { certificate, privateKey } };
  await gateway.connect(withReadyTimeout(profile), {
    identity: x509,
    discovery: { enabled: false },
    // Its commit listener stays dead after a submit during a peer's outage; blocks are watched here instead.
    eventHandlerOptions: { strategy: null },
    // Without this it makes a certificate of its own at every start, in JavaScript; nobody asks for it.
    tlsInfo: { certificate, key: privateKey },
  });
  const channel = (await gateway.getNetwork(channelName)).getChannel();
  const context = gateway.identityContext;
  if (!context) throw new Error('the gateway has no identity');
  const caller: Caller = { context, sign: fabricSign(privateKey) };
  const all = channel.getEndorsers().map(({ name, mspid }) => ({ name, mspId: mspid }));
  const own = all.filter((peer) => peer.mspId === mspId);
  const [home] = own;
  if (home === undefined) {
    throw new GatewayError('LEDGER_PROFILE_WRONG', `the profile has no peer of ${mspId}`);
  }
  return {
    peers: [...own, ...all.filter((peer) => peer.mspId !== mspId)],
    orderers: channel.getCommitters().map(({ name }) => name),
    propose: (chaincode, name, parameters) =>
      createProposal(channel, caller, chaincode, name, parameters),
    broadcast: async (orderer, envelope, timeoutMs) => {
      const committer = channel.getCommitter(orderer);
      await requireConnection(committer);
      const { status, info } = (await committer.sendBroadcast(envelope, timeoutMs)) as {
        status: string;
        info?: string;
      };
      return { status, info: info ?? '' };
    },
    blocks: (start, onBlock, onEnd) =>
      openBlocks(channel, caller, home.name, start, onBlock, onEnd),
    close: () => {
      gateway.disconnect();
    },
  };
}

type Node = Readonly<Record<string, unknown>> & { readonly grpcOptions?: object };

function withReadyTimeout(profile: object): Record<string, unknown> {
  const faster = (nodes: unknown): unknown =>
    Object.fromEntries(
      Object.entries((nodes ?? {}) as Record<string, Node>).map(([name, node]) => [
        name,
        {
          ...node,
          grpcOptions: { ...node.grpcOptions, 'grpc-wait-for-ready-timeout': readyTimeoutMs },
        },
      ]),
    );
  const { peers, orderers, ...rest } = profile as { peers?: unknown; orderers?: unknown };
  return { ...rest, peers: faster(peers), orderers: faster(orderers) };
}

interface Caller {
  readonly context: IdentityContext;
  readonly sign: FabricSign;
}

interface Connectable {
  readonly connected?: boolean;
  readonly name: string;
  readonly checkConnection: () => Promise<boolean>;
}

/** A node that was down when first tried is never tried again by itself. */
async function requireConnection(node: Connectable): Promise<void> {
  if (node.connected === true) return;
  if (!(await node.checkConnection())) throw new Unreachable(`${node.name} is not reachable`);
}

function createProposal(
  channel: Channel,
  { context, sign }: Caller,
  chaincode: string,
  name: string,
  parameters: readonly Uint8Array[],
): Proposal {
  const own = context.calculateTransactionId();
  const endorsement = channel.newEndorsement(chaincode);
  // The types ask for texts, the code takes Buffers as they are and would turn other arrays into text.
  const args = parameters.map((part) => Buffer.from(part)) as unknown as string[];
  endorsement.sign(sign(endorsement.build(own, { fcn: name, args, generateTransactionId: false })));
  const signed = endorsement.getSignedProposal() as Buffer;
  const responses = new Map<string, ProposalResponse>();
  return {
    transactionId: own.transactionId,
    ask: async (peer, timeoutMs) => {
      const endorser = channel.getEndorser(peer.name);
      await requireConnection(endorser);
      const response = (await endorser.sendProposal(signed, timeoutMs)) as ProposalResponse;
      responses.set(peer.name, response);
      return answerOf(peer, response);
    },
    envelope: (endorsers) => {
      const chosen = endorsers.map(({ name: peer }) => responses.get(peer));
      // Commit.build takes the payload of whichever answer came first, even a refusal: it gets the equal ones only.
      Object.assign(endorsement, { _proposalResponses: chosen });
      const commit = endorsement.newCommit();
      commit.sign(sign(commit.build(own)));
      return commit.getSignedEnvelope() as Envelope;
    },
  };
}

function answerOf(peer: Peer, response: ProposalResponse): PeerAnswer {
  const { status, message } = response.response;
  const payload = response.payload as Uint8Array | undefined;
  const endorsed = status < 400 && payload !== undefined && payload.length > 0;
  return {
    peer,
    status,
    message,
    payload: endorsed ? payload : new Uint8Array(),
    // The outer copy of the answer is not signed.
    result: endorsed ? signedResult(payload) : new Uint8Array(),
    endorsement: endorsed ? ((response.endorsement as PeerSignature | undefined) ?? null) : null,
  };
}

async function openBlocks(
  channel: Channel,
  { context, sign }: Caller,
  peer: string,
  start: number | 'newest',
  onBlock: (block: LedgerBlock) => void,
  onEnd: (error: Error) => void,
): Promise<BlockStream> {
  const own = context.calculateTransactionId();
  // The service only writes the request: its own decoding of blocks gives up at a malformed transaction, which any
  // client of the channel can place.
  const request = channel.newEventService(`blocks of ${peer}`);
  const from = start === 'newest' ? {} : { startBlock: start };
  request.sign(sign(request.build(own, { blockType: 'full', ...from })));
  const eventer = channel.client.newEventer(peer);
  eventer.setEndpoint(channel.getEndorser(peer).endpoint);
  try {
    await requireConnection(eventer);
  } catch (error) {
    // It would go on by itself, unseen, and there is one more with each attempt of an outage.
    eventer.disconnect();
    throw error;
  }
  const stop = followDeliver(
    deliverStream(eventer),
    request.getSignedEnvelope(),
    onBlock,
    (error) => {
      eventer.disconnect();
      onEnd(error);
    },
  );
  return {
    close: () => {
      stop();
      eventer.disconnect();
    },
  };
}

function deliverStream(eventer: object): DeliverStream {
  const typed = eventer as { setStreamByType(type: 'full'): void; stream: DeliverStream };
  typed.setStreamByType('full');
  return typed.stream;
}
