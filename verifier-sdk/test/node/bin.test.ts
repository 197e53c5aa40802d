import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeScene, nowAt, goodBundle } from '../world/scene.js';

const bin = join(__dirname, '..', '..', 'bin', 'yinzhao.js');
let folder: string;

beforeAll(() => {
  // What is tested is what the sources are now.
  spawnSync(process.execPath, [join(__dirname, '..', '..', '..', 'scripts', 'bundle.js')]);
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-bin-'));
  const { input, sync } = makeScene();
  const revoked = makeScene({
    pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 },
  });
  writeFileSync(join(folder, 'licence.yzl'), input);
  writeFileSync(join(folder, 'good.yzs'), sync as Uint8Array);
  writeFileSync(join(folder, 'revoked.yzs'), revoked.sync as Uint8Array);
  writeFileSync(join(folder, 'trust'), goodBundle);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('may be run', () => {
  expect(() => {
    accessSync(bin, constants.X_OK);
  }).not.toThrow();
});

it.each([
  ['valid', '--sync good.yzs', 0, '有效'],
  ['invalid', '--sync revoked.yzs', 1, '无效'],
  ['undetermined', '', 2, '无法判定'],
  ['misuse', '--sync good.yzs --policy', 3, ''],
])('answers %s with its exit code, as a process of its own', (_name, more, status, text) => {
  const line = `verify licence.yzl --trust trust --policy hall --at ${nowAt} ${more}`;
  const run = spawnSync(process.execPath, [bin, ...line.trim().split(/ +/)], {
    cwd: folder,
    encoding: 'utf8',
    // Nothing of the environment is needed, and nothing of it counts.
    env: {},
  });
  expect(run.status).toBe(status);
  expect(run.stdout.startsWith(text)).toBe(true);
  expect(run.stderr === '').toBe(status !== 3);
});

it('says its version', () => {
  const manifest = join(__dirname, '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const run = spawnSync(process.execPath, [bin, '--version'], { encoding: 'utf8', env: {} });
  expect([run.status, run.stdout, run.stderr]).toEqual([0, `${version}\n`, '']);
});

it.each([
  ['help', 0],
  [`verify licence.yzl --trust trust --policy hall --at ${nowAt}`, 2],
])('is quiet where nobody reads on, and answers all the same: %s', async (line, status) => {
  const child = spawn(process.execPath, [bin, ...line.split(' ')], { cwd: folder, env: {} });
  child.stdout.destroy();
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, complaints]).toEqual([status, '']);
});
