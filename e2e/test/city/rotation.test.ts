import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { rotateIssuingKey } from '@yinzhao/e2e/city/rotate-issuing-key';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { startOwnCity, type OwnCity } from './own-city.js';

const date = '2026-01-05';
let city: OwnCity;

beforeAll(async () => {
  city = await startOwnCity();
}, 120_000);

afterAll(() => city.remove(), 60_000);

const kidOf = (file: Uint8Array): Uint8Array =>
  decodeCredential(decodeLicenceFile(file).credential as Uint8Array).kid;

it('issues under a new key, and the licences of the old one stay valid', async () => {
  const { client, trust, orgs } = city;
  const policy = hallPolicy(trust);
  const issue = async (index: number): Promise<Uint8Array> => {
    const { identifier } = await client.issue(sampleLicence(index, date), `rotation-${index}`);
    await client.waitUntil(identifier, ['receipted'], 60_000);
    return client.file(identifier);
  };
  const old = await issue(0);
  const first = judge(old, { sync: await client.syncPack() }, policy);
  expect(first.outcome).toBe('valid');
  await rotateIssuingKey(city, 'licences-2');
  // Gateways read the new bundle when they start.
  for (const { name } of orgs) {
    await city.kill(`gateway-${name}`, 'SIGTERM');
    await city.start(`gateway-${name}`);
  }
  const next = await issue(1);
  expect(kidOf(next)).not.toEqual(kidOf(old));
  const sync = await client.syncPack(first.state.logs);
  // A hall that pinned the first bundle follows to the second.
  for (const file of [old, next]) {
    const verdict = judge(file, { sync, state: first.state }, policy);
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    expect(verdict.established.issued?.trustVersion).toBe(2);
  }
  // Whoever has not heard of the second bundle does not take the new key for a forgery where it can know better.
  const stale = judge(next, { sync: null, state: first.state }, policy);
  expect(stale.outcome).not.toBe('valid');
}, 180_000);
