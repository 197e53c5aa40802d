import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freeBasePort,
  sampleTopology,
  startNetwork,
  type Network,
  type Topology,
} from '@yinzhao/network';
import { binaries } from './shared-network.js';

export interface OwnNetwork {
  readonly network: Network;
  readonly stop: () => Promise<void>;
}

/** A network for tests that break something. */
export async function startOwnNetwork(
  topologyOf: (options: { basePort: number }) => Topology = sampleTopology,
): Promise<OwnNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-network-'));
  const topology = topologyOf({ basePort: await freeBasePort() });
  const network = await startNetwork(topology, folder, { binaries: binaries() });
  return {
    network,
    stop: async () => {
      await network.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
