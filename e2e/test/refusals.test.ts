import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byteRefusals } from '@yinzhao/e2e/refusals/bytes';
import { groupRefusals } from '@yinzhao/e2e/refusals/groups';
import { statusRefusals } from '@yinzhao/e2e/refusals/statuses';
import { callRefusals } from '@yinzhao/e2e/refusals/calls';
import { recordRefusals } from '@yinzhao/e2e/refusals/records';
import { buildWorld, type World } from '@yinzhao/e2e/world';
import { readHead } from '@yinzhao/gateway';
import { engine, openShared, type Shared } from './open-shared.js';

const batchRefusals = [...groupRefusals, ...statusRefusals, ...byteRefusals];
let shared: Shared;
let world: World;
let heights: Awaited<ReturnType<Shared['network']['heights']>>;

beforeAll(async () => {
  shared = await openShared();
  world = await buildWorld(shared.port, shared.parties, 'REFUSED', engine);
  heights = await shared.network.heights();
}, 60_000);

afterAll(() => {
  shared.close();
});

/** The head on every peer: what a refused call leaves as it was. */
async function ledgerState(): Promise<unknown> {
  const gateway = await shared.ledger('approval', 'gateway');
  return Promise.all(gateway.peers.map(({ name }) => readHead(gateway, world.body.log, name)));
}

describe('the ledger refuses a batch and nothing changes', () => {
  it.each(batchRefusals.map((refusal) => [refusal.code, refusal.name, refusal] as const))(
    '%s: %s',
    async (code, _name, refusal) => {
      const batch = await refusal.batch(world);
      const before = await ledgerState();
      await expect(shared.port.anchor(batch)).rejects.toMatchObject({ name: 'LedgerError', code });
      expect(await ledgerState()).toEqual(before);
    },
  );
});

describe('the ledger refuses a record and nothing changes', () => {
  // A caller's organisation is proven by its certificate: nobody can call as a stranger.
  const possible = recordRefusals.filter(({ mspId }) => mspId === undefined);
  it.each(possible.map((refusal) => [refusal.code, refusal.name, refusal] as const))(
    '%s: %s',
    async (code, _name, refusal) => {
      const before = await ledgerState();
      await expect(shared.port.approve('PoliceMSP', refusal.record(world))).rejects.toMatchObject({
        name: 'LedgerError',
        code,
      });
      expect(await ledgerState()).toEqual(before);
    },
  );
});

describe('the ledger refuses a call and nothing changes', () => {
  it.each(callRefusals.map((refusal) => [refusal.code, refusal.name, refusal] as const))(
    '%s: %s',
    async (code, _name, { org, identity, call, parameters }) => {
      const ledger = await shared.ledger(org, identity);
      const given = await parameters(world);
      const before = await ledgerState();
      await expect(ledger.submit(call, given)).rejects.toMatchObject({ name: 'LedgerError', code });
      expect(await ledgerState()).toEqual(before);
    },
  );
});

describe('after all these refusals', () => {
  it('no peer has a block more', async () => {
    expect(Object.values(heights)).toHaveLength(3);
    expect(await shared.network.heights()).toEqual(heights);
  });
});
