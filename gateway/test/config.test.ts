import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { configSchema, readConfig, type Config } from '../src/config.js';
import { scratchFolders } from './sample-city.js';

const folders = scratchFolders();
afterAll(folders.remove);

const config: Config = {
  network: 'city',
  org: 'approval',
  listen: { host: '127.0.0.1', port: 8080 },
  folder: 'data',
  database: null,
  objects: null,
  signer: '/run/signer',
  ledger: {
    profile: 'profile.json',
    mspId: 'ApprovalMSP',
    certificate: 'certificate.pem',
    privateKey: 'key.pem',
    channel: 'city',
    chaincode: 'yinzhao',
    endorsements: 2,
  },
  trust: ['trust-1.bundle'],
  witnesses: [{ name: 'yinzhao/city/police/witness', url: 'http://127.0.0.1:1/add' }],
  publishers: [],
  licenceTypes: null,
  terminal: null,
  callers: [{ name: 'administrator', digest: 'ab'.repeat(32), body: null, scopes: ['admin'] }],
};

function read(value: object): Config {
  const file = join(folders.create(), 'gateway.json');
  writeFileSync(file, JSON.stringify(value));
  return readConfig(file);
}

describe('the configuration of a gateway', () => {
  it('names files from its own folder on', () => {
    const { folder, signer, trust, terminal } = read({ ...config, terminal: 'page' });
    expect(folder).toMatch(/\/data$/);
    expect(signer).toBe('/run/signer');
    expect(terminal).toMatch(/^\/.*\/page$/);
    expect(trust[0]).toMatch(/^\/.*\/trust-1\.bundle$/);
  });

  it('is what the example shows, with every setting', () => {
    const example = join(__dirname, '..', 'example', 'gateway.json');
    const settings = configSchema.properties as Readonly<Record<string, unknown>>;
    expect(Object.keys(JSON.parse(readFileSync(example, 'utf8')) as object)).toEqual(
      Object.keys(settings),
    );
    expect(readConfig(example)).toMatchObject({ network: 'city', org: 'approval' });
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'gateway.md'), 'utf8');
    for (const name of Object.keys(settings)) expect(page).toContain(`| \`${name}\` |`);
  });

  it.each([
    { ...config, colour: 'red' },
    { ...config, org: undefined },
    { ...config, listen: { host: '127.0.0.1', port: 70_000 } },
    { ...config, callers: [{ ...config.callers[0], digest: 'short' }] },
    { ...config, callers: [{ ...config.callers[0], scopes: ['everything'] }] },
  ])('is refused where it is not one', (value) => {
    expect(() => read(value)).toThrow(/gateway\.json/);
  });
});
