import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programOf } from '@yinzhao/e2e/city/child';
import { findIsolation, runOffline } from '@yinzhao/e2e/city/offline';
import { freeBasePort } from '@yinzhao/network';

const run = promisify(execFile);
let folder: string;
let ports: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-start-'));
  ports = `${await freeBasePort()}`;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Summary {
  readonly outcome: string;
  readonly timings: Readonly<Record<string, number>>;
  readonly rss_mb: number;
}

async function startOnce(): Promise<Summary & { readonly lines: readonly string[] }> {
  const words = ['--once', '--folder', folder, '--base-port', ports];
  const { stdout } = await run(process.execPath, [programOf('e2e', 'start.js'), ...words]);
  const lines = stdout.trimEnd().split('\n');
  return { ...(JSON.parse(lines.at(-1) ?? '') as Summary), lines };
}

const licences = (): string[] => readdirSync(join(folder, 'licences')).sort();

describe('npm start -- --once', () => {
  it('ends with a licence that a process without network found valid', async () => {
    const { outcome, timings, rss_mb, lines } = await startOnce();
    expect(outcome).toBe('valid');
    expect(lines).toContainEqual(expect.stringContaining('a licence is issued'));
    expect(Object.keys(timings)).toEqual(['city', 'issue', 'anchor', 'witness', 'verify', 'total']);
    expect(rss_mb).toBeLessThan(1600);
  }, 180_000);

  it('leaves files that verify when everything is stopped', async () => {
    const [identifier] = licences()
      .filter((name) => name.endsWith('.yzl'))
      .map((name) => join(folder, 'licences', name.slice(0, -4)));
    const policy = ['--policy', join(folder, 'licences', 'policy.json')];
    const file = `${identifier ?? ''}.yzl`;
    const isolation = findIsolation();
    const sync = ['--sync', `${identifier ?? ''}.yzs`];
    expect((await runOffline(['verify', file, ...sync, ...policy], isolation)).code).toBe(0);
    expect((await runOffline(['verify', file, ...sync, ...policy], 'modules')).code).toBe(0);
    expect((await runOffline(['verify', file, ...policy], isolation)).code).toBe(2);
  }, 60_000);

  it('finds its data when it is started again, and issues nothing twice', async () => {
    const before = licences();
    const { outcome, lines } = await startOnce();
    expect([outcome, licences()]).toEqual(['valid', before]);
    expect(lines).toContainEqual(
      expect.stringContaining('示例营业执照已存在 · the licence is found'),
    );
    expect(lines).not.toContainEqual(expect.stringContaining('a licence is issued'));
  }, 180_000);
});
