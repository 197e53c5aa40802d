import { expect, it } from '@jest/globals';
import { ordererConfiguration } from '../../src/configuration/orderer.js';
import { organisationFiles } from '../../src/layout.js';
import { ordererNodes } from '../../src/nodes.js';
import { sampleTopology } from '../../src/topology.js';
import { first } from '../fixtures/first.js';

const node = first(ordererNodes(sampleTopology({ basePort: 20_000 })));
const files = organisationFiles('/net', 'approval');
const plan = { node, files, clusterRoots: ['/a.pem', '/b.pem'] };

it('2.1 starts from the system channel and has no administration listener', () => {
  const document = ordererConfiguration({ ...plan, systemGenesis: '/net/system.block' });
  expect(document).toMatchObject({
    General: { BootstrapMethod: 'file', BootstrapFile: '/net/system.block' },
  });
  // Fabric refuses keys that it does not know.
  expect(Object.keys(document)).not.toContain('Admin');
  expect(Object.keys(document)).not.toContain('ChannelParticipation');
});

it('later releases join channels over mutual TLS', () => {
  expect(ordererConfiguration({ ...plan, systemGenesis: null })).toMatchObject({
    General: { BootstrapMethod: 'none' },
    ChannelParticipation: { Enabled: true },
    Admin: {
      ListenAddress: '127.0.0.1:20001',
      TLS: { Enabled: true, ClientAuthRequired: true },
    },
  });
});

it('orderers show each other certificates, and know those of all organisations', () => {
  const certificate = '/net/organisations/approval/orderer/tls/certificate.pem';
  expect(ordererConfiguration({ ...plan, systemGenesis: null })).toMatchObject({
    General: {
      ListenAddress: '127.0.0.1',
      ListenPort: 20_000,
      TLS: { Enabled: true, Certificate: certificate },
      Cluster: { ClientCertificate: certificate, RootCAs: ['/a.pem', '/b.pem'] },
    },
  });
});
