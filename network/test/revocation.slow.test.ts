/** @jest-environment ./network/test/fixtures/outside-environment.cjs */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Identity } from '../src/enrol-organisation.js';
import type { Network } from '../src/network.js';
import { connect } from './fixtures/client.js';
import { newTrial } from './fixtures/trial.js';
import type { Trial } from './fixtures/trial.js';

jest.setTimeout(120_000);

let trial: Trial;
let network: Network;

beforeAll(async () => {
  trial = await newTrial();
  network = await trial.start();
});

afterAll(() => trial.clear());

/** What each peer says to a call of this identity: `ok`, or the reason why not. */
async function answers(organisation: string, identity: string | Identity): Promise<string[]> {
  return Promise.all(
    network.topology.organisations.map(async ({ name }) => {
      const own =
        typeof identity === 'string' ? network.identities(organisation)[identity] : identity;
      if (own === undefined) throw new Error('no such identity');
      // Through the profile of each organisation in turn, so that each one's peer is asked.
      const client = await connect(network, name, own);
      try {
        await client.get('anything');
        return 'ok';
      } catch (error) {
        return (error as Error).message;
      } finally {
        client.close();
      }
    }),
  );
}

it('an identity enrolled later is served, and after its revocation by no peer', async () => {
  const enrolled = await network.enrol('police', {
    name: 'clerk',
    type: 'client',
    attributes: { 'yinzhao.role': 'gateway' },
  });
  expect(network.identities('police')['clerk']).toEqual(enrolled);
  expect(new X509Certificate(enrolled.certificate).raw.includes('"yinzhao.role":"gateway"')).toBe(
    true,
  );
  await expect(answers('police', 'clerk')).resolves.toEqual(['ok', 'ok', 'ok']);

  await network.revokeIdentity('police', 'clerk');
  const refused = await answers('police', 'clerk');
  for (const reason of refused) expect(reason).toMatch(/access denied|creator/);
  await expect(answers('police', 'gateway')).resolves.toEqual(['ok', 'ok', 'ok']);
});

it('an organisation that also runs an orderer revokes, twice, and keeps earlier revocations', async () => {
  for (const name of ['first', 'second']) {
    await network.enrol('approval', { name, type: 'client', attributes: {} });
    await network.revokeIdentity('approval', name);
  }
  for (const name of ['first', 'second']) {
    for (const reason of await answers('approval', name))
      expect(reason).toMatch(/access denied|creator/);
  }
  const client = await connect(network, 'approval');
  await client.put('still', 'works').finally(() => {
    client.close();
  });
});

it('a repeated revocation changes nothing', async () => {
  const before = await network.heights();
  await network.revokeIdentity('approval', 'first');
  for (const reason of await answers('approval', 'first'))
    expect(reason).toMatch(/access denied|creator/);
  expect(before['peer-approval']).toBeGreaterThan(0);
});

it('a revocation outlives a restart of the peers', async () => {
  for (const { name } of network.topology.organisations) await network.kill(`peer-${name}`);
  network = await trial.start();
  for (const reason of await answers('police', 'clerk'))
    expect(reason).toMatch(/access denied|creator/);
});

it('an expired certificate is refused', async () => {
  const identity = await network.enrol('market', {
    name: 'short',
    type: 'client',
    attributes: {},
    shortLived: true,
  });
  const end = Date.parse(new X509Certificate(identity.certificate).validTo);
  expect(end - Date.now()).toBeLessThan(32_000);
  await pause(Math.max(0, end - Date.now()) + 1_500);
  for (const reason of await answers('market', identity)) expect(reason).toMatch(/expired/);
});

it('the CA knows nobody of that name: refused', async () => {
  await expect(network.revokeIdentity('market', 'nobody')).rejects.toMatchObject({
    code: 'AUTHORITY_REFUSED',
  });
});

it('the administrator who signs the revocations is not revoked', async () => {
  await expect(network.revokeIdentity('market', 'admin')).rejects.toMatchObject({
    code: 'IDENTITY_NEEDED',
  });
});
