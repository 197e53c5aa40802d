import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { runCommandLine } from '../src/commands.js';

let errors: string[];

beforeEach(() => {
  errors = [];
  jest.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

it.each([
  [[], /^用法 · Usage/],
  [['fly'], /^用法 · Usage/],
  [['up', '--colour'], /^USAGE: .*--colour/],
  [['up', '--topology', 'five'], /^USAGE: .*five/],
  [['up', '--base-port', 'many'], /^TOPOLOGY_INVALID: .*base port NaN/],
  [['revoke', 'market'], /^USAGE: /],
])('%j is wrong use: exit code 2', async (words, sentence) => {
  const folder = join('/nonexistent', 'network');
  await expect(runCommandLine([...words, '--folder', folder], {})).resolves.toBe(2);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(sentence);
});

it('without a network there is nothing to show: exit code 1, one line', async () => {
  await expect(runCommandLine(['status', '--folder', '/nonexistent/network'], {})).resolves.toBe(1);
  expect(errors.join('\n')).toMatch(/^NETWORK_MISSING: [^\n]*$/);
});

it.each(['up', 'build'])('FABRIC_BIN counts for %s', async (command) => {
  const words = [command, '--folder', '/nonexistent/network'];
  await expect(runCommandLine(words, { FABRIC_BIN: '/nonexistent/bin' })).resolves.toBe(1);
  expect(errors[0]).toMatch(/^BINARY_MISSING: .*\/nonexistent\/bin/);
});

it.each([['--help'], ['-h'], ['up', '--help'], ['help']])(
  '%s prints the usage: exit code 0',
  async (...words) => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await expect(runCommandLine(words, {})).resolves.toBe(0);
    expect(log.mock.calls).toEqual([[expect.stringMatching(/^用法 · Usage/)]]);
    expect(errors).toEqual([]);
  },
);
