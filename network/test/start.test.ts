import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { old, recent } from './fixtures/programs.js';
import { planChaincode } from '../src/deployment.js';
import { prepareState } from '../src/start.js';
import { readState, writeState } from '../src/state.js';
import { sampleTopology } from '../src/topology.js';
import type { Topology } from '../src/topology.js';

const topology = sampleTopology();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-start-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a first start plans the chaincode, and a repeated one takes what is said now', async () => {
  const first = await prepareState(folder, topology, recent);
  expect(first).toMatchObject({ active: null, next: { label: 'yinzhao_1.0', sequence: 1 } });
  const chaincode = { ...topology.chaincode, label: 'corrected', command: ['other'] };
  const second = await prepareState(folder, { ...topology, chaincode }, recent);
  expect(second).toMatchObject({ id: first.id, next: { label: 'corrected', command: ['other'] } });
  expect(readState(folder)).toEqual(second);
});

const changes: [string, (topology: Topology) => void, string][] = [
  ['ports', (changed) => (changed.basePort = 30_000), '(basePort 17000 → 30000)'],
  ['channel', (changed) => (changed.channel = 'other'), `(channel ${topology.channel} → other)`],
  ['blocks', (changed) => (changed.blocks.maxMessages = 2), 'blocks.maxMessages '],
  ['organisations', (changed) => changed.organisations.pop(), ', market MarketMSP → '],
  [
    'orderers',
    (changed) => (changed.ordererOrganisations = ['police']),
    '(ordererOrganisations approval → police)',
  ],
];

it.each(changes)(
  'other %s than those in the folder are refused by name',
  async (_what, change, named) => {
    await prepareState(folder, topology, recent);
    const changed = structuredClone(topology);
    change(changed);
    await expect(prepareState(folder, changed, recent)).rejects.toMatchObject({
      code: 'TOPOLOGY_CHANGED',
      message: expect.stringContaining(named),
    });
  },
);

it('further identities are not another topology', async () => {
  await prepareState(folder, topology, recent);
  const changed = structuredClone(topology);
  changed.organisations[0]?.identities.push({ name: 'clerk', type: 'client', attributes: {} });
  await expect(prepareState(folder, changed, recent)).resolves.toMatchObject({ topology: changed });
});

it('a network of the other generation of Fabric is refused', async () => {
  await prepareState(folder, topology, recent);
  await expect(prepareState(folder, topology, old)).rejects.toMatchObject({
    code: 'BINARIES_CHANGED',
  });
});

it('what is committed stays, only the command may differ from last time', async () => {
  const state = await prepareState(folder, topology, recent);
  state.active = await planChaincode(state, topology.chaincode);
  state.next = null;
  writeState(folder, state);

  const moved = { ...topology.chaincode, command: ['moved'] };
  const again = await prepareState(folder, { ...topology, chaincode: moved }, recent);
  expect(again).toMatchObject({ next: null, active: { command: ['moved'], sequence: 1 } });

  const other = { ...topology.chaincode, label: 'other', command: ['other'] };
  const kept = await prepareState(folder, { ...topology, chaincode: other }, recent);
  expect(kept).toMatchObject({ next: null, active: { label: 'yinzhao_1.0', command: ['moved'] } });
});
