import { readFileSync } from 'node:fs';
import { MSP_AUTHORITY } from './configuration/authority.js';
import { organisationFiles } from './layout.js';
import { authorityNodes, ordererNodes, organisationOf, peerNodes } from './nodes.js';
import type { AnyNode, OrdererNode, PeerNode } from './nodes.js';
import { HOST } from './ports.js';
import type { Topology } from './topology.js';

/** A connection profile as fabric-network takes it, complete for use without service discovery. */
export interface ConnectionProfile {
  name: string;
  version: string;
  client: { organization: string };
  channels: Record<string, { orderers: string[]; peers: Record<string, object> }>;
  organizations: Record<
    string,
    { mspid: string; peers: string[]; certificateAuthorities: string[] }
  >;
  orderers: Record<string, Endpoint>;
  peers: Record<string, Endpoint>;
  certificateAuthorities: Record<string, Endpoint & { caName: string }>;
}

export interface Endpoint {
  url: string;
  tlsCACerts: { pem: string };
  grpcOptions?: Record<string, string>;
}

/** The network as one organisation's client sees it: its own peer first. */
export function connectionProfile(
  topology: Topology,
  folder: string,
  organisation: string,
): ConnectionProfile {
  const own = organisationOf(topology, organisation);
  const orderers = ordererNodes(topology);
  const peers = peerNodes(topology).sort(
    (a, b) => Number(b.organisation.name === own.name) - Number(a.organisation.name === own.name),
  );
  const endpoint = (scheme: string, node: AnyNode, port: number): Endpoint => ({
    url: `${scheme}://${HOST}:${port}`,
    tlsCACerts: {
      pem: readFileSync(organisationFiles(folder, node.organisation.name).tlsRoot, 'utf8'),
    },
  });
  const grpc = (node: OrdererNode | PeerNode): Endpoint => ({
    ...endpoint('grpcs', node, node.ports.listen),
    // The certificates name 127.0.0.1 as well, but TLS may ask for names only, and Node warns.
    grpcOptions: { 'ssl-target-name-override': 'localhost' },
  });
  return {
    name: `yinzhao-${topology.channel}-${own.name}`,
    version: '1.0.0',
    client: { organization: own.mspId },
    channels: {
      [topology.channel]: {
        orderers: orderers.map(({ name }) => name),
        peers: named(peers, () => ({
          endorsingPeer: true,
          chaincodeQuery: true,
          ledgerQuery: true,
          eventSource: true,
        })),
      },
    },
    organizations: Object.fromEntries(
      topology.organisations.map(({ name, mspId }) => [
        mspId,
        { mspid: mspId, peers: [`peer-${name}`], certificateAuthorities: [`ca-${name}`] },
      ]),
    ),
    orderers: named(orderers, grpc),
    peers: named(peers, grpc),
    certificateAuthorities: named(authorityNodes(topology), (node) => ({
      ...endpoint('https', node, node.ports.listen),
      caName: MSP_AUTHORITY,
    })),
  };
}

function named<N extends AnyNode, T>(nodes: N[], value: (node: N) => T): Record<string, T> {
  return Object.fromEntries(nodes.map((node) => [node.name, value(node)]));
}
