import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditPeer, leafId } from '@yinzhao/e2e/audit';
import { homeClient } from '@yinzhao/e2e/city/home-client';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import type { OpenCity } from '@yinzhao/e2e/city/open-city';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { isLegalTransition, leafStatus, type LeafStatus } from '@yinzhao/verifier/format/status';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openSharedCity } from './open-city.js';

const { suspended, revoked, valid } = leafStatus;
const statusOf: Readonly<Record<string, LeafStatus>> = {
  revoke: revoked,
  suspend: suspended,
  reinstate: valid,
};
const codeOf: ReadonlyMap<LeafStatus, readonly string[]> = new Map([
  [valid, []],
  [suspended, ['LICENCE_SUSPENDED']],
  [revoked, ['LICENCE_REVOKED']],
]);
let city: OpenCity;

beforeAll(() => {
  city = openSharedCity();
});

interface Change {
  readonly status: string;
  readonly state: string;
}

/** What the gateway shows once none of the changes of a licence waits any longer. */
async function settled(identifier: string): Promise<{ leafIndex: number; changes: Change[] }> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const shown = (await city.client.read(identifier)) as unknown as {
      leafIndex: number;
      changes: Change[];
    };
    const waits = ({ state }: Change): boolean => state === 'signed' || state === 'anchoring';
    if (!shown.changes.some(waits)) return shown;
    await sleep(100);
  }
  throw new Error(`a change of ${identifier} waits for ever`);
}

async function issue(key: string, index: number): Promise<string> {
  const { identifier } = await city.client.issue(sampleLicence(index, '2026-01-05'), key);
  await city.client.waitUntil(identifier, ['receipted']);
  return identifier;
}

/** On every peer, in the order of the ledger: that sequence of statements about a leaf. */
async function expectOnLedger(leafIndex: number, sequence: readonly LeafStatus[]): Promise<void> {
  let before: LeafStatus = valid;
  for (const status of sequence) {
    expect(isLegalTransition(before, status)).toBe(true);
    before = status;
  }
  for (const { name } of city.network.topology.organisations) {
    const { statements } = await auditPeer(city.network, name, nodeEngine());
    expect([name, statements.get(leafId(city.log, leafIndex))]).toEqual([name, sequence]);
  }
}

/** In a pack that covers the ledger as it is. */
async function expectInPack(identifier: string, status: LeafStatus): Promise<void> {
  const file = await city.client.file(identifier);
  let codes: readonly string[] = [];
  for (let attempt = 0; attempt < 50; attempt++) {
    const sync = await city.client.syncPack();
    codes = codesOf(judge(file, { sync }, hallPolicy(city.trust)));
    if (String(codes) === String(codeOf.get(status))) break;
    await sleep(100);
  }
  expect(codes).toEqual(codeOf.get(status));
}

describe('two changes of one licence at the same time', () => {
  const cases = [
    ['revoke', 'suspend', null],
    ['suspend', 'revoke', null],
    ['revoke', 'revoke', null],
    ['revoke', 'reinstate', 'suspend'],
    ['reinstate', 'revoke', 'suspend'],
    ['reinstate', 'reinstate', 'suspend'],
  ] as const;

  it('by two clients: one is taken, the other gets its code, and the ledger has one legal sequence', async () => {
    const other = homeClient(city.url, city.folders);
    const ready = await Promise.all(
      cases.map(async ([first, second, before], i) => {
        const identifier = await issue(`conflict-${i}`, 40 + i);
        if (before !== null) await city.client.changeStatus(identifier, before);
        await settled(identifier);
        return { identifier, actions: [first, second] as const, before };
      }),
    );
    // All of them at once: they travel in one group.
    const outcomes = await Promise.all(
      ready.map(({ identifier, actions: [first, second] }) =>
        Promise.allSettled([
          city.client.changeStatus(identifier, first),
          other.changeStatus(identifier, second),
        ]),
      ),
    );
    for (const [i, { identifier, actions, before }] of ready.entries()) {
      const asked = outcomes[i] ?? [];
      const taken = actions.filter((_, at) => asked[at]?.status === 'fulfilled');
      expect(taken).toHaveLength(1);
      const refused = asked.filter((one) => one.status === 'rejected');
      expect(refused).toMatchObject([{ reason: { status: 409, code: 'STATUS_CHANGE_PENDING' } }]);
      const { leafIndex, changes } = await settled(identifier);
      expect(changes.every(({ state }) => state === 'anchored')).toBe(true);
      const sequence = [...(before === null ? [] : [before]), ...taken].map(
        (action) => statusOf[action] as LeafStatus,
      );
      await expectOnLedger(leafIndex, sequence);
      await expectInPack(identifier, sequence.at(-1) as LeafStatus);
    }
  }, 120_000);
});
