import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '../src/binaries.js';

let folder: string;
const silent = () => undefined;
const RELEASE = ['peer', 'orderer', 'configtxgen', 'configtxlator'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-release-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(...names: string[]): void {
  for (const name of names) writeFileSync(join(folder, name), '', { mode: 0o755 });
}

it('a release folder with everything needs nothing else', async () => {
  put(...RELEASE, 'osnadmin', 'fabric-ca-server');
  const found = await findBinaries(
    { folder, cache: '/nonexistent', go: '/nonexistent/go' },
    silent,
  );
  expect(found.peer).toBe(join(folder, 'peer'));
  expect(found.authority).toBe(join(folder, 'fabric-ca-server'));
  expect(found.osnadmin).toBe(join(folder, 'osnadmin'));
});

it('a release without osnadmin is one from before channel participation', async () => {
  put(...RELEASE, 'fabric-ca-server');
  const found = await findBinaries({ folder, cache: '/nonexistent' }, silent);
  expect(found.osnadmin).toBeNull();
});

it.each(RELEASE)('a release folder without %s is refused, by name', async (missing) => {
  put(...RELEASE.filter((name) => name !== missing), 'osnadmin', 'fabric-ca-server');
  await expect(findBinaries({ folder, cache: '/nonexistent' }, silent)).rejects.toMatchObject({
    code: 'BINARY_MISSING',
    message: expect.stringContaining(` ${missing}`),
  });
});

it('a file that cannot be run is no program', async () => {
  put(...RELEASE, 'osnadmin', 'fabric-ca-server');
  rmSync(join(folder, 'peer'));
  writeFileSync(join(folder, 'peer'), '', { mode: 0o644 });
  await expect(findBinaries({ folder, cache: '/nonexistent' }, silent)).rejects.toMatchObject({
    code: 'BINARY_MISSING',
  });
});

it('a release without fabric-ca-server has it built', async () => {
  put(...RELEASE, 'osnadmin');
  const choice = { folder, cache: join(folder, 'cache'), go: '/nonexistent/go' };
  await expect(findBinaries(choice, silent)).rejects.toMatchObject({ code: 'GO_MISSING' });
});
