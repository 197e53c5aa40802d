// The one network that tests share which break nothing. Started once per run, before the first of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeBasePort, sampleTopology, startNetwork, type BinaryChoice } from '@yinzhao/network';

export const folderVariable = 'YINZHAO_TEST_NETWORK';

export function binaries(): BinaryChoice {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'yinzhao');
  const folder = process.env.FABRIC_BIN;
  return folder === undefined || folder === '' ? { cache } : { folder, cache };
}

export default async function setup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-network-'));
  const topology = sampleTopology({ basePort: await freeBasePort() });
  const network = await startNetwork(topology, folder, {
    binaries: binaries(),
    report: ({ english }) => process.stderr.write(`${english}\n`),
  });
  process.env[folderVariable] = folder;
  (globalThis as { stopSharedNetwork?: () => Promise<void> }).stopSharedNetwork = async () => {
    await network.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
