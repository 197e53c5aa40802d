import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { printProgress, printStatus } from '../src/print.js';

let lines: string[];

beforeEach(() => {
  lines = [];
  jest
    .spyOn(console, 'log')
    .mockImplementation((line: string) => void lines.push(...line.split('\n')));
});
afterEach(() => {
  jest.restoreAllMocks();
});

it('Chinese first, English second, then the time', () => {
  printProgress({ chinese: '建立通道', english: 'channel', milliseconds: 1234 });
  printProgress({ chinese: '注意', english: 'note' });
  expect(lines).toEqual(['建立通道 · channel  1.23 s', '注意 · note']);
});

it('the columns of the table stand below each other', () => {
  const common = { kind: 'peer' as const, organisation: 'a', log: '' };
  printStatus([
    { ...common, name: 'peer-a', pid: 12345, port: 20_040, height: 7, memory: 50e6 },
    { ...common, name: 'peer-long-name', pid: null, port: 20_060, height: null, memory: null },
  ]);
  expect(lines).toEqual([
    '进程 process    状态 state    pid    端口 port  高度 height  内存 MB',
    'peer-a          运行 running  12345  20040      7            50',
    'peer-long-name  停止 stopped  -      20060      -            -',
    '',
    '内存合计 · memory in all: 50 MB',
  ]);
});
