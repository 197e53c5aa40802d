import { expect, it } from '@jest/globals';
import { chaincodeProcess, serverProcess } from '../src/node-process.js';
import { authorityNodes, chaincodeNodes, ordererNodes, peerNodes } from '../src/nodes.js';
import { sampleTopology } from '../src/topology.js';
import { first } from './fixtures/first.js';

const topology = sampleTopology({ basePort: 20_000 });
const binaries = {
  peer: '/bin/peer',
  orderer: '/bin/orderer',
  configtxgen: '/bin/configtxgen',
  configtxlator: '/bin/configtxlator',
  osnadmin: null,
  authority: '/bin/fabric-ca-server',
};

it.each([
  [
    first(authorityNodes(topology)),
    ['/bin/fabric-ca-server', 'start', '--home', '/net/organisations/approval/ca'],
  ],
  [first(ordererNodes(topology)), ['/bin/orderer', 'start']],
  [first(peerNodes(topology)), ['/bin/peer', 'node', 'start']],
])('each kind of server has its command and a bound on its memory', (node, command) => {
  const { plan } = serverProcess('/net', node, binaries);
  expect(plan).toMatchObject({ name: node.name, command });
  expect(plan.environment['GOMEMLIMIT']).toMatch(/^\d+MiB$/);
});

it('a chaincode service learns address, package id and TLS files', () => {
  const chaincode = {
    ...topology.chaincode,
    environment: { EXTRA: '1', CHAINCODE_ID: 'not this' },
    packageId: 'label:hash',
    sequence: 1,
    slot: 1 as const,
  };
  const { plan, ports } = chaincodeProcess(
    '/net',
    first(chaincodeNodes(topology).slice(2)),
    chaincode,
    'name',
  );
  const home = '/net/organisations/market';
  expect(ports).toEqual([20_091]);
  expect(plan).toMatchObject({
    name: 'name',
    command: topology.chaincode.command,
    environment: {
      EXTRA: '1',
      CHAINCODE_SERVER_ADDRESS: '127.0.0.1:20091',
      CHAINCODE_ID: 'label:hash',
      CORE_CHAINCODE_ADDRESS: '127.0.0.1:20091',
      CORE_CHAINCODE_ID: 'label:hash',
      CORE_CHAINCODE_TLS_KEY_FILE: `${home}/chaincode/tls/key.pem`,
      CORE_CHAINCODE_TLS_CERT_FILE: `${home}/chaincode/tls/certificate.pem`,
      CORE_CHAINCODE_TLS_CLIENT_CACERT_FILE: `${home}/ca/ca-cert.pem`,
    },
  });
});
