import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILDER } from '../src/layout.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-builder-'));
  for (const name of ['source', 'metadata', 'built', 'released', 'connections'])
    mkdirSync(at(name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a part of the builder as a peer does. @returns its exit code */
function run(part: string, ...folders: string[]): number | null {
  const { PATH = '' } = process.env;
  const env = { PATH, YINZHAO_CHAINCODE_CONNECTIONS: at('connections') };
  return spawnSync(
    join(BUILDER, 'bin', part),
    folders.map((name) => at(name)),
    { env },
  ).status;
}

function metadata(document: object): void {
  writeFileSync(at('metadata', 'metadata.json'), JSON.stringify(document));
}

it('takes packages of its own type only', () => {
  metadata({ path: '', type: 'yinzhao', label: 'a' });
  expect(run('detect', 'source', 'metadata')).toBe(0);
  metadata({ path: '', type: 'node', label: 'yinzhao' });
  expect(run('detect', 'source', 'metadata')).not.toBe(0);
});

it('releases the connection of the label, private', () => {
  metadata({ path: '', type: 'yinzhao', label: 'sample_1.0-b' });
  writeFileSync(at('connections', 'sample_1.0-b.json'), '{"address":"here"}');
  expect(run('build', 'source', 'metadata', 'built')).toBe(0);
  expect(run('release', 'built', 'released')).toBe(0);
  const file = at('released', 'chaincode', 'server', 'connection.json');
  expect(readFileSync(file, 'utf8')).toBe('{"address":"here"}');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('a label without a connection is an error, not an empty connection', () => {
  metadata({ path: '', type: 'yinzhao', label: 'unknown' });
  expect(run('build', 'source', 'metadata', 'built')).toBe(0);
  expect(run('release', 'built', 'released')).not.toBe(0);
  expect(existsSync(at('released', 'chaincode', 'server', 'connection.json'))).toBe(false);
});

it('a package without a readable label is an error', () => {
  metadata({ path: '', type: 'yinzhao', label: 'a b' });
  expect(run('build', 'source', 'metadata', 'built')).not.toBe(0);
});
