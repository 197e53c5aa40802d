import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { NetworkError } from './errors.js';
import { PORT_RANGE } from './topology.js';

/** Everything listens here and nowhere else. */
export const HOST = '127.0.0.1';

/** The ports of the orderer at `index` in the topology's table. */
export function ordererPorts(basePort: number, index: number) {
  const first = basePort + index * 5;
  return { listen: first, admin: first + 1, operations: first + 2 };
}

/** The ports of the organisation at `index` in the topology's table. */
export function organisationPorts(basePort: number, index: number) {
  const first = basePort + 40 + index * 20;
  return {
    peer: { listen: first, chaincode: first + 1, operations: first + 2 },
    authority: { listen: first + 5, operations: first + 6 },
    // Two, because an upgrade runs the old and the new service side by side.
    chaincode: [first + 10, first + 11] as const,
  };
}

/** Whether nobody listens on this port of 127.0.0.1. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: HOST, exclusive: true }, () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}

/** @throws NetworkError `PORT_IN_USE`, naming the first taken port and the process it was meant for */
export async function checkPortsFree(processName: string, ports: number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new NetworkError(
      'PORT_IN_USE',
      `端口 ${port}（${processName}）已被占用：请停止占用它的程序，或用 --base-port 换一段端口`,
      `port ${port} (${processName}) is in use: stop the program that holds it, or choose other ports with --base-port`,
    );
  }
}

/**
 * A base port whose whole range is free now: for tests that must not collide with a running network.
 * Below 32768, where systems begin to hand out ports for outgoing connections.
 */
export async function freeBasePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 18_000 + PORT_RANGE * randomInt(70);
    const ports = Array.from({ length: PORT_RANGE }, (_, offset) => base + offset);
    const free = await Promise.all(ports.map(isPortFree));
    if (free.every(Boolean)) return base;
  }
  throw new NetworkError(
    'PORT_IN_USE',
    `找不到连续 ${PORT_RANGE} 个空闲端口`,
    `no ${PORT_RANGE} consecutive free ports found`,
  );
}
