import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Binaries } from './binaries.js';
import { NetworkError } from './errors.js';
import { networkFiles } from './layout.js';
import { writeDocument } from './private-file.js';
import type { ChaincodeDefinition, Topology } from './topology.js';

/** What a network's folder remembers besides Fabric's own files. */
export interface NetworkState {
  /** Mark in the environment of every process of this network. */
  id: string;
  /** Enrolment secrets are derived from it. */
  secret: string;
  topology: Topology;
  /** The programs of the last start. */
  binaries: Binaries;
  /** Whether the channel was made through the orderers' channel participation interface (2.3 and later). */
  participation: boolean;
  /** The committed chaincode definition and its running service. */
  active: InstalledChaincode | null;
  /** A definition on its way: an interrupted deployment continues with it. */
  next: InstalledChaincode | null;
}

export interface InstalledChaincode extends ChaincodeDefinition {
  packageId: string;
  sequence: number;
  /** Which of an organisation's two chaincode ports its service listens on. */
  slot: 0 | 1;
}

export function newState(topology: Topology, binaries: Binaries): NetworkState {
  return {
    id: randomUUID(),
    secret: randomBytes(32).toString('base64url'),
    topology,
    binaries,
    participation: binaries.osnadmin !== null,
    active: null,
    next: null,
  };
}

/** @throws NetworkError `NETWORK_DAMAGED` */
export function readState(folder: string): NetworkState | null {
  const file = networkFiles(folder).state;
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as NetworkState;
  } catch (cause) {
    throw new NetworkError(
      'NETWORK_DAMAGED',
      `${file} 无法读取：从备份恢复，或删除目录 ${folder} 重新开始`,
      `${file} cannot be read: restore it from a copy, or delete ${folder} and begin anew`,
      { cause },
    );
  }
}

export function writeState(folder: string, state: NetworkState): void {
  writeDocument(networkFiles(folder).state, state);
}

/** @throws NetworkError `NETWORK_MISSING` */
export function requireState(folder: string): NetworkState {
  const state = readState(folder);
  if (state !== null) return state;
  throw new NetworkError(
    'NETWORK_MISSING',
    `${folder} 中没有网络，请先运行 up`,
    `there is no network in ${folder}: run up first`,
  );
}

/** The enrolment secret of one identity at one CA: the same after every restart, written nowhere. */
export function enrolmentSecret(state: NetworkState, ...path: string[]): string {
  return createHmac('sha256', state.secret).update(JSON.stringify(path)).digest('base64url');
}
