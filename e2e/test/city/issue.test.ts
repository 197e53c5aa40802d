import { beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import type { OpenCity } from '@yinzhao/e2e/city/open-city';
import { openSharedCity } from './open-city.js';

const date = '2026-01-05';
const day = 86_400_000;
let city: OpenCity;
let identifier: string;
let file: Uint8Array;
let sync: Uint8Array;

beforeAll(async () => {
  city = openSharedCity();
  const { client } = city;
  ({ identifier } = await client.issue(sampleLicence(1, date), 'issue-1'));
  await client.waitUntil(identifier, ['receipted']);
  file = await client.file(identifier);
  sync = await client.syncPack();
}, 60_000);

describe('a licence that was issued', () => {
  it('is valid where there is no network, with the sync pack', () => {
    const verdict = judge(file, { sync }, hallPolicy(city.trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    expect(verdict.licence?.identifier).toBe(identifier);
    expect(verdict.established.status?.witnessedBy).toHaveLength(2);
  });

  it('is the same licence when it is asked for again', async () => {
    const again = await city.client.issue(sampleLicence(1, date), 'issue-1');
    expect(again.identifier).toBe(identifier);
    await expect(city.client.issue(sampleLicence(2, date), 'issue-1')).rejects.toMatchObject({
      status: 409,
      code: 'IDEMPOTENCY_REUSED',
    });
  });

  it('is undetermined without a pack', () => {
    const { trust } = city;
    const first = judge(file, { sync }, hallPolicy(trust));
    const verdict = judge(file, { sync: null, state: first.state }, hallPolicy(trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual([
      'undetermined',
      expect.arrayContaining(['STATUS_UNKNOWN']),
    ]);
  });

  it('is undetermined when the pack is too old', () => {
    const later = Date.now() + day + 60_000;
    const verdict = judge(file, { sync }, hallPolicy(city.trust), later);
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['undetermined', ['KNOWLEDGE_OLD']]);
  });

  it('is undetermined when the clock was set back', () => {
    const before = Date.now() - 10 * 60_000;
    const verdict = judge(file, { sync }, hallPolicy(city.trust), before);
    expect(verdict.outcome).toBe('undetermined');
    expect(codesOf(verdict)).toContain('CLOCK_WRONG');
  });

  it('shows no more with another byte', () => {
    const policy = hallPolicy(city.trust);
    const { established } = judge(file, { sync }, policy);
    for (let at = 0; at < file.length; at += 5) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] as number) ^ 1;
      const verdict = judge(changed, { sync }, policy);
      // Certificates that ride along are for people: verifiers take none from a file.
      if (verdict.outcome === 'valid') expect(verdict.established).toEqual(established);
    }
  });
});
