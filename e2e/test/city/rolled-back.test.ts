import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiRefusal, type ShownLicence } from '@yinzhao/e2e/city/client';
import { writeFiles } from '@yinzhao/e2e/city/first-licence';
import { hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { runOffline } from '@yinzhao/e2e/city/offline';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { withSigner } from '@yinzhao/e2e/city/signers';
import { startOwnCity, type OwnCity } from './own-city.js';
import { date, expectWhole, fileOf, issueAll, replaceBy, whileDown } from './whole-city.js';

let city: OwnCity;
const issued: ShownLicence[] = [];
let next = 1;

beforeAll(async () => {
  city = await startOwnCity();
  issued.push(...(await issueAll(city, [next++])));
}, 120_000);

afterAll(() => city.remove(), 60_000);

/** Copies something of the gateway, issues, and puts the copy in its place. */
async function rollBack(name: string): Promise<void> {
  const path = fileOf(city, name);
  const copy = join(city.folders.home, `copy-of-${name}`);
  await whileDown(city, 'gateway', () => {
    cpSync(path, copy, { recursive: true });
  });
  issued.push(...(await issueAll(city, [next++, next++])));
  await whileDown(
    city,
    'gateway',
    () => {
      replaceBy(copy, path);
    },
    'SIGKILL',
  );
}

function codeOfRefusal(error: unknown): string {
  if (error instanceof ApiRefusal) return error.code;
  throw error;
}

/** Until there are all files, and the pack covers every licence. */
async function packCovers(licences: readonly ShownLicence[]): Promise<void> {
  const until = performance.now() + 60_000;
  const policy = hallPolicy(city.trust);
  for (;;) {
    const sync = await city.client.syncPack().catch(codeOfRefusal);
    const outcomes = await Promise.all(
      licences.map(async ({ identifier }) => {
        const file = await city.client.file(identifier).catch(codeOfRefusal);
        if (typeof file === 'string' || typeof sync === 'string')
          return [file, sync].filter((one) => typeof one === 'string').join();
        return judge(file, { sync }, policy).outcome;
      }),
    );
    // What is not there yet says so; nothing else is said of it.
    for (const one of outcomes) expect(one).not.toContain('INTERNAL_FAILURE');
    if (outcomes.every((one) => one === 'valid')) return;
    if (performance.now() > until) throw new Error(`still ${outcomes.join()}`);
    await sleep(100);
  }
}

it('reads on where its mirror is older', async () => {
  await rollBack('mirror');
  await packCovers(issued);
  await expectWhole(city, issued);
}, 180_000);

it('publishes again where what it has published is older', async () => {
  await rollBack('public');
  await packCovers(issued);
  await expectWhole(city, issued);
}, 180_000);

it('compares again, and raises no alarm, where its monitor is older', async () => {
  await rollBack('monitor');
  const older = readFileSync(join(city.folders.home, 'copy-of-monitor'), 'utf8');
  await expectWhole(city, issued);
  const until = performance.now() + 60_000;
  while (readFileSync(fileOf(city, 'monitor'), 'utf8') === older) {
    expect(performance.now()).toBeLessThan(until);
    await sleep(50);
  }
  expect(readFileSync(fileOf(city, 'monitor'), 'utf8')).toMatch(/ \d+\n$/);
}, 180_000);

it('says so in a hall whose memory is older, or gone', async () => {
  const state = join(city.folders.home, 'hall.state');
  const { identifier } = issued[0] as ShownLicence;
  const files = await writeFiles(city, city.client, identifier);
  const verify = async (): Promise<{ code: number | null; text: string }> => {
    const more = ['--sync', files.sync, '--policy', files.policy, '--state', state, '--json'];
    const { code, stdout, stderr } = await runOffline(['verify', files.licence, ...more]);
    return { code, text: stdout + stderr };
  };
  expect((await verify()).code).toBe(0);
  const copy = `${state}.copy`;
  cpSync(state, copy);
  // Each verification writes it anew.
  expect((await verify()).code).toBe(0);
  const newest = `${state}.newest`;
  cpSync(state, newest);
  cpSync(copy, state);
  const older = await verify();
  expect(older.code).not.toBe(0);
  expect(older.text).toContain('STATE_ROLLED_BACK');
  rmSync(state);
  const gone = await verify();
  expect(gone.code).not.toBe(0);
  expect(gone.text).toContain('STATE_MISSING');
  cpSync(newest, state);
  rmSync(`${state}.mark`);
  const unmarked = await verify();
  expect(unmarked.code).not.toBe(0);
  expect(unmarked.text).toContain('STATE_FOREIGN');
}, 180_000);

const lostKeys = (org: string): Promise<readonly string[]> =>
  withSigner(city.folders.org(org), async (signer) =>
    (await signer.describe()).filter(({ stateLost }) => stateLost).map(({ role }) => role),
  );

const copyOf = (org: string): string => join(city.folders.home, `copy-of-signer-${org}`);

/** Does something to an organisation's signer while it does not run, nor its gateway. */
async function whileSilent(org: string, deed: (folder: string) => void): Promise<void> {
  const names = [`gateway-${org}`, `signer-${org}`];
  for (const name of names) await city.kill(name, 'SIGTERM');
  deed(city.folders.org(org).signer);
  for (const name of names.reverse()) await city.start(name);
}

it('cosigns nothing any more with a witness key that knows less than it has signed', async () => {
  for (const org of ['police', city.body.org]) {
    await whileSilent(org, (folder) => {
      cpSync(folder, copyOf(org), { recursive: true });
    });
  }
  issued.push(...(await issueAll(city, [next++, next++])));
  await packCovers(issued);
  // What another organisation has published is fetched every five seconds.
  await sleep(8000);
  await whileSilent('police', (folder) => {
    replaceBy(copyOf('police'), folder);
  });
  await expectLost('police', ['witness']);
  const { identifier } = await city.client.issue(sampleLicence(next, date), `late-${next++}`);
  await city.client.waitUntil(identifier, ['anchored'], 60_000);
  await sleep(6000);
  expect((await city.client.read(identifier)).state).toBe('anchored');
  // What it cosigned before is as good as ever.
  await packCovers(issued);
}, 240_000);

it('signs no checkpoint any more with a log key that knows less than it has signed', async () => {
  const { org } = city.body;
  expect(await lostKeys(org)).toEqual([]);
  await whileSilent(org, (folder) => {
    replaceBy(copyOf(org), folder);
  });
  await expectLost(org, ['log']);
  await packCovers(issued);
}, 240_000);

/** Once the gateway has shown its signer what the keys have signed. */
async function expectLost(org: string, roles: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await lostKeys(org)).length > 0) break;
    await sleep(100);
  }
  expect(await lostKeys(org)).toEqual(roles);
}
