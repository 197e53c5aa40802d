import { expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { checkPortsFree, freeBasePort, HOST, isPortFree } from '../src/ports.js';
import { PORT_RANGE } from '../src/topology.js';

async function withTakenPort(host: string, deed: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    await deed((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

it.each([HOST, '0.0.0.0'])(
  'a port taken on %s is not free, and free again afterwards',
  async (host) => {
    let taken = 0;
    await withTakenPort(host, async (port) => {
      taken = port;
      await expect(isPortFree(port)).resolves.toBe(false);
    });
    await expect(isPortFree(taken)).resolves.toBe(true);
  },
);

it('the error names port, process and the option that changes it', async () => {
  await withTakenPort(HOST, async (port) => {
    await expect(checkPortsFree('peer-police', [port])).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(new RegExp(`${port}.*peer-police.*--base-port.*${port}`)),
    });
  });
  await expect(checkPortsFree('peer-police', [])).resolves.toBeUndefined();
});

it('a free range is free and below the ports for outgoing connections', async () => {
  const base = await freeBasePort();
  expect(base).toBeGreaterThanOrEqual(18_000);
  expect(base + PORT_RANGE).toBeLessThanOrEqual(32_768);
  await expect(isPortFree(base + 40)).resolves.toBe(true);
});
