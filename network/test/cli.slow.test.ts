import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeBasePort, HOST, organisationPorts } from '../src/ports.js';
import { stopNetwork } from '../src/network.js';
import { markedProcesses } from '../src/process-table.js';
import { requireState } from '../src/state.js';

jest.setTimeout(120_000);

const CLI = join(__dirname, '..', 'dist', 'cli.js');
let folder: string;
let basePort: number;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'yinzhao-cli-')), 'network');
  basePort = await freeBasePort();
});

afterAll(async () => {
  await stopNetwork(folder).catch(() => undefined);
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  output: string;
}

/** Runs the command line as `npm run network --` does. @param killAt - the signal comes when it has printed this */
async function cli(
  words: string[],
  killAt?: string,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...words, '--folder', folder]);
  let output = '';
  child.stdout.on('data', (part: Buffer) => {
    const before = output;
    output += part.toString();
    if (killAt === undefined || before.includes(killAt)) return;
    if (output.includes(killAt)) child.kill(signal);
  });
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code: await ended, output };
}

it('wrong use: the manual or a sentence, exit code 2', async () => {
  const none = await cli([]);
  expect(none).toMatchObject({ code: 2, output: expect.stringContaining('Usage') });
  await expect(cli(['up', '--colour'])).resolves.toMatchObject({ code: 2 });
  await expect(cli(['up', '--topology', 'five'])).resolves.toMatchObject({ code: 2 });
  await expect(cli(['up', '--base-port', '80'])).resolves.toMatchObject({ code: 2 });
});

it('without a network: one sentence without a stack, exit code 1', async () => {
  for (const command of ['status', 'down', 'logs']) {
    const { code, output } = await cli([command]);
    expect(code).toBe(1);
    expect(output).toMatch(/^NETWORK_MISSING: .* · .*\n$/);
  }
});

it('build gets the programs ready and starts nothing', async () => {
  const { code, output } = await cli(['build']);
  expect(code).toBe(0);
  expect(output).toContain('程序齐备');
  expect(existsSync(folder)).toBe(false);
});

it('a taken port is named, with the process it was for and the way out', async () => {
  const port = organisationPorts(basePort, 1).authority.listen;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
  try {
    const { code, output } = await cli(['up', '--base-port', String(basePort)]);
    expect(code).toBe(1);
    expect(output).toContain(`PORT_IN_USE: 端口 ${port}（ca-police）`);
    expect(output).toContain('--base-port');
    expect(output).not.toContain('    at ');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

it('an `up` that is interrupted ends what it has begun', async () => {
  const up = ['up', '--base-port', String(basePort)];
  for (const step of ['启动证书机构', '建立通道']) {
    const { code, output } = await cli(up, step, 'SIGINT');
    expect(output).toMatch(/^INTERRUPTED: .* · .*$/m);
    expect(code).toBe(1);
    expect(markedProcesses(requireState(folder).id)).toEqual([]);
  }
});

it('an `up` that is killed again and again is completed by the last one', async () => {
  const up = ['up', '--base-port', String(basePort)];
  for (const step of ['启动证书机构', '签发身份', '启动排序节点', '建立通道', '加入通道']) {
    await expect(cli(up, step)).resolves.toMatchObject({ code: null });
  }
  const { code, output } = await cli(['up']);
  expect(output).toContain('网络就绪');
  expect(code).toBe(0);
  for (const organisation of ['approval', 'police', 'market']) {
    const profile = join(folder, 'organisations', organisation, 'profile.json');
    expect(output).toContain(profile);
    expect(existsSync(profile)).toBe(true);
  }
  // No process was started twice on the way.
  expect(markedProcesses(requireState(folder).id)).toHaveLength(10);
});

it('status lists all processes with their heights', async () => {
  const { code, output } = await cli(['status']);
  expect(code).toBe(0);
  expect(output.match(/运行 running/g)).toHaveLength(10);
  expect(output).toMatch(/peer-market +运行 running +\d+ +\d+ +\d+ +\d+/);
});

it('`up` on a running network says so', async () => {
  const { code, output } = await cli(['up']);
  expect(code).toBe(0);
  expect(output).toContain('网络已在运行');
});

it('logs shows the end of one log, and refuses unknown names with the known ones', async () => {
  const { output } = await cli(['logs', 'ca-approval']);
  expect(output).toContain('GET /cainfo');
  await expect(cli(['logs', 'peer-nobody'])).resolves.toMatchObject({
    code: 1,
    output: expect.stringContaining('peer-police'),
  });
});

it('upgrade and revoke work on the running network', async () => {
  const upgraded = await cli(['upgrade', '--version', '1.0.1']);
  expect(upgraded.code).toBe(0);
  expect(requireState(folder).active).toMatchObject({ version: '1.0.1', sequence: 2 });
  const again = await cli(['upgrade', '--version', '1.0.1']);
  expect(again).toMatchObject({
    code: 1,
    output: expect.stringContaining('CHAINCODE_UNCHANGED'),
  });
  await expect(cli(['revoke', 'market'])).resolves.toMatchObject({ code: 2 });
  await expect(cli(['revoke', 'market', 'gateway'])).resolves.toMatchObject({ code: 0 });
});

it('down ends everything and keeps the ledger; status then ends with 3', async () => {
  const { id } = requireState(folder);
  await expect(cli(['down'])).resolves.toMatchObject({ code: 0 });
  expect(markedProcesses(id)).toEqual([]);
  const { code, output } = await cli(['status']);
  expect(code).toBe(3);
  expect(output.match(/停止 stopped/g)).toHaveLength(10);
  expect(existsSync(join(folder, 'organisations', 'market', 'peer', 'data'))).toBe(true);
});

it('reset deletes the network and nothing else, also where two do it at once', async () => {
  const { id } = JSON.parse(readFileSync(join(folder, 'network.json'), 'utf8')) as { id: string };
  const mine = join(folder, 'mine.txt');
  writeFileSync(mine, 'not the network');
  const both = await Promise.all([cli(['reset']), cli(['reset'])]);
  expect(both.map(({ code }) => code).sort()).not.toEqual([1, 1]);
  for (const { output } of both) expect(output).not.toContain('    at ');
  expect(readdirSync(folder)).toEqual(['mine.txt']);
  expect(markedProcesses(id)).toEqual([]);
});
