import { expect, it } from '@jest/globals';
import {
  administratorOf,
  allNodes,
  authorityNode,
  organisationOf,
  peerNode,
} from '../src/nodes.js';
import { fourOrgTopology, MAX_ORGANISATIONS, PORT_RANGE, sampleTopology } from '../src/topology.js';
import type { Topology } from '../src/topology.js';
import { first } from './fixtures/first.js';

/** As many of everything as a topology may have. */
function largest(): Topology {
  const pattern = first(sampleTopology().organisations);
  const organisations = Array.from({ length: MAX_ORGANISATIONS }, (_, index) => ({
    ...pattern,
    name: `org${index}`,
    mspId: `Org${index}MSP`,
  }));
  const ordererOrganisations = organisations.slice(1).map(({ name }) => name);
  return { ...sampleTopology(), organisations, ordererOrganisations };
}

it('a peer, a CA and a chaincode service per organisation, and the orderers', () => {
  expect(allNodes(sampleTopology()).map(({ name }) => name)).toEqual([
    'ca-approval',
    'ca-police',
    'ca-market',
    'orderer-approval',
    'peer-approval',
    'peer-police',
    'peer-market',
    'chaincode-approval',
    'chaincode-police',
    'chaincode-market',
  ]);
  expect(allNodes(fourOrgTopology())).toHaveLength(15);
});

it.each([sampleTopology(), fourOrgTopology(), largest()])(
  'no port is used twice, and all lie in the range',
  (topology) => {
    const ports = allNodes(topology).flatMap((node) => Object.values<number>(node.ports));
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(topology.basePort);
    expect(Math.max(...ports)).toBeLessThan(topology.basePort + PORT_RANGE);
  },
);

it('what belongs to an organisation is found by its name', () => {
  const topology = sampleTopology();
  expect(peerNode(topology, 'market').name).toBe('peer-market');
  expect(authorityNode(topology, 'police').organisation.mspId).toBe('PoliceMSP');
  expect(administratorOf(organisationOf(topology, 'police'))).toBe('admin');
  expect(() => organisationOf(topology, 'nobody')).toThrow(
    expect.objectContaining({ code: 'ORGANISATION_UNKNOWN' }),
  );
  expect(() => peerNode(topology, 'nobody')).toThrow(
    expect.objectContaining({ code: 'ORGANISATION_UNKNOWN' }),
  );
});
