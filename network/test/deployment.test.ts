import { expect, it } from '@jest/globals';
import { recent } from './fixtures/programs.js';
import { planChaincode } from '../src/deployment.js';
import { newState } from '../src/state.js';
import { sampleTopology } from '../src/topology.js';

const topology = sampleTopology();

it('the first definition has sequence 1', async () => {
  const planned = await planChaincode(newState(topology, recent), topology.chaincode);
  expect(planned).toMatchObject({ ...topology.chaincode, sequence: 1, slot: 0 });
  expect(planned.packageId).toMatch(/^yinzhao_1\.0:[0-9a-f]{64}$/);
});

it('the same label keeps package and port, another label takes the other port', async () => {
  const state = newState(topology, recent);
  state.active = await planChaincode(state, topology.chaincode);
  const version = await planChaincode(state, { ...topology.chaincode, version: '2.0' });
  expect(version).toMatchObject({ sequence: 2, slot: 0, packageId: state.active.packageId });
  const policy = await planChaincode(state, { ...topology.chaincode, endorsements: 3 });
  expect(policy).toMatchObject({ sequence: 2, slot: 0 });

  state.active = await planChaincode(state, { ...topology.chaincode, label: 'second' });
  expect(state.active).toMatchObject({ sequence: 2, slot: 1 });
  await expect(
    planChaincode(state, { ...topology.chaincode, label: 'third' }),
  ).resolves.toMatchObject({
    sequence: 3,
    slot: 0,
  });
});

it('a change of the command alone is refused: peers would not notice different code', async () => {
  const state = newState(topology, recent);
  state.active = await planChaincode(state, topology.chaincode);
  await expect(
    planChaincode(state, { ...topology.chaincode, command: ['other'] }),
  ).rejects.toMatchObject({
    code: 'CHAINCODE_UNCHANGED',
  });
});

it('a definition that cannot be is refused', async () => {
  const state = newState(topology, recent);
  await expect(
    planChaincode(state, { ...topology.chaincode, endorsements: 0 }),
  ).rejects.toMatchObject({
    code: 'TOPOLOGY_INVALID',
  });
});
