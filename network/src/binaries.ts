import { join } from 'node:path';
import { AUTHORITY_TOOLS, FABRIC_TOOLS, buildTools } from './build-binaries.js';
import { NetworkError } from './errors.js';
import { isProgram } from './program.js';
import type { Report } from './progress.js';

/**
 * Where the Fabric programs come from: a folder of release binaries, or a cache into which they are
 * built once. A release folder without `fabric-ca-server` needs the cache for that one.
 */
export interface BinaryChoice {
  folder?: string;
  cache: string;
  /** The `go` command; looked up in PATH otherwise. */
  go?: string;
}

/** The programs, as absolute paths. */
export interface Binaries {
  peer: string;
  orderer: string;
  configtxgen: string;
  configtxlator: string;
  /** Fabric 2.3 and later: channels are joined through it, and there is no system channel. */
  osnadmin: string | null;
  authority: string;
}

/**
 * Finds the programs, or builds them.
 * @throws NetworkError `BINARY_MISSING`, `GO_MISSING`, `COMPILER_MISSING`, `BUILD_FAILED`
 */
export async function findBinaries(
  choice: BinaryChoice,
  report: Report,
  signal?: AbortSignal,
): Promise<Binaries> {
  const { folder, cache, go = 'go' } = choice;
  if (folder === undefined) {
    // First what needs a C compiler: where there is none, one learns it at once.
    const authority = await buildTools(AUTHORITY_TOOLS, cache, go, report, signal);
    const fabric = await buildTools(FABRIC_TOOLS, cache, go, report, signal);
    return binariesOf(fabric, authority);
  }
  for (const name of ['peer', 'orderer', 'configtxgen', 'configtxlator']) {
    if (!isProgram(join(folder, name))) throw binaryMissing(folder, name);
  }
  const authority = isProgram(join(folder, 'fabric-ca-server'))
    ? folder
    : await buildTools(AUTHORITY_TOOLS, cache, go, report, signal);
  return binariesOf(folder, authority);
}

function binariesOf(fabric: string, authority: string): Binaries {
  const osnadmin = join(fabric, 'osnadmin');
  return {
    peer: join(fabric, 'peer'),
    orderer: join(fabric, 'orderer'),
    configtxgen: join(fabric, 'configtxgen'),
    configtxlator: join(fabric, 'configtxlator'),
    osnadmin: isProgram(osnadmin) ? osnadmin : null,
    authority: join(authority, 'fabric-ca-server'),
  };
}

function binaryMissing(folder: string, name: string): NetworkError {
  return new NetworkError(
    'BINARY_MISSING',
    `FABRIC_BIN 所指的 ${folder} 中没有可执行文件 ${name}：请解压完整的 Fabric 发布包`,
    `there is no program ${name} in ${folder} (FABRIC_BIN): unpack the complete Fabric release`,
  );
}
