import { NetworkError } from './errors.js';
import { organisationPorts, ordererPorts } from './ports.js';
import type { Organisation, Topology } from './topology.js';

/** A process of the network as the topology derives it: who runs it, what it is called, where it listens. */
export interface Node<Kind extends string, Ports> {
  kind: Kind;
  name: string;
  organisation: Organisation;
  ports: Ports;
}

export type AuthorityNode = Node<'ca', ReturnType<typeof organisationPorts>['authority']>;
export type OrdererNode = Node<'orderer', ReturnType<typeof ordererPorts>>;
export type PeerNode = Node<'peer', ReturnType<typeof organisationPorts>['peer']>;
export type ChaincodeNode = Node<'chaincode', ReturnType<typeof organisationPorts>['chaincode']>;
export type AnyNode = AuthorityNode | OrdererNode | PeerNode | ChaincodeNode;

export function authorityNodes({ organisations, basePort }: Topology): AuthorityNode[] {
  return organisations.map((organisation, index) => ({
    kind: 'ca',
    name: `ca-${organisation.name}`,
    organisation,
    ports: organisationPorts(basePort, index).authority,
  }));
}

export function ordererNodes(topology: Topology): OrdererNode[] {
  return topology.ordererOrganisations.map((name, index) => ({
    kind: 'orderer',
    name: `orderer-${name}`,
    organisation: organisationOf(topology, name),
    ports: ordererPorts(topology.basePort, index),
  }));
}

export function peerNodes({ organisations, basePort }: Topology): PeerNode[] {
  return organisations.map((organisation, index) => ({
    kind: 'peer',
    name: `peer-${organisation.name}`,
    organisation,
    ports: organisationPorts(basePort, index).peer,
  }));
}

export function chaincodeNodes({ organisations, basePort }: Topology): ChaincodeNode[] {
  return organisations.map((organisation, index) => ({
    kind: 'chaincode',
    name: `chaincode-${organisation.name}`,
    organisation,
    ports: organisationPorts(basePort, index).chaincode,
  }));
}

/** All processes, in the order in which they start. */
export function allNodes(topology: Topology): AnyNode[] {
  return [
    ...authorityNodes(topology),
    ...ordererNodes(topology),
    ...peerNodes(topology),
    ...chaincodeNodes(topology),
  ];
}

export function authorityNode(topology: Topology, organisation: string): AuthorityNode {
  return find(authorityNodes(topology), organisation);
}

export function peerNode(topology: Topology, organisation: string): PeerNode {
  return find(peerNodes(topology), organisation);
}

function find<Kind extends { organisation: Organisation }>(
  nodes: Kind[],
  organisation: string,
): Kind {
  const node = nodes.find((candidate) => candidate.organisation.name === organisation);
  return node ?? unknownOrganisation(organisation);
}

/** @throws NetworkError `ORGANISATION_UNKNOWN` */
export function organisationOf(topology: Topology, name: string): Organisation {
  const organisation = topology.organisations.find((candidate) => candidate.name === name);
  return organisation ?? unknownOrganisation(name);
}

/** Whose certificate the `peer` command of this organisation uses. */
export function administratorOf(organisation: Organisation): string {
  const administrator = organisation.identities.find(({ type }) => type === 'admin');
  return (administrator ?? unknownOrganisation(organisation.name)).name;
}

function unknownOrganisation(name: string): never {
  throw new NetworkError(
    'ORGANISATION_UNKNOWN',
    `网络中没有机构“${name}”`,
    `this network has no organisation "${name}"`,
  );
}
