import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeBody } from '@yinzhao/e2e/city/change-body';
import { hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { withSigner } from '@yinzhao/e2e/city/signers';
import { bodyState } from '@yinzhao/verifier/format/registry';
import { startOwnCity, type OwnCity } from './own-city.js';

const date = '2026-01-05';
let city: OwnCity;

beforeAll(async () => {
  city = await startOwnCity();
}, 120_000);

afterAll(() => city.remove(), 60_000);

async function issue(index: number): Promise<string> {
  return (await city.client.issue(sampleLicence(index, date), `members-${index}`)).identifier;
}

it('lets a suspended department log nothing, and takes what waited once it is admitted again', async () => {
  const { client, trust } = city;
  const before = await issue(0);
  await client.waitUntil(before, ['receipted']);
  await changeBody(city, () => ({ state: bodyState.suspended }));
  const during = await issue(1);
  await sleep(4000);
  expect(['signed', 'anchoring']).toContain((await client.read(during)).state);
  // What it had issued before stands.
  const sync = await client.syncPack();
  expect(judge(await client.file(before), { sync }, hallPolicy(trust)).outcome).toBe('valid');
  await changeBody(city, () => ({ state: bodyState.admitted }));
  await client.waitUntil(during, ['receipted'], 30_000);
}, 120_000);

it('gets no cosignature of a witness that has lost what it signed', async () => {
  const { client, folders } = city;
  const state = join(folders.org('police').signer, 'state');
  await city.kill('signer-police', 'SIGTERM');
  rmSync(join(state, 'witness.yinzhao.city.police.witness.1.state'));
  await city.start('signer-police');
  const keys = await withSigner(folders.org('police'), (signer) => signer.describe());
  expect(keys.find(({ role }) => role === 'witness')?.stateLost).toBe(true);
  const identifier = await issue(2);
  await client.waitUntil(identifier, ['anchored']);
  await sleep(4000);
  expect((await client.read(identifier)).state).toBe('anchored');
}, 120_000);
