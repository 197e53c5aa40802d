import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cityClient } from '@yinzhao/e2e/city/client';
import { untilHas } from '@yinzhao/e2e/city/next-bundle';
import { runOffline } from '@yinzhao/e2e/city/offline';
import { runTool } from '@yinzhao/e2e/city/run-tool';
import { sampleTypes } from '@yinzhao/e2e/city/sample-body';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { civilDay, formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import { startOwnCity, type OwnCity } from './own-city.js';

const limit = 240_000;
const date = '2026-01-05';
const body = { id: '11999999EXAMPLE22X', name: '示例市市场监督管理局' };
/** A licence that this body may issue, by the types of the sample. */
const foodIndex = 6;
let city: OwnCity;
let desk: string;
const at = (name: string): string => join(desk, name);

beforeAll(async () => {
  city = await startOwnCity();
  desk = join(city.folders.home, 'desk');
  mkdirSync(desk);
}, limit);

afterAll(() => city.remove(), 60_000);

const write = (name: string, content: string): string => {
  writeFileSync(at(name), content, { mode: 0o600 });
  return at(name);
};
const orgs = () => city.orgs.map(({ name }) => name);

/** What a member of this organisation types. */
async function typed(org: string, line: readonly string[]): Promise<string> {
  const [tool = '', ...words] = line;
  const { socket, gatewayConfiguration } = city.folders.org(org);
  const { code, stdout, stderr } = await runTool(
    tool === 'signer' ? 'yinzhao-signer' : 'yinzhao-gateway',
    words,
    { YINZHAO_SIGNER_SOCKET: socket, YINZHAO_GATEWAY_CONFIG: gatewayConfiguration },
  );
  expect([line.join(' '), code, stderr]).toEqual([line.join(' '), 0, '']);
  return stdout.trimEnd();
}

/** The digest a command has shown, as people would compare it. */
function digestIn(shown: string): string {
  const [, digest = ''] = /摘要 digest ([0-9a-f]{64})/.exec(shown) ?? [];
  expect(digest).not.toBe('');
  return digest;
}

/** Each member in turn looks at the record and approves the digest that the first one has named. */
async function approved(file: string): Promise<void> {
  const [home = ''] = orgs();
  const digest = digestIn(await typed(home, ['gateway', 'approve', file]));
  for (const org of orgs()) {
    const { certificate = '', privateKey = '' } = city.network.identities(org).admin ?? {};
    const answer = await typed(org, [
      ...['gateway', 'approve', file, '--digest', digest],
      ...['--certificate', write(`${org}.pem`, certificate)],
      ...['--private-key', write(`${org}.key`, privateKey)],
    ]);
    if (answer.includes('in effect')) return;
  }
  throw new Error(`${file} did not take effect`);
}

it(
  'admits a second issuing body by the tools of the members alone',
  async () => {
    const [home = '', other = ''] = orgs();
    // The body's key and certificate.
    const now = Date.now();
    const today = formatCivilDate(civilDay(now));
    await typed(home, ['signer', 'create-key', 'issuing', 'market']);
    await typed(home, [
      ...['signer', 'certificate', '--key', 'market', '--subject', `CN=${body.name},O=印照示例`],
      ...[
        '--from',
        today,
        '--to',
        formatCivilDate(civilDay(now) + 1000),
        '--out',
        at('market.pem'),
      ],
    ]);
    // The members admit it.
    const issuing = {
      ...{ certificate: 'file:market.pem', log: city.body.log, types: [sampleTypes.food] },
      ...{ from: today, to: null },
    };
    const record = {
      ...{ kind: 'body', version: 1, id: body.id, state: 'admitted', successor: null },
      certificates: [{ ...issuing, ended: false }],
    };
    await approved(write('body.json', JSON.stringify(record)));
    expect(JSON.parse(await typed(other, ['gateway', 'record', `body/${body.id}`]))).toMatchObject({
      ...{ id: body.id, state: 'admitted' },
    });
    // The next trust bundle names it; two members sign what they have been shown.
    const next = await typed(home, ['gateway', 'trust', 'next', city.folders.trust]);
    const form = JSON.parse(next) as { readonly issuers: readonly object[] };
    const issuer = { ...issuing, body: body.id, bodyName: body.name, cutOff: null };
    write('2.json', JSON.stringify({ ...form, issuers: [...form.issuers, issuer] }));
    await typed(home, ['gateway', 'trust', 'compose', at('2.json'), '--out', at('2.payload')]);
    for (const org of [home, other]) {
      const sign = ['signer', 'sign-trust', at('2.payload'), '--before', city.folders.trust];
      const shown = await typed(org, sign);
      const added = shown.split('\n').filter((line) => line.startsWith('+ 签发主体'));
      expect(added).toEqual([expect.stringContaining(`${body.name} (${body.id})`)]);
      await typed(org, [...sign, '--digest', digestIn(shown), '--out', at(`2.${org}`)]);
    }
    await typed(home, [
      ...['gateway', 'trust', 'assemble', at('2.payload'), at(`2.${home}`), at(`2.${other}`)],
      ...['--before', city.folders.trust, '--out', at('2.bundle')],
    ]);
    const { url = '' } = city.orgs.find(({ name }) => name === home) ?? {};
    await typed(home, [
      ...['gateway', 'trust', 'publish', at('2.bundle'), '--url', url],
      ...['--key-file', city.folders.operatorKey],
    ]);
    await approved(
      write('trust.json', await typed(home, ['gateway', 'trust', 'record', at('2.bundle')])),
    );
    const bundle = new Uint8Array(readFileSync(at('2.bundle')));
    for (const one of city.orgs) await untilHas(one.url, bundle);
  },
  limit,
);

it(
  'issues for it, and a hall that pinned the first bundle verifies it offline',
  async () => {
    const [home = ''] = orgs();
    const { url = '' } = city.orgs.find(({ name }) => name === home) ?? {};
    const operator = readFileSync(city.folders.operatorKey, 'utf8').trim();
    const answer = await fetch(`${url}/v1/callers`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${operator}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'market', body: body.id, scopes: ['issue', 'read'] }),
    });
    const { key } = (await answer.json()) as { readonly key: string };
    const client = cityClient(url, key);
    const { identifier } = await client.issue(sampleLicence(foodIndex, date), 'operate-1');
    await client.waitUntil(identifier, ['receipted'], 90_000);
    writeFileSync(at('licence.yzl'), await client.file(identifier));
    writeFileSync(at('pack.yzs'), await client.syncPack());
    const pin = await typed(home, [
      'gateway',
      'trust',
      'pin',
      city.folders.trust,
      '--policy',
      'hall',
    ]);
    const run = await runOffline([
      ...['verify', at('licence.yzl'), '--sync', at('pack.yzs')],
      ...['--policy', write('policy.json', pin), '--trust', city.folders.trust],
    ]);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('有效 · valid');
    expect(run.stdout).toContain(`${body.name} (${body.id})`);
  },
  limit,
);

it('leaves an unbroken trail in the signer of each', async () => {
  for (const org of orgs()) {
    const shown = await typed(org, ['signer', 'audit', 'verify', city.folders.org(org).signer]);
    expect(shown).toContain('完整 ok');
  }
});
