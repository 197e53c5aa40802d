import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { programOf } from '@yinzhao/e2e/city/child';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { everyLie } from '@yinzhao/e2e/city/lies';
import { lyingWitness, type LyingWitness } from '@yinzhao/e2e/city/lying-witness';
import { openOwnKey } from '@yinzhao/e2e/city/own-key';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import type { Liar } from '@yinzhao/e2e/city/sign-anything';
import { fourOrgTopology } from '@yinzhao/network';
import type { Verdict } from '@yinzhao/verifier';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { decodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { nodeEngine } from '@yinzhao/verifier/node';
import { startOwnCity, type OwnCity } from './own-city.js';

// Four organisations, w = 3, k = 2: clocks that are wrong, and in the place of one witness somebody who has its
// key and lies.
const engine = nodeEngine();
const liar = 'housing';
const name = `yinzhao/city/${liar}/witness`;
let city: OwnCity;
let witness: LyingWitness;
let own: Liar;
const lies = everyLie(() => own, engine);

beforeAll(async () => {
  city = await startOwnCity(fourOrgTopology);
  own = { name, key: openOwnKey(city.folders.org(liar), 'witness', name) };
}, 180_000);

afterAll(() => city.remove(), 60_000);

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !holds(); attempt++) await sleep(50);
  expect(holds()).toBe(true);
}

describe('a gateway whose clock is wrong', () => {
  const shift = (ms: number): { NODE_OPTIONS: string } => ({
    NODE_OPTIONS: `--import ${pathToFileURL(programOf('e2e', 'city', 'wrong-clock.js')).href}?${ms}`,
  });
  const restart = async (org: string, environment: Record<string, string> = {}): Promise<void> => {
    await city.kill(`gateway-${org}`, 'SIGTERM');
    await city.start(`gateway-${org}`, environment);
  };
  const logOf = (org: string): string => readFileSync(city.folders.org(org).gatewayLog, 'utf8');
  const check = async (identifier: string): Promise<Verdict> => {
    await city.client.waitUntil(identifier, ['receipted'], 10_000);
    const sync = await city.client.syncPack();
    const file = await city.client.file(identifier);
    const verdict = judge(file, { sync }, hallPolicy(city.trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    return verdict;
  };

  it('gets no cosignature as a log, logs all the same, and goes on once it is right', async () => {
    const { client, body } = city;
    await restart(body.org, shift(-600_000));
    const { identifier } = await client.issue(sampleLicence(30, '2026-01-05'), 'clock-log');
    await client.waitUntil(identifier, ['anchored']);
    await until(() => /422 NOTE_TIME_WRONG/.test(logOf(body.org)));
    expect((await client.read(identifier)).state).toBe('anchored');
    await expect(client.syncPack()).rejects.toMatchObject({ code: 'SYNC_NOT_READY' });
    await restart(body.org);
    await check(identifier);
  }, 60_000);

  it('cosigns nothing as a witness, and the others go on', async () => {
    const { client } = city;
    await restart('police', shift(600_000));
    const { identifier } = await client.issue(sampleLicence(31, '2026-01-05'), 'clock-witness');
    const { anchored } = (await check(identifier)).established;
    expect(anchored?.witnessedBy).toEqual(['housing', 'market']);
    await until(() => /police\/witness: 422 NOTE_TIME_WRONG/.test(logOf('approval')));
    await restart('police');
  }, 60_000);
});

describe('a witness that lies', () => {
  beforeAll(async () => {
    await city.kill(`gateway-${liar}`);
    witness = await lyingWitness(city.orgs.find((org) => org.name === liar)?.url ?? '');
  }, 30_000);

  afterAll(async () => {
    await witness.leave();
    witness.drop();
  });

  it.each(Object.entries(lies))(
    'with %s keeps nothing back and stands nowhere',
    async (what, lie) => {
      const { client, trust, body } = city;
      witness.say(lie);
      const index = Object.keys(lies).indexOf(what);
      const { identifier } = await client.issue(sampleLicence(index, '2026-01-05'), `lie-${index}`);
      await client.waitUntil(identifier, ['receipted'], 8000);
      expect(witness.asked()).toBeGreaterThan(0);
      const sync = await client.syncPack();
      const verdict = judge(await client.file(identifier), { sync }, hallPolicy(trust));
      expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
      const { anchored, status } = verdict.established;
      expect(anchored?.witnessedBy).toEqual(['market', 'police']);
      expect(status?.witnessedBy).toEqual(['market', 'police']);
      const log = decodeSyncPack(sync).logs.find(({ origin }) => origin === body.log);
      const lines = decodeSignedNote(log?.note ?? new Uint8Array()).signatures;
      expect(lines.map((line) => line.name)).not.toContain(name);
    },
  );
});
