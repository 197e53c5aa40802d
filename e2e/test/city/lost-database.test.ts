import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShownLicence } from '@yinzhao/e2e/city/client';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { withSigner } from '@yinzhao/e2e/city/signers';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { nodeEngine } from '@yinzhao/verifier/node';
import { startOwnCity, type OwnCity } from './own-city.js';
import {
  date,
  expectWhole,
  fileOf,
  issueAll,
  remove,
  replaceBy,
  revoke,
  whileDown,
} from './whole-city.js';

let city: OwnCity;
/** Everything that was ever acknowledged. */
const issued: ShownLicence[] = [];

beforeAll(async () => {
  city = await startOwnCity();
}, 120_000);

afterAll(() => city.remove(), 60_000);

it('brings everything back where the database is gone', async () => {
  const [first, ...others] = await issueAll(city, [1, 2, 3, 4]);
  issued.push(await revoke(city, first as ShownLicence), ...others);
  await whileDown(city, 'gateway', () => {
    remove(fileOf(city, 'database'));
  });
  await expectWhole(city, issued);
  // The same request is the same licence, although its key is not remembered any more.
  const again = await city.client.issue(sampleLicence(2, date), 'whole-2');
  expect(again).toMatchObject({ identifier: others[0]?.identifier, object: others[0]?.object });
  const { creditCode = '' } = sampleLicence(2, date).fields as { creditCode?: string };
  const found = await city.client.ofHolder(creditCode);
  expect(found.map(({ identifier }) => identifier)).toEqual([others[0]?.identifier]);
  issued.push(...(await issueAll(city, [5])));
  await expectWhole(city, issued);
}, 240_000);

it('does so without its mirror too, and after SIGKILL', async () => {
  const gone = ['database', 'mirror', 'monitor', 'public'].map((name) => fileOf(city, name));
  await whileDown(
    city,
    'gateway',
    () => {
      gone.forEach(remove);
    },
    'SIGKILL',
  );
  await expectWhole(city, issued);
}, 240_000);

it('loses nothing that was done since an older copy of the database', async () => {
  const copy = join(city.folders.home, 'copy');
  await whileDown(city, 'gateway', () => {
    cpSync(fileOf(city, 'database'), copy, { recursive: true });
  });
  const later = await issueAll(city, [6, 7, 8]);
  const old = await revoke(city, issued[2] as ShownLicence);
  const young = await revoke(city, later[1] as ShownLicence);
  const all = [...issued.filter(({ object }) => object !== old.object), old];
  all.push(...later.filter(({ object }) => object !== young.object), young);
  await whileDown(
    city,
    'gateway',
    () => {
      replaceBy(copy, fileOf(city, 'database'));
    },
    'SIGKILL',
  );
  await expectWhole(city, all);
  await expect(city.client.changeStatus(old.identifier, 'revoke')).rejects.toMatchObject({
    code: 'STATUS_CHANGE_ILLEGAL',
  });
  issued.splice(0, issued.length, ...all, ...(await issueAll(city, [9])));
  await expectWhole(city, issued);
}, 240_000);

/** Number of the last group that the signer has signed. */
function lastSigned(): Promise<number> {
  const digest = nodeEngine().sm3(city.body.certificate);
  return withSigner(city.folders.org(city.body.org), async (signer) => {
    const last = await signer.lastGroup(digest);
    return last === null ? 0 : decodeGroup(last.group).number;
  });
}

it.each(['nobody has ordered', 'may have been ordered'])(
  'anchors the group in flight once, where it is one that %s',
  async (which) => {
    const isHeld = which === 'nobody has ordered';
    const before = await lastSigned();
    if (isHeld) await city.kill('orderer-approval');
    const indices = isHeld ? [20, 21] : [22, 23];
    const acknowledged: ShownLicence[] = [];
    for (const index of indices) {
      acknowledged.push(await city.client.issue(sampleLicence(index, date), `whole-${index}`));
    }
    while ((await lastSigned()) === before);
    await city.kill(`gateway-${city.body.org}`);
    remove(fileOf(city, 'database'));
    if (isHeld) await city.start('orderer-approval');
    await city.start(`gateway-${city.body.org}`);
    for (const { identifier, object } of acknowledged) {
      const licence = await city.client.waitUntil(identifier, ['receipted'], 60_000);
      expect(licence.object).toBe(object);
      issued.push(licence);
    }
    await expectWhole(city, issued);
  },
  240_000,
);

it('says which file of the object store is gone, and goes on', async () => {
  const objects = fileOf(city, 'objects');
  const [oldest = ''] = readdirSync(objects).sort();
  await whileDown(city, 'gateway', () => {
    remove(join(objects, oldest));
  });
  issued.push(...(await issueAll(city, [30])));
  await expectWhole(city, issued);
  const log = readFileSync(city.folders.org(city.body.org).gatewayLog, 'utf8');
  expect(log).toContain('OBJECTS_MISSING');
}, 120_000);
