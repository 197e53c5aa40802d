import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BinaryChoice } from '@yinzhao/network';

/** The release that `FABRIC_BIN` names, or programs built once into the user's cache. */
export function usualBinaries(environment: NodeJS.ProcessEnv): BinaryChoice {
  const { XDG_CACHE_HOME = join(homedir(), '.cache'), FABRIC_BIN = '' } = environment;
  const cache = join(XDG_CACHE_HOME, 'yinzhao');
  return FABRIC_BIN === '' ? { cache } : { folder: resolve(FABRIC_BIN), cache };
}
