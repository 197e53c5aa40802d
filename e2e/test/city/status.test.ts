import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import type { Verdict } from '@yinzhao/verifier';
import type { OpenCity } from '@yinzhao/e2e/city/open-city';
import { openSharedCity } from './open-city.js';

const date = '2026-01-05';
let city: OpenCity;

beforeAll(() => {
  city = openSharedCity();
});

interface Issued {
  readonly identifier: string;
  readonly file: Uint8Array;
}

async function issue(index: number): Promise<Issued> {
  const { client } = city;
  const { identifier } = await client.issue(sampleLicence(index, date), `status-${index}`);
  await client.waitUntil(identifier, ['receipted']);
  return { identifier, file: await client.file(identifier) };
}

/** With the first pack that says something else than before. */
async function judgeWhen(file: Uint8Array, outcome: string): Promise<Verdict> {
  for (let attempt = 0; ; attempt++) {
    const sync = await city.client.syncPack();
    const verdict = judge(file, { sync }, hallPolicy(city.trust));
    if (verdict.outcome === outcome || attempt > 100) return verdict;
    await sleep(100);
  }
}

describe('a licence whose status changes', () => {
  it('is invalid with the next pack once it is revoked', async () => {
    const { identifier, file } = await issue(11);
    const before = await city.client.syncPack();
    await city.client.changeStatus(identifier, 'revoke');
    const verdict = await judgeWhen(file, 'invalid');
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['invalid', ['LICENCE_REVOKED']]);
    // An old pack still says what was true then; whoever knows better is not told otherwise.
    const { trust } = city;
    expect(judge(file, { sync: before }, hallPolicy(trust)).outcome).toBe('valid');
    const rolledBack = judge(file, { sync: before, state: verdict.state }, hallPolicy(trust));
    expect(rolledBack.outcome).not.toBe('valid');
    expect(codesOf(rolledBack)).toContain('CHECKPOINT_ROLLED_BACK');
  }, 60_000);

  it('is invalid while suspended and valid once reinstated', async () => {
    const { identifier, file } = await issue(12);
    await city.client.changeStatus(identifier, 'suspend');
    const suspended = await judgeWhen(file, 'invalid');
    expect([suspended.outcome, codesOf(suspended)]).toEqual(['invalid', ['LICENCE_SUSPENDED']]);
    await city.client.changeStatus(identifier, 'reinstate');
    const again = await judgeWhen(file, 'valid');
    expect([again.outcome, codesOf(again)]).toEqual(['valid', []]);
  }, 60_000);

  it('stays revoked', async () => {
    const { identifier, file } = await issue(13);
    await city.client.changeStatus(identifier, 'revoke');
    await judgeWhen(file, 'invalid');
    await expect(city.client.changeStatus(identifier, 'reinstate')).rejects.toMatchObject({
      status: 409,
    });
  }, 60_000);
});
