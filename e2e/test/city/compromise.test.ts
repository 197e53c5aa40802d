import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '@yinzhao/verifier';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { replaceStolenKey } from '@yinzhao/e2e/city/replace-stolen-key';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { sampleTypes } from '@yinzhao/e2e/city/sample-body';
import { isUnder, stealLicence } from '@yinzhao/e2e/city/steal-licence';
import { succeedBody } from '@yinzhao/e2e/city/succeed-body';
import type { CityClient } from '@yinzhao/e2e/city/client';
import { startOwnCity, type OwnCity } from './own-city.js';

const date = '2026-01-05';
const limit = 240_000;
let city: OwnCity;
let index = 0;

beforeAll(async () => {
  city = await startOwnCity();
}, limit);

afterAll(() => city.remove(), 60_000);

interface Issued {
  readonly identifier: string;
  readonly leafIndex: number;
  readonly file: Uint8Array;
}

async function issue(client: CityClient = city.client): Promise<Issued> {
  const number = index++;
  const { identifier } = await client.issue(sampleLicence(number, date), `compromise-${number}`);
  const { leafIndex } = await client.waitUntil(identifier, ['receipted'], 90_000);
  return { identifier, leafIndex: leafIndex ?? -1, file: await client.file(identifier) };
}

/** As a hall that pinned the first bundle and has the pack of now. */
async function judgeNow(file: Uint8Array): Promise<Verdict> {
  return judge(file, { sync: await city.client.syncPack() }, hallPolicy(city.trust));
}

async function judgeUntil(file: Uint8Array, outcome: Verdict['outcome']): Promise<Verdict> {
  const until = performance.now() + 60_000;
  for (;;) {
    const verdict = await judgeNow(file);
    if (verdict.outcome === outcome || performance.now() > until) return verdict;
    await sleep(100);
  }
}

it(
  'cuts a stolen issuing key off at the leaf of the thief: what came before stays valid',
  async () => {
    const { body, orgs } = city;
    const before = await issue();
    const stolen = await stealLicence(city, before.file);
    expect(stolen.leafIndex).toBeGreaterThan(before.leafIndex);
    // Signed by the right key and in the log: no check can tell it from a true one, but the department can.
    expect((await judgeNow(stolen.file)).outcome).toBe('valid');
    const url = orgs.find(({ name }) => name === body.org)?.url ?? '';
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^yinzhao_unknown_entries 1$/m);

    await replaceStolenKey(city, 'licences-2', stolen.leafIndex);
    const stays = await judgeNow(before.file);
    expect([stays.outcome, codesOf(stays)]).toEqual(['valid', []]);
    const refused = await judgeNow(stolen.file);
    expect([refused.outcome, codesOf(refused)]).toEqual(['invalid', ['CUT_OFF_PASSED']]);
    // Nothing more goes into the log under it, whoever signs.
    await expect(stealLicence(city, before.file)).rejects.toMatchObject({
      code: 'CERTIFICATE_ENDED',
    });
    const next = await issue();
    expect(isUnder(next.file, body.certificate)).toBe(false);
    expect((await judgeNow(next.file)).outcome).toBe('valid');
  },
  limit,
);

it(
  "lets the successor of a retired department change its predecessor's licences",
  async () => {
    const { body, client } = city;
    const [one, two, stays] = [await issue(), await issue(), await issue()];
    const next = { id: '11999999EXAMPLE22X', name: '示例市政务服务局', types: [sampleTypes.food] };
    const successor = await succeedBody(city, next);
    await successor.changeStatus(one.identifier, 'revoke');
    await successor.changeLeafStatus(two.leafIndex, 'suspend');
    const revoked = await judgeUntil(one.file, 'invalid');
    expect(codesOf(revoked)).toEqual(['LICENCE_REVOKED']);
    const suspended = await judgeUntil(two.file, 'invalid');
    expect(codesOf(suspended)).toEqual(['LICENCE_SUSPENDED']);
    await successor.changeLeafStatus(two.leafIndex, 'reinstate');
    expect((await judgeUntil(two.file, 'valid')).outcome).toBe('valid');
    expect((await judgeNow(stays.file)).outcome).toBe('valid');
    // The retired department issues nothing more, and changes nothing of its successor.
    const { identifier } = await client.issue(sampleLicence(index++, date), 'after-retirement');
    const late = await client.waitUntil(identifier, ['refused'], 60_000);
    expect(late.state).toBe('refused');
    expect(next.id).not.toBe(body.id);
  },
  limit,
);
