import { expect, it } from '@jest/globals';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetric, waitHealthy } from '../src/health.js';
import { networkFiles } from '../src/layout.js';
import { startOf } from '../src/process-table.js';

const PAGE = `# HELP ledger_blockchain_height Height of the chain in blocks.
ledger_blockchain_height{channel="city"} 17
ledger_blockchain_height{channel="city-2"} 3
`;

it('a figure is read by name and channel', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/metrics' ? 200 : 404;
    response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await expect(readMetric(port, 'ledger_blockchain_height', 'city')).resolves.toBe(17);
    await expect(readMetric(port, 'ledger_blockchain_height', 'city-2')).resolves.toBe(3);
    await expect(readMetric(port, 'ledger_blockchain_height', 'other')).resolves.toBeNull();
    await expect(readMetric(port, 'height', 'city')).resolves.toBeNull();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await expect(readMetric(port, 'ledger_blockchain_height', 'city')).resolves.toBeNull();
});

it('a process that dies while one waits: its last words are in the error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-health-'));
  try {
    mkdirSync(networkFiles(folder).logs);
    writeFileSync(join(networkFiles(folder).logs, 'peer-x.log'), 'one\npanic: no ledger\n');
    const dead = { name: 'peer-x', pid: process.pid, started: 'never' };
    await expect(waitHealthy(folder, dead, () => Promise.resolve(false))).rejects.toMatchObject({
      code: 'PROCESS_DIED',
      message: expect.stringContaining('panic: no ledger'),
    });
    const alive = { ...dead, started: startOf(process.pid) ?? '' };
    let asked = 0;
    await waitHealthy(folder, alive, () => Promise.resolve(++asked === 3));
    expect(asked).toBe(3);
    const never = waitHealthy(folder, alive, () => Promise.resolve(false), 100);
    await expect(never).rejects.toMatchObject({ code: 'PROCESS_NOT_READY' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
