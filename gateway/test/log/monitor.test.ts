import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import type { SampleBody } from '@yinzhao/e2e/parties';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { leafStatus } from '@yinzhao/verifier/format/status';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openMirror, type Mirror } from '../../src/log/mirror.js';
import { openMonitor, type Monitor, type UnknownEntry } from '../../src/log/monitor.js';
import { anchor, refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { reach } from '../three-offices.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let city: SampleCity;
let mirror: Mirror;
let first: SampleBody;
let second: SampleBody;
let folder: string;
const known = new Set<string>();
const alarms: UnknownEntry[] = [];
const problems: Error[] = [];
let broken = false;

beforeAll(async () => {
  base = await sampleCity(engine);
  [first, second] = base.bodies as [SampleBody, SampleBody];
});
beforeEach(async () => {
  city = await refound(base, engine);
  folder = folders.create();
  mirror = await openMirror({
    folder: join(folder, 'm'),
    ledger: city.chain.peer(),
    engine,
    now: () => 0,
  });
  known.clear();
  alarms.length = 0;
  problems.length = 0;
  broken = false;
});
afterEach(() => mirror.close());
afterAll(folders.remove);

const open = (): Promise<Monitor> =>
  openMonitor({
    positionPath: join(folder, 'monitored'),
    mirror,
    origins: [first.log],
    certificates: () => Promise.resolve([first.digest]),
    known: () =>
      broken ? Promise.reject(new Error('the database is down')) : Promise.resolve(known),
    onUnknown: async (entry) => {
      alarms.push(entry);
      return Promise.resolve();
    },
    onProblem: (error) => problems.push(error),
  });
const log = async (body: SampleBody, number: number, name: string, isKnown: boolean) => {
  const entries = sampleEntries(2, name, engine);
  if (isKnown) for (const { object } of entries) known.add(toHex(object));
  const { size } = mirror.log(body.log);
  await anchor(city.chain.peer(), body.log, [signGroup(body, number, { entries })], engine);
  await reach(mirror.log(body.log), size + 2);
};

describe('the monitor', () => {
  it('raises an alarm for each entry of an own certificate that the database does not know', async () => {
    const monitor = await open();
    await log(first, 1, 'asked for', true);
    await log(second, 1, 'of another signer', false);
    await log(first, 2, 'stolen', false);
    await monitor.look();
    expect(alarms).toMatchObject([
      { log: first.log, leafIndex: 4, groupNumber: 2, kind: 1 },
      { log: first.log, leafIndex: 5, groupNumber: 2, kind: 1 },
    ]);
    await monitor.close();
  });

  it('looks at statements too', async () => {
    await log(first, 1, 'asked for', true);
    const statement = {
      log: first.log,
      leafIndex: 0,
      certificate: first.digest,
      groupNumber: 1,
      status: leafStatus.revoked,
      time: 1,
    };
    const group = signGroup(first, 2, { statements: [statement] });
    await anchor(city.chain.peer(), first.log, [group], engine);
    await reach(mirror.log(first.log), 3);
    const monitor = await open();
    expect(alarms).toMatchObject([{ leafIndex: 2, kind: 5 }]);
    await monitor.close();
  });

  it('goes on where it was, and misses nothing while the database is down', async () => {
    const monitor = await open();
    await log(first, 1, 'asked for', true);
    broken = true;
    await log(first, 2, 'stolen', false);
    await monitor.look();
    await monitor.close();
    expect(problems.length).toBeGreaterThan(0);
    expect(alarms).toEqual([]);
    broken = false;
    await (await open()).close();
    expect(alarms).toHaveLength(2);
    await (await open()).close();
    expect(alarms).toHaveLength(2);
    writeFileSync(join(folder, 'monitored'), 'torn');
    await (await open()).close();
    expect(alarms).toHaveLength(4);
  });
});
