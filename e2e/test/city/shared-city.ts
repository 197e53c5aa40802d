// The one city that tests share which break nothing: started before the first of them, ended after the last.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualBinaries } from '@yinzhao/e2e/city/binaries';
import { startCity } from '@yinzhao/e2e/city/city';
import { handleOf } from '@yinzhao/e2e/city/open-city';
import { freeBasePort, sampleTopology } from '@yinzhao/network';

export const cityVariable = 'YINZHAO_TEST_CITY';

export default async function setup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-city-'));
  const topology = sampleTopology({ basePort: await freeBasePort() });
  const city = await startCity({ topology, folder, binaries: usualBinaries(process.env) });
  process.env[cityVariable] = handleOf(city);
  (globalThis as { stopSharedCity?: () => Promise<void> }).stopSharedCity = async () => {
    await city.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
