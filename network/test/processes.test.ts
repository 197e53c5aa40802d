import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkFiles } from '../src/layout.js';
import { startOf } from '../src/process-table.js';
import {
  adoptProcesses,
  ended,
  findProcess,
  isAlive,
  listProcesses,
  lastWords,
  logTail,
  renameProcess,
  signalProcess,
  startProcess,
  stopProcess,
} from '../src/processes.js';
import type { ProcessPlan, ProcessRecord } from '../src/processes.js';
import { until } from './fixtures/until.js';

let folder: string;
let network: string;
const foreign: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-processes-'));
  network = `test-${folder}`;
});

afterEach(async () => {
  for (const record of listProcesses(folder, network)) await stopProcess(folder, network, record);
  for (const child of foreign.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function plan(name: string, script: string): ProcessPlan {
  return { name, command: ['/bin/sh', '-c', script], environment: { GREETING: 'hello' }, folder };
}

const WAIT = 'exec sleep 60';

/** A process of somebody else, with the record that would point to it. */
async function foreignProcess(environment: Record<string, string> = {}): Promise<ProcessRecord> {
  const child = spawn('/bin/sh', ['-c', WAIT], { env: environment, stdio: 'ignore' });
  foreign.push(child);
  const pid = child.pid ?? 0;
  await until(() => startOf(pid) !== null);
  return { name: 'a', pid, started: startOf(pid) ?? '' };
}

it('a process is started with its mark, its environment and its log, and found again', async () => {
  const record = await startProcess(
    folder,
    network,
    plan('a', `echo "$GREETING $YINZHAO_PROCESS"; ${WAIT}`),
  );
  await until(() => logTail(folder, 'a', 5) !== '');
  expect(findProcess(folder, network, 'a')).toEqual(record);
  expect(findProcess(folder, 'another network', 'a')).toBeNull();
  expect(logTail(folder, 'a', 5)).toBe('hello a');
  expect(listProcesses(folder, network)).toEqual([record]);
});

it('what a process that panicked said last is its reason, not the end of its stack', async () => {
  const stack = Array.from({ length: 30 }, (_, i) => `frame ${i}`).join('\\n');
  const record = await startProcess(
    folder,
    network,
    plan('a', `printf 'begun\\npanic: no disk\\n${stack}\\n'`),
  );
  await ended(record, 20_000);
  const words = lastWords(folder, 'a', 4).split('\n');
  expect(words).toEqual(['panic: no disk', 'frame 0', 'frame 1', 'frame 2']);
  expect(logTail(folder, 'a', 1)).toBe('frame 29');
});

it('a record that a power cut emptied is none, and the process is found by its mark', async () => {
  const { name, pid } = await startProcess(folder, network, plan('a', WAIT));
  writeFileSync(join(folder, 'processes', 'a.json'), '');
  expect(findProcess(folder, network, 'a')).toBeNull();
  await until(() => listProcesses(folder, network).length > 0);
  expect(listProcesses(folder, network)).toMatchObject([{ name, pid }]);
});

it('it inherits nothing but PATH and HOME', async () => {
  process.env['CORE_PEER_ID'] = 'from the shell';
  try {
    await startProcess(
      folder,
      network,
      plan('a', `env | cut -d= -f1 | sort | tr '\\n' ' '; ${WAIT}`),
    );
    await until(() => logTail(folder, 'a', 1).includes('YINZHAO_PROCESS'));
    const names = logTail(folder, 'a', 1).trim().split(' ');
    expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([
      'GREETING',
      'HOME',
      'PATH',
      'YINZHAO_NETWORK',
      'YINZHAO_PROCESS',
    ]);
  } finally {
    delete process.env['CORE_PEER_ID'];
  }
});

it('what it writes can be read by its owner only', async () => {
  await startProcess(folder, network, plan('a', `touch made; ${WAIT}`));
  await until(() => existsSync(join(folder, 'made')));
  expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o600);
});

it('stop ends it, and one that will not hear after a while', async () => {
  const gentle = await startProcess(folder, network, plan('a', WAIT));
  await stopProcess(folder, network, gentle);
  expect(isAlive(gentle)).toBe(false);
  expect(findProcess(folder, network, 'a')).toBeNull();

  const deaf = await startProcess(
    folder,
    network,
    plan('b', `trap '' TERM; echo deaf; while :; do sleep 0.05; done`),
  );
  await until(() => logTail(folder, 'b', 1) === 'deaf');
  await stopProcess(folder, network, deaf, 300);
  expect(isAlive(deaf)).toBe(false);
});

it('a process without the mark gets no signal, though pid and start agree', async () => {
  const record = await foreignProcess();
  expect(signalProcess(network, record, 'SIGKILL')).toBe(false);
  await stopProcess(folder, network, record);
  expect(isAlive(record)).toBe(true);
});

it('a process of another network gets no signal', async () => {
  const record = await foreignProcess({ YINZHAO_NETWORK: 'another', YINZHAO_PROCESS: 'a' });
  expect(signalProcess(network, record, 'SIGKILL')).toBe(false);
  expect(isAlive(record)).toBe(true);
});

it('a pid that has been given to another process of the network gets no signal', async () => {
  const record = await startProcess(folder, network, plan('a', WAIT));
  expect(signalProcess(network, { ...record, started: 'earlier' }, 'SIGKILL')).toBe(false);
  expect(isAlive(record)).toBe(true);
});

it('a process that nobody wrote down is found by its mark and adopted', async () => {
  const record = await startProcess(folder, network, plan('a', WAIT));
  rmSync(networkFiles(folder).processes, { recursive: true });
  expect(findProcess(folder, network, 'a')).toBeNull();
  expect(listProcesses(folder, network)).toEqual([record]);
  adoptProcesses(folder, network);
  expect(findProcess(folder, network, 'a')).toEqual(record);
});

it('a renamed process keeps running, and its log goes with it', async () => {
  const old = await startProcess(folder, network, plan('a', `echo old; ${WAIT}`));
  await until(() => logTail(folder, 'a', 5) === 'old');
  await stopProcess(folder, network, old);
  const next = await startProcess(folder, network, plan('a.next', `echo new; ${WAIT}`));
  await until(() => logTail(folder, 'a.next', 5) === 'new');
  renameProcess(folder, next, 'a');
  expect(findProcess(folder, network, 'a.next')).toBeNull();
  expect(findProcess(folder, network, 'a')).toEqual({ ...next, name: 'a' });
  expect(logTail(folder, 'a', 5)).toBe('new');
  expect(logTail(folder, 'a.previous', 5)).toBe('old');
});

it('the end of a process is noticed, a zombie is none', async () => {
  const record = await startProcess(folder, network, plan('a', 'exit 3'));
  await expect(ended(record, 20_000)).resolves.toBe(true);
  expect(findProcess(folder, network, 'a')).toBeNull();
});

it('a folder that does not exist is an error with a code', async () => {
  const wrong = { ...plan('a', WAIT), folder: join(folder, 'nowhere') };
  await expect(startProcess(folder, network, wrong)).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
  });
});

it('records and logs are private', async () => {
  await startProcess(folder, network, plan('a', WAIT));
  for (const file of [
    join(networkFiles(folder).processes, 'a.json'),
    join(networkFiles(folder).logs, 'a.log'),
  ]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(join(networkFiles(folder).processes, 'a.json'), 'utf8')).toContain('"pid"');
});
