import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { organisationFiles, tlsFiles } from '../src/layout.js';
import type { Network } from '../src/network.js';
import { authorityNode, chaincodeNodes, ordererNodes, peerNode } from '../src/nodes.js';
import { newTrial } from './fixtures/trial.js';
import type { Trial } from './fixtures/trial.js';
import { probePlain, probeTls } from './fixtures/tls-probe.js';

jest.setTimeout(120_000);

let trial: Trial;
let network: Network;

beforeAll(async () => {
  trial = await newTrial();
  network = await trial.start();
});

afterAll(() => trial.clear());

function files(organisation: string) {
  return organisationFiles(trial.folder, organisation);
}

function credential(folder: string) {
  const { certificate, key } = tlsFiles(folder);
  return { cert: readFileSync(certificate), key: readFileSync(key) };
}

describe('the chaincode service', () => {
  const port = () => chaincodeNodes(network.topology)[0]?.ports[0] ?? 0;
  const ca = () => readFileSync(files('approval').tlsRoot);

  it('answers the peer of its organisation', async () => {
    const peer = credential(files('approval').peer.tls);
    await expect(probeTls(port(), { ca: ca(), ...peer })).resolves.toBe('answered');
  });

  it('refuses a client without a certificate', async () => {
    await expect(probeTls(port(), { ca: ca() })).resolves.toMatch(/certificate required/);
  });

  it('refuses the certificate of another organisation', async () => {
    const stranger = credential(files('police').peer.tls);
    await expect(probeTls(port(), { ca: ca(), ...stranger })).resolves.not.toBe('answered');
  });

  it('refuses plaintext', async () => {
    await expect(probePlain(port())).resolves.not.toBe('answered');
  });
});

it('each organisation has its own key for its chaincode service', () => {
  const keys = ['approval', 'police', 'market'].map((name) =>
    readFileSync(tlsFiles(files(name).chaincodeTls).key, 'utf8'),
  );
  expect(new Set(keys).size).toBe(3);
});

it('peers, orderers and CAs speak TLS only', async () => {
  const orderer = ordererNodes(network.topology)[0]?.ports.listen ?? 0;
  const peer = peerNode(network.topology, 'market').ports.listen;
  const authority = authorityNode(network.topology, 'market').ports.listen;
  for (const port of [orderer, peer]) {
    const ca = readFileSync(files(port === peer ? 'market' : 'approval').tlsRoot);
    await expect(probeTls(port, { ca })).resolves.toBe('answered');
    await expect(probePlain(port)).resolves.not.toBe('answered');
  }
  const ca = readFileSync(files('market').tlsRoot);
  await expect(probeTls(authority, { ca, ALPNProtocols: ['http/1.1'] })).resolves.toBe('answered');
  // A Go server tells a plaintext client in plaintext what it has done wrong.
  expect(await probePlain(authority)).not.toBe('silence');
});

it('TLS certificates and Fabric identities come from different CAs', () => {
  const { tlsRoot, mspRoot } = files('police');
  expect(readFileSync(tlsRoot, 'utf8')).not.toBe(readFileSync(mspRoot, 'utf8'));
});

it("an orderer's administration wants a certificate of its organisation", async () => {
  const port = ordererNodes(network.topology)[0]?.ports.admin ?? 0;
  const ca = readFileSync(files('approval').tlsRoot);
  const administrator = credential(files('approval').administrationTls);
  const status = await probeTls(port, { ca, ...administrator, ALPNProtocols: ['http/1.1'] });
  // Fabric 2.1 has no such listener.
  const exists = /ECONNREFUSED/.exec(status) === null;
  expect(exists).toBe(process.env['FABRIC_BIN'] !== undefined);
  if (!exists) return;
  expect(status).toBe('answered');
  const alpn = ['http/1.1'];
  await expect(probeTls(port, { ca, ALPNProtocols: alpn })).resolves.toMatch(
    /certificate required/,
  );
  const stranger = credential(files('police').peer.tls);
  await expect(probeTls(port, { ca, ...stranger, ALPNProtocols: alpn })).resolves.not.toBe(
    'answered',
  );
});
