import { NetworkError } from './errors.js';
import { chaincodeProcess, serverProcess } from './node-process.js';
import { allNodes } from './nodes.js';
import type { AnyNode } from './nodes.js';
import { ended, findProcess, listProcesses, signalProcess, stopProcess } from './processes.js';
import { ensureRunning } from './running.js';
import type { Site } from './site.js';

const DEATH_MS = 10_000;
/** Clients first, so that nothing is cut off in the middle of what it asks of another. */
const STOP_ORDER = ['chaincode', 'peer', 'orderer', 'ca'];

/**
 * Sends a signal to one process; where it ends the process, waits until it is gone.
 * @throws NetworkError `PROCESS_UNKNOWN`
 */
export async function killNamed(
  { folder, state }: Site,
  name: string,
  signal: NodeJS.Signals,
): Promise<void> {
  nodeOf(state.topology, name);
  const record = findProcess(folder, state.id, name);
  if (record === null || !signalProcess(state.id, record, signal)) return;
  if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended(record, DEATH_MS);
}

/**
 * Starts one process unless it runs, and waits until it answers.
 * @throws NetworkError `PROCESS_UNKNOWN`, `PORT_IN_USE`, `PROCESS_DIED`, `PROCESS_NOT_READY`
 */
export async function startNamed(site: Site, name: string): Promise<void> {
  const { folder, state, binaries } = site;
  const node = nodeOf(state.topology, name);
  if (node.kind !== 'chaincode') {
    await ensureRunning(site, serverProcess(folder, node, binaries));
    return;
  }
  if (state.active === null) throw unknownProcess(name);
  await ensureRunning(site, chaincodeProcess(folder, node, state.active, node.name));
}

/**
 * Ends the processes of the network, and nothing else. They are found by the mark that they carry too: what stands in
 * the folder may have been deleted.
 * @param kept - numbers of those that go on
 */
export async function stopProcesses(
  { folder, state }: Pick<Site, 'folder' | 'state'>,
  kept: ReadonlySet<number> = new Set(),
): Promise<number> {
  const records = listProcesses(folder, state.id).filter(({ pid }) => !kept.has(pid));
  for (const kind of STOP_ORDER) {
    const ofKind = records.filter(({ name }) => name.startsWith(`${kind}-`));
    await Promise.all(ofKind.map((record) => stopProcess(folder, state.id, record)));
  }
  return records.length;
}

function nodeOf(topology: Site['state']['topology'], name: string): AnyNode {
  const node = allNodes(topology).find((candidate) => candidate.name === name);
  if (node === undefined) throw unknownProcess(name);
  return node;
}

function unknownProcess(name: string): NetworkError {
  return new NetworkError(
    'PROCESS_UNKNOWN',
    `网络中没有进程“${name}”`,
    `this network has no process "${name}"`,
  );
}
