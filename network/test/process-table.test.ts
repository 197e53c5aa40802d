import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { markedProcesses, marksOf, memoryOf, startOf, stateIn } from '../src/process-table.js';
import { until } from './fixtures/until.js';

it('marks, start and memory of a process, and nothing after its end', async () => {
  const env = { YINZHAO_NETWORK: 'table-test', YINZHAO_PROCESS: 'sleeper' };
  const child = spawn('/bin/sleep', ['30'], { env, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  try {
    await until(() => marksOf(pid) !== null && (memoryOf(pid) ?? 0) > 100_000);
    expect(marksOf(pid)).toEqual({ network: 'table-test', process: 'sleeper' });
    expect(markedProcesses('table-test')).toEqual([{ pid, process: 'sleeper' }]);
    expect(startOf(pid)).toMatch(/\d/);
    expect(memoryOf(pid)).toBeGreaterThan(100_000);
  } finally {
    child.kill('SIGKILL');
  }
  await new Promise((resolve) => child.once('close', resolve));
  expect(startOf(pid)).toBeNull();
  expect(marksOf(pid)).toBeNull();
  expect(memoryOf(pid)).toBeNull();
});

it('a process without marks has none', () => {
  expect(marksOf(process.pid)).toBeNull();
  expect(markedProcesses('no such network')).toEqual([]);
});

describe('a line of the process table', () => {
  const line = (state: string, threads: number): string =>
    `77 (a (b) c) ${state} ${'0 '.repeat(16)}${threads} 0 123456 0 0`;

  it.each([
    ['sleeps', 'S', 9, 'S'],
    ['has ended and waits for its parent', 'Z', 1, 'Z'],
    ['was killed and has threads that still write', 'Z', 3, 'X'],
  ])('of a process that %s', (_what, state, threads, expected) => {
    expect(stateIn(line(state, threads))).toEqual([expected, '123456']);
  });
});
