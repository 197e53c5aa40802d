import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { MSP_AUTHORITY } from './configuration/authority.js';
import { NetworkError } from './errors.js';
import { organisationFiles, tlsFiles } from './layout.js';
import type { AuthorityNode, ChaincodeNode, OrdererNode, PeerNode } from './nodes.js';
import { HOST } from './ports.js';
import { isAlive, lastWords } from './processes.js';
import type { ProcessRecord } from './processes.js';

const READY_MS = 30_000;
const REQUEST_MS = 2_000;

/**
 * Waits until a process just started answers.
 * @throws NetworkError `PROCESS_DIED` with the end of its log, or `PROCESS_NOT_READY`
 */
export async function waitHealthy(
  folder: string,
  record: ProcessRecord,
  isHealthy: () => Promise<boolean>,
  milliseconds = READY_MS,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isHealthy())) {
    if (!isAlive(record)) {
      const tail = lastWords(folder, record.name, 12);
      throw new NetworkError(
        'PROCESS_DIED',
        `${record.name} 启动后即退出，日志末尾见下`,
        `${record.name} ended right after its start; the end of its log:\n${tail}`,
      );
    }
    if (performance.now() > deadline) {
      throw new NetworkError(
        'PROCESS_NOT_READY',
        `${record.name} 在 ${milliseconds / 1000} 秒内未就绪，请查看日志`,
        `${record.name} was not ready within ${milliseconds / 1000} seconds: see its log`,
      );
    }
    await pause(20);
  }
}

/** Not only that the port is open: without its database the server listens all the same. */
export async function isAuthorityHealthy(folder: string, node: AuthorityNode): Promise<boolean> {
  const { tlsRoot, mspRoot } = organisationFiles(folder, node.organisation.name);
  if (!existsSync(tlsRoot) || !existsSync(mspRoot)) return false;
  const path = `/cainfo?ca=${MSP_AUTHORITY}`;
  const answers = await get(node.ports.listen, path, readFileSync(tlsRoot, 'utf8'));
  return answers !== null && (await get(node.ports.operations, '/healthz')) !== null;
}

/** Peers and orderers report themselves, but some do so while they still open their ledgers. */
export async function isNodeHealthy(node: PeerNode | OrdererNode): Promise<boolean> {
  return (
    (await get(node.ports.operations, '/healthz')) !== null && (await isOpen(node.ports.listen))
  );
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: HOST, port }, () => {
      end(true);
    });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('error', () => {
      end(false);
    });
  });
}

/** Whether a service takes a TLS connection from the peer it is meant for. */
export function isChaincodeHealthy(
  folder: string,
  node: ChaincodeNode,
  slot: 0 | 1,
): Promise<boolean> {
  const files = organisationFiles(folder, node.organisation.name);
  const { certificate, key } = tlsFiles(files.peer.tls);
  return new Promise((resolve) => {
    const socket = connect({
      host: HOST,
      port: node.ports[slot],
      cert: readFileSync(certificate),
      key: readFileSync(key),
      ca: readFileSync(files.tlsRoot),
      timeout: REQUEST_MS,
    });
    const end = (healthy: boolean) => {
      socket.destroy();
      resolve(healthy);
    };
    socket.once('secureConnect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
    socket.once('timeout', () => {
      end(false);
    });
  });
}

/**
 * One figure from a process's Prometheus page.
 * @param port - its operations port
 * @returns null while the process does not answer or does not know the channel
 */
export async function readMetric(
  port: number,
  name: string,
  channel: string,
): Promise<number | null> {
  const page = await get(port, '/metrics');
  const start = `${name}{channel="${channel}"} `;
  const line = page?.split('\n').find((candidate) => candidate.startsWith(start));
  return line === undefined ? null : Number(line.slice(start.length));
}

/** @returns the body of a 200 answer, else null */
function get(port: number, path: string, root?: string): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { host: HOST, port, path, timeout: REQUEST_MS, agent: false };
    const answered = (response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.on('error', () => {
        resolve(null);
      });
      response.on('end', () => {
        resolve(response.statusCode === 200 ? body : null);
      });
    };
    const request =
      root === undefined
        ? httpRequest(options, answered)
        : httpsRequest({ ...options, ca: root }, answered);
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(null);
    });
    request.end();
  });
}
