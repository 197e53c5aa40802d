import { spawn, spawnSync } from 'node:child_process';
import { programOf } from './child.js';
import { outputOf, type ChildOutput } from './child-output.js';

/** How a process was kept from the network. */
export type Isolation = 'unshare -rn' | 'unshare -n' | 'modules';

export interface OfflineRun extends ChildOutput {
  readonly isolation: Isolation;
}

const works = (options: readonly string[]): boolean =>
  spawnSync('unshare', [...options, 'true'], { stdio: 'ignore' }).status === 0;

/** A network namespace of its own, where the system allows one: not even 127.0.0.1 answers there. */
export function findIsolation(): Isolation {
  if (works(['-rn'])) return 'unshare -rn';
  return works(['-n']) ? 'unshare -n' : 'modules';
}

/** Runs the verifier's command line in a process that has no network. */
export async function runOffline(
  parameters: readonly string[],
  isolation: Isolation = findIsolation(),
): Promise<OfflineRun> {
  const node = [process.execPath];
  if (isolation === 'modules') node.push('--import', programOf('e2e', 'city', 'no-network.js'));
  const words = [...node, programOf('verifier-sdk', 'node', 'cli.js'), ...parameters];
  const [command = '', ...rest] =
    isolation === 'modules' ? words : [...isolation.split(' '), ...words];
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const started = spawn(command, rest, { env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] });
  return { isolation, ...(await outputOf(started)) };
}
