/** @jest-environment ./network/test/fixtures/outside-environment.cjs */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { readMetric } from '../src/health.js';
import type { Network } from '../src/network.js';
import { ordererNodes } from '../src/nodes.js';
import { connect } from './fixtures/client.js';
import { newTrial } from './fixtures/trial.js';
import type { Trial } from './fixtures/trial.js';

jest.setTimeout(120_000);

let trial: Trial;
let network: Network;

beforeAll(async () => {
  trial = await newTrial('four');
  network = await trial.start();
});

afterAll(() => trial.clear());

async function leader(): Promise<string | undefined> {
  for (const { name, ports } of ordererNodes(network.topology)) {
    const leads = await readMetric(ports.operations, 'consensus_etcdraft_is_leader', 'city');
    if (leads === 1) return name;
  }
  return undefined;
}

/** Sends one transaction after another until one commits. */
async function putUntilDone(organisation: string, key: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const client = await connect(network, organisation);
    try {
      await client.put(key, 'value');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    } finally {
      client.close();
    }
  }
}

it('fifteen processes of four organisations; the fourth one takes part', async () => {
  expect(Object.keys(network.memory())).toHaveLength(15);
  const client = await connect(network, 'housing');
  await client.put('from-housing', 'value').finally(() => {
    client.close();
  });
  const reader = await connect(network, 'police');
  await expect(
    reader.get('from-housing').finally(() => {
      reader.close();
    }),
  ).resolves.toBe('value');
});

it('with the leading orderer killed another one leads, and transactions commit', async () => {
  const first = await leader();
  expect(first).toBeDefined();
  await network.kill(first ?? '');
  await putUntilDone('approval', 'after-leader');
  const second = await leader();
  expect(second).toBeDefined();
  expect(second).not.toBe(first);

  await network.start(first ?? '');
  await putUntilDone('housing', 'after-return');
  expect(await leader()).toBeDefined();
});

it('the definition can be changed, and an identity revoked, while an orderer is down', async () => {
  await network.kill('orderer-approval');
  await putUntilDone('police', 'without-one');
  await network.upgradeChaincode({ version: '1.1' });
  await network.enrol('housing', { name: 'clerk', type: 'client', attributes: {} });
  await network.revokeIdentity('housing', 'clerk');
  const client = await connect(network, 'housing', 'clerk');
  await expect(
    client.get('from-housing').finally(() => {
      client.close();
    }),
  ).rejects.toThrow(/denied|creator/);
});
