import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { fourOrgTopology } from '@yinzhao/network';
import { startOwnCity, type OwnCity } from './own-city.js';

const date = '2026-01-05';
let city: OwnCity;

beforeAll(async () => {
  city = await startOwnCity(fourOrgTopology);
}, 180_000);

afterAll(() => city.remove(), 60_000);

it.each(['police', 'market', 'housing'])(
  'goes on without the witness of %s: two of three are enough',
  async (org) => {
    const { client, trust } = city;
    await city.kill(`gateway-${org}`);
    const { identifier } = await client.issue(sampleLicence(1, date), `without-${org}`);
    await client.waitUntil(identifier, ['receipted'], 20_000);
    const file = await client.file(identifier);
    const verdict = judge(file, { sync: await client.syncPack() }, hallPolicy(trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    expect(verdict.established.anchored?.witnessedBy).not.toContain(org);
    await city.start(`gateway-${org}`);
  },
  90_000,
);
