import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCity, type City } from '@yinzhao/e2e/city/city';
import type { CityClient } from '@yinzhao/e2e/city/client';
import { homeClient } from '@yinzhao/e2e/city/home-client';
import { freeBasePort, sampleTopology, type Topology } from '@yinzhao/network';
import { usualBinaries } from '@yinzhao/e2e/city/binaries';

export interface OwnCity extends City {
  readonly client: CityClient;
  readonly remove: () => Promise<void>;
}

/** A city for tests that break something. */
export async function startOwnCity(
  topologyOf: (options: { basePort: number }) => Topology = sampleTopology,
): Promise<OwnCity> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-city-'));
  const topology = topologyOf({ basePort: await freeBasePort() });
  const city = await startCity({ topology, folder, binaries: usualBinaries(process.env) });
  const url = city.orgs.find(({ name }) => name === city.body.org)?.url ?? '';
  return {
    ...city,
    client: homeClient(url, city.folders),
    remove: async () => {
      await city.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
