import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { startOwnCity, type OwnCity } from './own-city.js';

const date = '2026-01-05';
let city: OwnCity;

beforeAll(async () => {
  city = await startOwnCity();
}, 120_000);

afterAll(() => city.remove(), 60_000);

it('waits for a witness where both are needed, and catches up within ten seconds of its return', async () => {
  const { client, trust } = city;
  const issue = async (index: number): Promise<string> =>
    (await client.issue(sampleLicence(index, date), `witness-${index}`)).identifier;
  const before = await issue(0);
  await client.waitUntil(before, ['receipted']);
  const file = await client.file(before);
  await city.kill('gateway-police');
  const during = await Promise.all([1, 2, 3, 4, 5].map(issue));
  for (const identifier of during) await client.waitUntil(identifier, ['anchored']);
  await sleep(4000);
  for (const identifier of during) expect((await client.read(identifier)).state).toBe('anchored');
  // Nothing newer was witnessed: halls that want knowledge of the last three seconds say that they do not know.
  const sync = await client.syncPack();
  const impatient = judge(file, { sync }, hallPolicy(trust, { maxKnowledgeAge: 3000 }));
  expect([impatient.outcome, codesOf(impatient)]).toEqual(['undetermined', ['KNOWLEDGE_OLD']]);
  await city.start('gateway-police');
  const back = performance.now();
  for (const identifier of during) await client.waitUntil(identifier, ['receipted'], 15_000);
  expect(performance.now() - back).toBeLessThan(10_000);
  const newer = await client.syncPack();
  for (const identifier of during) {
    const verdict = judge(await client.file(identifier), { sync: newer }, hallPolicy(trust));
    expect([identifier, verdict.outcome]).toEqual([identifier, 'valid']);
  }
}, 120_000);

it('waits for the signer where it is gone', async () => {
  const { client } = city;
  await city.kill('signer-approval');
  await expect(client.issue(sampleLicence(10, date), 'signer-10')).rejects.toMatchObject({
    status: 503,
  });
  await city.start('signer-approval');
  const { identifier } = await client.issue(sampleLicence(10, date), 'signer-10');
  await client.waitUntil(identifier, ['receipted']);
}, 120_000);
