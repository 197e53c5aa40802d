import { expect } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import type { CityFaults } from '@yinzhao/e2e/city/kill-run';
import { hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { OwnCity } from './own-city.js';

/** Every acknowledged licence stands in the log once, where its gateway says, and verifies offline. */
export async function checkFaults(city: OwnCity, { licences }: CityFaults): Promise<void> {
  const identifiers = new Set(licences.map(({ identifier }) => identifier));
  expect(identifiers.size).toBe(licences.length);
  for (const { name } of city.orgs) {
    const { objects } = await auditPeer(city.network, name, nodeEngine());
    for (const { object, leafIndex } of licences) {
      expect([object, objects.get(object ?? '')]).toEqual([object, [leafIndex]]);
    }
  }
  const sync = await city.client.syncPack();
  const policy = hallPolicy(city.trust);
  for (const { identifier } of licences) {
    const verdict = judge(await city.client.file(identifier), { sync }, policy);
    expect([identifier, verdict.outcome]).toEqual([identifier, 'valid']);
  }
}
