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
    const taken = (await isGateway(url)) ? url : folders.org(name).socket;
    if (taken === url || (await listens(taken))) {
      throw new CityRuns(
        `已有示例城市在运行（${taken}）：先结束它，或另用 --folder 和 --base-port · a city runs already (${taken}): end it, or take another --folder and --base-port`,
      );
    }
  }
}

/** Whether a gateway answers at this address. */
export async function isGateway(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(patienceMs) });
    return isHealth(await response.json());
  } catch {
    return false;
  }
}

/** Any other server there is a port in use, and not a city. */
function isHealth(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  const { ready, parts, codes } = document as Readonly<Record<string, unknown>>;
  return typeof ready === 'boolean' && typeof parts === 'object' && typeof codes === 'object';
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
