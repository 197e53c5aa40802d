import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configOf, readConfig } from '../../src/config.js';
import { keyText } from '../../src/issue/callers.js';
import { openGateway, type Gateway } from '../../src/service/open-gateway.js';
import { call, jsonOf, problemOf } from '../http/client.js';
import { body, businessType, engine, morning, openWorld, type World } from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';

const key = keyText(randomBytes(32));
let folder: string;
let world: World;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  world = await openWorld();
  writeFileSync(join(folder, 'trust'), world.bundle);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = {
  network: 'city',
  org: 'market',
  listen: { host: '127.0.0.1', port: 0 },
  folder: 'data',
  signer: 'no.sock',
  ledger: {
    profile: 'profile.json',
    certificate: 'c.pem',
    privateKey: 'k.pem',
    mspId: 'MarketMSP',
    channel: 'city',
    chaincode: 'yinzhao',
    endorsements: 2,
  },
  trust: ['trust'],
  witnesses: [
    { name: 'yinzhao/city/police/witness', url: 'http://127.0.0.1:9/v1/witness/add-checkpoint' },
  ],
  callers: [
    {
      name: 'desk',
      digest: createHash('sm3').update(key).digest('hex'),
      body,
      scopes: ['issue', 'read', 'admin', 'verify'],
    },
  ],
};
const at = (path: string): string => join(folder, path);

describe('a configuration', () => {
  it('has paths beside its file, usual values and no way to be changed', () => {
    writeFileSync(at('gateway.json'), JSON.stringify(settings));
    const config = readConfig(at('gateway.json'));
    expect(config).toMatchObject({
      folder: at('data'),
      signer: at('no.sock'),
      database: null,
      publishers: [],
      licenceTypes: null,
    });
    expect(
      Object.isFrozen(config) && Object.isFrozen(config.ledger) && Object.isFrozen(config.trust),
    ).toBe(true);
    expect(Object.keys(config).length).toBeLessThanOrEqual(15);
  });

  it.each([
    ['an unknown setting', { ...settings, colour: 1 }],
    ['a setting too few', { ...settings, signer: undefined }],
    ['a port of nothing', { ...settings, listen: { host: 'x', port: 70_000 } }],
    ['a name with a capital', { ...settings, org: 'Market' }],
    ['a witness without a name', { ...settings, witnesses: [{ name: 'police', url: 'http://x' }] }],
    [
      'an address that is none',
      { ...settings, witnesses: [{ name: 'yinzhao/city/police/witness', url: 'x' }] },
    ],
    ['a log without a name', { ...settings, publishers: [{ origin: 'police', url: 'http://x' }] }],
    ['a database of another make', { ...settings, database: 'postgres://x' }],
    ['a key in clear', { ...settings, callers: [{ ...settings.callers[0], digest: key }] }],
  ])('with %s is refused', (_what, value) => {
    expect(() => configOf(value, at)).toThrow(expect.objectContaining({ code: 'CONFIG_WRONG' }));
  });

  it('that is no file is refused', () => {
    expect(() => readConfig(at('nothing.json'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_WRONG' }),
    );
  });
});

describe('a gateway whose ledger and signer are gone', () => {
  const told: unknown[] = [];
  const open = (): Promise<Gateway> =>
    openGateway(configOf(settings, at), {
      engine,
      now: () => morning,
      random: (length) => randomBytes(length),
      newId: randomUUID,
      licenceTypes: join(__dirname, '..', '..', 'licence-types'),
      report: (error) => told.push(error),
    });
  const headers = { authorization: `Bearer ${key}` };

  it('answers what it can, says what it cannot, and is the same after a restart', async () => {
    for (let start = 0; start < 2; start++) {
      const gateway = await open();
      const ask = (path: string, more = {}) => call(gateway.url, path, { headers, ...more });
      expect(gateway.isAnchoring()).toBe(false);
      expect(jsonOf(await ask('/healthz'))).toEqual({
        ready: false,
        parts: { database: true, signer: false, ledger: false },
        codes: { ledger: 'ENOENT' },
      });
      const request = {
        type: businessType,
        from: '2026-11-24',
        fields: sampleFields[businessType],
      };
      const refused = await ask('/v1/licences', { body: request });
      expect([problemOf(refused), refused.headers['retry-after']]).toEqual([
        'SIGNER_UNAVAILABLE',
        '5',
      ]);
      expect(problemOf(await ask(`/v1/licences/${businessType}.${body}.NOTHERE.001.0`))).toBe(
        'LICENCE_UNKNOWN',
      );
      expect((await ask('/v1/trust/latest')).bytes.equals(world.bundle)).toBe(true);
      expect(problemOf(await ask('/v1/sync'))).toBe('SYNC_NOT_READY');
      expect(problemOf(await ask('/public/yinzhao/city/market/checkpoint'))).toBe('FILE_UNKNOWN');
      const note = {
        method: 'POST',
        body: Uint8Array.of(1),
        headers: { 'content-type': 'application/octet-stream' },
      };
      expect(problemOf(await ask('/v1/witness/add-checkpoint', note))).toBe('LEDGER_UNAVAILABLE');
      expect(JSON.stringify(jsonOf(await ask('/v1/callers')))).toContain('"desk"');
      await gateway.close();
      await expect(ask('/healthz')).rejects.toThrow();
    }
    expect(told.map(String).join()).toContain('profile.json');
  });

  it('gives everything back where it cannot listen', async () => {
    const first = await open();
    const port = Number(new URL(first.url).port);
    await first.close();
    const taken = await open();
    const busy = {
      ...settings,
      folder: 'other',
      listen: { host: '127.0.0.1', port: Number(new URL(taken.url).port) },
    };
    const parts = {
      engine,
      now: () => morning,
      random: (length: number) => randomBytes(length),
      newId: randomUUID,
      licenceTypes: join(__dirname, '..', '..', 'licence-types'),
      report: () => undefined,
    };
    await expect(openGateway(configOf(busy, at), parts)).rejects.toThrow('EADDRINUSE');
    const free = await openGateway(
      configOf({ ...busy, listen: { host: '127.0.0.1', port: 0 } }, at),
      parts,
    );
    await free.close();
    await taken.close();
    expect(port).toBeGreaterThan(0);
  });
});
