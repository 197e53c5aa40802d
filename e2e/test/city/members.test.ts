import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeBody } from '@yinzhao/e2e/city/change-body';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { rotateLogKey, rotateWitnessKey } from '@yinzhao/e2e/city/rotate-member-keys';
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

/** What is missing of the signer's memory is deleted while it does not run. */
async function loseState(org: string, file: string): Promise<void> {
  await city.kill(`signer-${org}`, 'SIGTERM');
  rmSync(join(city.folders.org(org).signer, 'state', file));
  await city.start(`signer-${org}`);
}

async function codesOfHealth(org: string): Promise<object> {
  const url = city.orgs.find(({ name }) => name === org)?.url ?? '';
  const { codes } = (await (await fetch(`${url}/healthz`)).json()) as { codes: object };
  return codes;
}

async function judgedNow(file: Uint8Array): Promise<unknown[]> {
  const verdict = judge(file, { sync: await city.client.syncPack() }, hallPolicy(city.trust));
  return [verdict.outcome, codesOf(verdict)];
}

it.each([
  [
    'a witness',
    'police',
    'witness.yinzhao.city.police.witness.1.state',
    () => rotateWitnessKey(city, 'police'),
  ],
  ['a log', 'approval', 'log.yinzhao.city.approval.1.state', () => rotateLogKey(city, 'approval')],
])(
  'gets no signature of %s that has lost what it signed, until its key is another',
  async (what, org, file, rotate) => {
    const { client, folders } = city;
    const before = await issue(what === 'a log' ? 2 : 3);
    await client.waitUntil(before, ['receipted'], 60_000);
    const old = await client.file(before);
    await loseState(org, file);
    const keys = await withSigner(folders.org(org), (signer) => signer.describe());
    expect(keys.filter(({ stateLost }) => stateLost).map(({ inUse }) => inUse)).toEqual([true]);
    expect(await codesOfHealth(org)).toEqual({ signer: 'STATE_LOST' });
    // Issuing and logging go on; nothing newer is witnessed, and nobody signs a second history.
    const identifier = await issue(what === 'a log' ? 4 : 5);
    await client.waitUntil(identifier, ['anchored'], 60_000);
    await sleep(4000);
    expect((await client.read(identifier)).state).toBe('anchored');
    expect(await judgedNow(old)).toEqual(['valid', []]);
    await rotate();
    await client.waitUntil(identifier, ['receipted'], 60_000);
    expect(await codesOfHealth(org)).toEqual({});
    for (const one of [old, await client.file(before), await client.file(identifier)]) {
      expect(await judgedNow(one)).toEqual(['valid', []]);
    }
  },
  180_000,
);
