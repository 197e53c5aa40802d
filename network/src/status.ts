import { peerHeight } from './channel.js';
import { allNodes, peerNodes } from './nodes.js';
import type { AnyNode } from './nodes.js';
import { memoryOf } from './process-table.js';
import { findProcess, listProcesses, logFile } from './processes.js';
import type { Site } from './site.js';
import type { NetworkState } from './state.js';

export interface ProcessStatus {
  name: string;
  kind: AnyNode['kind'];
  organisation: string;
  /** Null where it does not run. Whether a running one answers is not asked. */
  pid: number | null;
  /** Where it is reached, on 127.0.0.1. */
  port: number;
  /** Blocks, for a running peer that has joined the channel. */
  height: number | null;
  /** Resident memory in bytes. */
  memory: number | null;
  log: string;
}

type Place = Pick<Site, 'folder' | 'state'>;

/** Every process that the topology asks for, running or not. */
export function networkStatus({ folder, state }: Place): Promise<ProcessStatus[]> {
  return Promise.all(
    allNodes(state.topology).map(async (node) => {
      const pid = findProcess(folder, state.id, node.name)?.pid ?? null;
      return {
        name: node.name,
        kind: node.kind,
        organisation: node.organisation.name,
        pid,
        port: portOf(node, state),
        height: node.kind === 'peer' && pid !== null ? await peerHeight({ state }, node) : null,
        memory: pid === null ? null : memoryOf(pid),
        log: logFile(folder, node.name),
      };
    }),
  );
}

/** Blocks per peer process; null for one that does not run. */
export async function peerHeights({ state }: Place): Promise<Record<string, number | null>> {
  const nodes = peerNodes(state.topology);
  const heights = await Promise.all(nodes.map((node) => peerHeight({ state }, node)));
  return Object.fromEntries(nodes.map(({ name }, index) => [name, heights[index] ?? null]));
}

/** Resident bytes per running process. */
export function processMemory({ folder, state }: Place): Record<string, number> {
  const records = listProcesses(folder, state.id);
  return Object.fromEntries(records.map(({ name, pid }) => [name, memoryOf(pid) ?? 0]));
}

function portOf(node: AnyNode, { active, next }: NetworkState): number {
  return node.kind === 'chaincode' ? node.ports[(active ?? next)?.slot ?? 0] : node.ports.listen;
}
