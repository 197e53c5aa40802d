import { expect, it } from '@jest/globals';
import { administrationConfiguration, peerConfiguration } from '../../src/configuration/peer.js';
import { organisationFiles } from '../../src/layout.js';
import { peerNodes } from '../../src/nodes.js';
import { sampleTopology } from '../../src/topology.js';
import { first } from '../fixtures/first.js';

const nodes = peerNodes(sampleTopology({ basePort: 20_000 }));
const documents = nodes.map((node) =>
  peerConfiguration(node, organisationFiles('/net', node.organisation.name)),
);

/** All strings in a document. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

it('a peer listens on loopback only, each on ports of its own', () => {
  const addresses = documents.map((document) =>
    strings(document).filter((text) => /:\d+$/.test(text)),
  );
  for (const address of addresses.flat()) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  const [first, second] = addresses.map((each) => new Set(each));
  expect([...(first ?? [])].some((address) => second?.has(address))).toBe(false);
});

it('settings that other releases or defaults would get wrong', () => {
  expect(documents[0]).toMatchObject({
    peer: {
      localMspId: 'ApprovalMSP',
      chaincodeListenAddress: '127.0.0.1:20041',
      tls: { enabled: true },
      gossip: { useLeaderElection: false, orgLeader: true, externalEndpoint: '127.0.0.1:20040' },
    },
    vm: { endpoint: '' },
    chaincode: {
      startuptimeout: '5s',
      externalBuilders: [
        {
          environmentWhitelist: ['YINZHAO_CHAINCODE_CONNECTIONS'],
          propagateEnvironment: ['YINZHAO_CHAINCODE_CONNECTIONS'],
        },
      ],
    },
    operations: { listenAddress: '127.0.0.1:20042' },
    metrics: { provider: 'prometheus' },
  });
});

it("the administrator's configuration points to the organisation's own peer", () => {
  const files = organisationFiles('/net', 'approval');
  expect(administrationConfiguration(first(nodes), files, '/net/admin')).toMatchObject({
    peer: {
      address: '127.0.0.1:20040',
      localMspId: 'ApprovalMSP',
      mspConfigPath: '/net/admin',
      tls: { enabled: true, rootcert: { file: files.msp + '/tlscacerts/tlsca.pem' } },
    },
  });
});
