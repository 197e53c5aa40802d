import { expect, it } from '@jest/globals';
import { checkTopology, fourOrgTopology, sampleTopology } from '../src/topology.js';
import type { Topology } from '../src/topology.js';
import { first } from './fixtures/first.js';

it('the samples can be built', () => {
  for (const topology of [
    sampleTopology(),
    fourOrgTopology(),
    sampleTopology({ basePort: 30_000 }),
  ]) {
    expect(() => {
      checkTopology(topology);
    }).not.toThrow();
  }
});

it('three organisations share one orderer, four share three', () => {
  expect(sampleTopology().organisations.map(({ mspId }) => mspId)).toEqual([
    'ApprovalMSP',
    'PoliceMSP',
    'MarketMSP',
  ]);
  expect(sampleTopology().ordererOrganisations).toEqual(['approval']);
  expect(fourOrgTopology().organisations[3]).toMatchObject({
    name: 'housing',
    mspId: 'HousingMSP',
  });
  expect(fourOrgTopology().ordererOrganisations).toHaveLength(3);
});

it('every organisation of the sample has a registrar and a gateway', () => {
  for (const { identities } of sampleTopology().organisations) {
    expect(identities).toEqual([
      { name: 'admin', type: 'admin', attributes: { 'yinzhao.role': 'registrar' } },
      { name: 'gateway', type: 'client', attributes: { 'yinzhao.role': 'gateway' } },
    ]);
  }
});

it('options replace single settings and leave the others', () => {
  const topology = sampleTopology({
    basePort: 20_000,
    channel: 'trial',
    blocks: { maxMessages: 500 },
    chaincode: { name: 'key-value' },
  });
  expect(topology).toMatchObject({
    basePort: 20_000,
    channel: 'trial',
    blocks: { maxMessages: 500, timeoutMs: 20, tickMs: 100 },
    chaincode: { name: 'key-value', endorsements: 2 },
  });
});

const refusals: [string, (topology: Topology) => void][] = [
  ['channel name', (topology) => (topology.channel = 'Licence')],
  ['0 organisations', (topology) => (topology.organisations = [])],
  [
    'two organisations of one name',
    ({ organisations }) => organisations.push(first(organisations)),
  ],
  ['of one MSP id', ({ organisations }) => (first(organisations).mspId = 'PoliceMSP')],
  ['organisation name', ({ organisations }) => (first(organisations).name = '../x')],
  ['MSP id', ({ organisations }) => (first(organisations).mspId = "A'MSP")],
  ['no admin identity', ({ organisations }) => first(organisations).identities.shift()],
  [
    'two identities',
    ({ organisations }) => {
      const { identities } = first(organisations);
      identities.push(first(identities));
    },
  ],
  ['identity name', ({ organisations }) => (first(first(organisations).identities).name = 'a/b')],
  ['an even number of orderers', (topology) => topology.ordererOrganisations.push('police')],
  ['unknown organisation "nobody"', (topology) => (topology.ordererOrganisations = ['nobody'])],
  ['base port 80', (topology) => (topology.basePort = 80)],
  ['base port 23000.5', (topology) => (topology.basePort = 23_000.5)],
  ['base port 65400', (topology) => (topology.basePort = 65_400)],
  ['label', ({ chaincode }) => (chaincode.label = 'a b')],
  ['chaincode "', ({ chaincode }) => (chaincode.name = '-x')],
  ['version', ({ chaincode }) => (chaincode.version = '1 0')],
  ['4 endorsements by 3', ({ chaincode }) => (chaincode.endorsements = 4)],
  ['empty chaincode command', ({ chaincode }) => (chaincode.command = [])],
];

it.each(refusals)('refuses %s', (what, spoil) => {
  const topology = structuredClone(sampleTopology());
  spoil(topology);
  expect(() => {
    checkTopology(topology);
  }).toThrow(
    expect.objectContaining({
      code: 'TOPOLOGY_INVALID',
      message: expect.stringContaining(what),
    }),
  );
});
