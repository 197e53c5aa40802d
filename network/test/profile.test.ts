import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { organisationFiles } from '../src/layout.js';
import { connectionProfile } from '../src/profile.js';
import { fourOrgTopology } from '../src/topology.js';

const topology = fourOrgTopology({ basePort: 20_000 });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-profile-'));
  for (const { name } of topology.organisations) {
    const { tlsRoot } = organisationFiles(folder, name);
    mkdirSync(dirname(tlsRoot), { recursive: true });
    writeFileSync(tlsRoot, `root of ${name}`);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a profile names everything with its TLS root inline, the own peer first', () => {
  const profile = connectionProfile(topology, folder, 'police');
  expect(profile.client.organization).toBe('PoliceMSP');
  expect(Object.keys(profile.peers)).toEqual([
    'peer-police',
    'peer-approval',
    'peer-market',
    'peer-housing',
  ]);
  expect(profile.peers['peer-market']).toMatchObject({
    url: 'grpcs://127.0.0.1:20080',
    tlsCACerts: { pem: 'root of market' },
  });
  expect(Object.keys(profile.orderers)).toEqual([
    'orderer-approval',
    'orderer-police',
    'orderer-market',
  ]);
  expect(profile.orderers['orderer-police']).toMatchObject({
    tlsCACerts: { pem: 'root of police' },
  });
  expect(profile.certificateAuthorities['ca-housing']).toMatchObject({
    url: 'https://127.0.0.1:20105',
    caName: 'msp',
  });
  expect(profile.organizations['HousingMSP']).toMatchObject({
    mspid: 'HousingMSP',
    peers: ['peer-housing'],
  });
  expect(Object.keys(profile.channels['city']?.peers ?? {})).toHaveLength(4);
});

it('an unknown organisation is an error', () => {
  expect(() => connectionProfile(topology, folder, 'nobody')).toThrow(
    expect.objectContaining({ code: 'ORGANISATION_UNKNOWN' }),
  );
});
