import { connect } from 'node:net';
import type { Topology } from '@yinzhao/network';
import type { CityFolders } from './folders.js';
import { gatewayUrl } from './gateways.js';

const patienceMs = 1000;

/** Another city runs in this folder, or on these ports: this one would speak to its processes, and stop them. */
export class CityRuns extends Error {
  override readonly name = 'CityRuns';
}

/** @throws CityRuns */
export async function requireFree(folders: CityFolders, topology: Topology): Promise<void> {
  for (const { name } of topology.organisations) {
    const url = gatewayUrl(topology, name);
    const taken = (await answers(url)) ? url : folders.org(name).socket;
    if (taken === url || (await listens(taken))) {
      throw new CityRuns(
        `已有示例城市在运行（${taken}）：先结束它，或另用 --folder 和 --base-port · a city runs already (${taken}): end it, or take another --folder and --base-port`,
      );
    }
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(patienceMs) }).then(
    () => true,
    () => false,
  );
}

function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const end = (taken: boolean): void => {
      connection.destroy();
      resolve(taken);
    };
    connection.once('connect', () => {
      end(true);
    });
    connection.once('error', () => {
      end(false);
    });
  });
}
