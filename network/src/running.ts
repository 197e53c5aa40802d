import { waitHealthy } from './health.js';
import type { NodeProcess } from './node-process.js';
import { checkPortsFree } from './ports.js';
import { findProcess, startProcess } from './processes.js';
import type { Site } from './site.js';

/**
 * Starts a process unless it runs, and waits until it answers.
 * @returns whether it had to be started
 * @throws NetworkError `PORT_IN_USE`, `PROCESS_DIED`, `PROCESS_NOT_READY`
 */
export async function ensureRunning(
  { folder, state }: Pick<Site, 'folder' | 'state'>,
  { plan, ports, isHealthy }: NodeProcess,
): Promise<boolean> {
  const running = findProcess(folder, state.id, plan.name);
  if (running === null) await checkPortsFree(plan.name, ports);
  const record = running ?? (await startProcess(folder, state.id, plan));
  await waitHealthy(folder, record, isHealthy);
  return running === null;
}
