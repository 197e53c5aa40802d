import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withLock } from '../src/lock.js';
import { startOf } from '../src/process-table.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-lock-'));
  file = join(folder, 'new', 'lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('one deed at a time, the waiting one is told once', async () => {
  const events: string[] = [];
  const deed = (name: string) => async () => {
    events.push(`${name} begins`);
    await pause(300);
    events.push(`${name} ends`);
  };
  await Promise.all([
    withLock(file, () => events.push('a waits'), deed('a')),
    withLock(file, () => events.push('b waits'), deed('b')),
  ]);
  expect(events).toEqual(['a begins', 'b waits', 'a ends', 'b begins', 'b ends']);
  expect(existsSync(file)).toBe(false);
});

it('the lock is given back after a failure, and the failure goes on', async () => {
  const failing = withLock(
    file,
    () => undefined,
    () => Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
  await expect(
    withLock(
      file,
      () => undefined,
      () => Promise.resolve(1),
    ),
  ).resolves.toBe(1);
});

it('the lock of a process that is no more counts for nothing, nor that of a successor of its pid', async () => {
  const { pid } = spawnSync('true');
  await withLock(
    file,
    () => undefined,
    () => Promise.resolve(),
  );
  const left = [
    { pid, started: '1' },
    { pid: process.pid, started: `not ${startOf(process.pid) ?? ''}` },
  ];
  for (const holder of left) {
    writeFileSync(file, JSON.stringify(holder));
    const waited: string[] = [];
    await expect(
      withLock(
        file,
        () => waited.push('x'),
        () => Promise.resolve(2),
      ),
    ).resolves.toBe(2);
    expect(waited).toEqual([]);
  }
});

it('what a power cut leaves of a lock counts for nothing', async () => {
  const once = () =>
    withLock(
      file,
      () => undefined,
      () => Promise.resolve(3),
    );
  await once();
  for (const rest of ['', '{"pid":1,"sta', '\0\0\0\0']) {
    writeFileSync(file, rest);
    await expect(once()).resolves.toBe(3);
  }
  expect(readdirSync(join(folder, 'new'))).toEqual([]);
});

it('nobody else can enter the folder', async () => {
  await withLock(
    file,
    () => undefined,
    () => Promise.resolve(),
  );
  expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
});

it('a guard that a killed waiter left holds nobody up', async () => {
  const { pid } = spawnSync('true');
  await withLock(
    file,
    () => undefined,
    () => Promise.resolve(),
  );
  for (const path of [file, `${file}.guard`])
    writeFileSync(path, JSON.stringify({ pid, started: '1' }));
  await expect(
    withLock(
      file,
      () => undefined,
      () => Promise.resolve(3),
    ),
  ).resolves.toBe(3);
  expect(readdirSync(join(folder, 'new'))).toEqual([]);
});

it('many that find a dead lock get it one after another', async () => {
  const module = join(__dirname, '..', 'dist', 'lock.js');
  const log = join(folder, 'log');
  const script = `
    const { withLock } = await import(${JSON.stringify(module)});
    const { appendFileSync } = await import('node:fs');
    await withLock(${JSON.stringify(file)}, () => undefined, async () => {
      appendFileSync(${JSON.stringify(log)}, 'begin\\n');
      await new Promise((resolve) => setTimeout(resolve, 20));
      appendFileSync(${JSON.stringify(log)}, 'end\\n');
    });`;
  const { pid } = spawnSync('true');
  mkdirSync(join(folder, 'new'));
  writeFileSync(file, JSON.stringify({ pid, started: '1' }));
  const contenders = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(
    contenders.map((child) => new Promise((resolve) => child.once('close', resolve))),
  );
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('begin\nend\n'.repeat(6));
});
