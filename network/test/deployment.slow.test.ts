/** @jest-environment ./network/test/fixtures/outside-environment.cjs */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { planChaincode } from '../src/deployment.js';
import { chaincodeProcess } from '../src/node-process.js';
import { chaincodeNodes } from '../src/nodes.js';
import { startProcess } from '../src/processes.js';
import type { Network } from '../src/network.js';
import { requireState, writeState } from '../src/state.js';
import { connect } from './fixtures/client.js';
import { newTrial } from './fixtures/trial.js';
import type { Trial } from './fixtures/trial.js';

jest.setTimeout(120_000);

let trial: Trial;
let network: Network;

beforeAll(async () => {
  trial = await newTrial();
  network = await trial.start();
  const client = await connect(network, 'approval');
  await client.put('kept', 'value').finally(() => {
    client.close();
  });
});

afterAll(() => trial.clear());

async function answer(): Promise<string[]> {
  const organisations = network.topology.organisations.map(({ name }) => name);
  return Promise.all(
    organisations.map(async (organisation) => {
      const client = await connect(network, organisation);
      return client.get('kept').finally(() => {
        client.close();
      });
    }),
  );
}

async function put(key: string): Promise<void> {
  const client = await connect(network, 'police');
  await client.put(key, '1').finally(() => {
    client.close();
  });
}

async function services(): Promise<(number | null)[]> {
  const status = await network.status();
  return status.filter(({ kind }) => kind === 'chaincode').map(({ pid }) => pid);
}

it('a definition that changes nothing is refused', async () => {
  await expect(network.upgradeChaincode({})).rejects.toMatchObject({ code: 'CHAINCODE_UNCHANGED' });
});

it('a new version of the same package: the services run on, state is kept', async () => {
  const before = await services();
  await network.upgradeChaincode({ version: '1.1' });
  expect(requireState(trial.folder).active).toMatchObject({ version: '1.1', sequence: 2, slot: 0 });
  expect(await services()).toEqual(before);
  await expect(answer()).resolves.toEqual(['value', 'value', 'value']);
  await put('after-version');
});

it('a new package: its services take over on other ports, state is kept', async () => {
  const before = await services();
  await network.upgradeChaincode({
    label: 'key-value_2',
    version: '2.0',
    environment: { ANSWER_PREFIX: 'second: ' },
  });
  const after = await services();
  expect(requireState(trial.folder).active).toMatchObject({ sequence: 3, slot: 1 });
  expect(after.every((pid, index) => pid !== null && pid !== before[index])).toBe(true);
  expect(Object.keys(network.memory())).toHaveLength(10);
  await expect(answer()).resolves.toEqual(Array(3).fill('second: value'));
  await put('after-package');
});

it('a package whose service cannot start changes nothing', async () => {
  await expect(
    network.upgradeChaincode({ label: 'key-value_broken', command: ['/bin/sh', '-c', 'exit 7'] }),
  ).rejects.toMatchObject({ code: 'PROCESS_DIED' });
  expect(requireState(trial.folder)).toMatchObject({ next: null, active: { sequence: 3 } });
  await expect(answer()).resolves.toEqual(Array(3).fill('second: value'));
});

it('an upgrade that was killed half way is completed by the next start', async () => {
  const state = requireState(trial.folder);
  // As after a kill between the decision and the first start of a service.
  if (state.active === null) throw new Error('nothing deployed');
  const environment = { ANSWER_PREFIX: 'third: ' };
  state.next = await planChaincode(state, { ...state.active, label: 'key-value_3', environment });
  writeState(trial.folder, state);

  network = await trial.start();

  expect(requireState(trial.folder)).toMatchObject({
    next: null,
    active: { sequence: 4, slot: 0 },
  });
  expect(Object.keys(network.memory())).toHaveLength(10);
  await expect(answer()).resolves.toEqual(Array(3).fill('third: value'));
});

it('a start after an upgrade keeps what was committed, whatever the topology says', async () => {
  await network.stop();
  network = await trial.start();
  expect(requireState(trial.folder).active).toMatchObject({ label: 'key-value_3', sequence: 4 });
  await expect(answer()).resolves.toEqual(Array(3).fill('third: value'));
  await put('after-restart');
});

it('services that an upgrade has left which never came to be are ended by the next start', async () => {
  const state = requireState(trial.folder);
  if (state.active === null) throw new Error('nothing deployed');
  const [node] = chaincodeNodes(state.topology);
  if (node === undefined) throw new Error('no node');
  // As after a kill between the start of the new services and the decision for them.
  const left = chaincodeProcess(
    trial.folder,
    node,
    { ...state.active, slot: 1 },
    `${node.name}.never`,
  );
  await startProcess(trial.folder, state.id, left.plan);
  expect(Object.keys(network.memory())).toHaveLength(11);
  network = await trial.start();
  expect(Object.keys(network.memory())).toHaveLength(10);
  await expect(answer()).resolves.toEqual(Array(3).fill('third: value'));
});
