import { spawn, spawnSync } from 'node:child_process';
import { programOf } from './child.js';

/** How a process was kept from the network. */
export type Isolation = 'unshare -rn' | 'unshare -n' | 'modules';

export interface OfflineRun {
  readonly isolation: Isolation;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const works = (options: readonly string[]): boolean =>
  spawnSync('unshare', [...options, 'true'], { stdio: 'ignore' }).status === 0;

/** A network namespace of its own, where the system allows one: not even 127.0.0.1 answers there. */
export function findIsolation(): Isolation {
  if (works(['-rn'])) return 'unshare -rn';
  return works(['-n']) ? 'unshare -n' : 'modules';
}

/** Runs the verifier's command line in a process that has no network. */
export function runOffline(
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
  let stdout = '';
  let stderr = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  started.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code) => {
      resolve({ isolation, code, stdout, stderr });
    });
  });
}
