import { existsSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { findBinaries } from './binaries.js';
import type { BinaryChoice } from './binaries.js';
import { deploy } from './deployment.js';
import { enrolIdentity, readIdentities } from './enrol-organisation.js';
import type { Identity } from './enrol-organisation.js';
import { networkFiles, networkPaths } from './layout.js';
import { withLock } from './lock.js';
import { organisationOf } from './nodes.js';
import { connectionProfile } from './profile.js';
import type { ConnectionProfile } from './profile.js';
import type { Report } from './progress.js';
import { revokeIdentity } from './revocation.js';
import { listProcesses } from './processes.js';
import type { Site } from './site.js';
import { bringUp, prepareState } from './start.js';
import { requireState } from './state.js';
import { networkStatus, peerHeights, processMemory } from './status.js';
import type { ProcessStatus } from './status.js';
import { killNamed, startNamed, stopProcesses } from './control.js';
import { checkTopology } from './topology.js';
import type { ChaincodeDefinition, IdentityDefinition, Topology } from './topology.js';

export interface StartOptions {
  binaries: BinaryChoice;
  /** Told of each step and how long it took. */
  report?: Report;
  /** Ends the start: what it has begun is stopped, and the signal's reason is thrown. */
  signal?: AbortSignal | undefined;
}

export interface EnrolRequest extends IdentityDefinition {
  /** A certificate that expires at most 31 seconds from now, possibly before: see its `validTo`. */
  shortLived?: boolean;
}

/**
 * A network in its folder. Processes are named `ca-<org>`, `orderer-<org>`, `peer-<org>` and
 * `chaincode-<org>`; they live on when the program that started them ends.
 */
export interface Network {
  readonly folder: string;
  readonly topology: Topology;
  /** What fabric-network's `Gateway.connect` takes. */
  profile(organisation: string): ConnectionProfile;
  /** The organisation's identities by name, those enrolled later included. */
  identities(organisation: string): Record<string, Identity>;
  status(): Promise<ProcessStatus[]>;
  /** Blocks per peer process; null for one that does not run. */
  heights(): Promise<Record<string, number | null>>;
  /** Resident bytes per running process. */
  memory(): Record<string, number>;
  /** Sends a signal, SIGKILL unless another is named, and waits until the process is gone where it kills. */
  kill(processName: string, signal?: NodeJS.Signals): Promise<void>;
  /** Starts one process that does not run, and waits until it answers. */
  start(processName: string): Promise<void>;
  /** Registers and enrols one more identity. */
  enrol(organisation: string, request: EnrolRequest): Promise<Identity>;
  /** Returns when every running peer refuses the identity. */
  revokeIdentity(organisation: string, name: string): Promise<void>;
  /**
   * Commits a changed chaincode definition. With another label the new package runs beside the old one
   * until it is committed; with the same label only the definition changes.
   */
  upgradeChaincode(change: Partial<ChaincodeDefinition>): Promise<void>;
  /** Ends all processes, also where the folder has been deleted; the ledger stays. */
  stop(): Promise<void>;
  /** Ends those that this start began; what ran before it goes on. */
  stopStarted(): Promise<void>;
}

/**
 * Brings the network of a folder up, or completes what is missing of it: a first start, a start after a
 * kill or a reboot, or none at all where everything runs. A start that fails ends what it has begun; what ran before goes
 * on.
 * @param folder - everything the network writes is in it
 * @throws NetworkError of any code but `NETWORK_MISSING`
 */
export async function startNetwork(
  topology: Topology,
  folder: string,
  options: StartOptions,
): Promise<Network> {
  checkTopology(topology);
  const { report = () => undefined, signal } = options;
  const binaries = await findBinaries(options.binaries, report, signal);
  const home = resolve(folder);
  return locked(
    home,
    report,
    async () => {
      const state = await prepareState(home, topology, binaries);
      const site = { folder: home, state, binaries, report };
      const before = runningOf(site);
      const started = await bringUp(site, signal).catch(async (error: unknown) => {
        await stopProcesses(site, before);
        throw error;
      });
      if (started === 0) {
        report({
          chinese: '网络已在运行，没有需要启动的进程',
          english: 'the network runs already: nothing had to be started',
        });
      }
      return networkOf(site, before);
    },
    signal,
  );
}

function runningOf({ folder, state }: Site): ReadonlySet<number> {
  return new Set(listProcesses(folder, state.id).map(({ pid }) => pid));
}

/**
 * The network of a folder as it is, started or not, with the programs of its last start.
 * @throws NetworkError `NETWORK_MISSING`
 */
export function openNetwork(folder: string, report: Report = () => undefined): Network {
  const home = resolve(folder);
  const state = requireState(home);
  const site = { folder: home, state, binaries: state.binaries, report };
  return networkOf(site, runningOf(site));
}

/**
 * Ends all processes of the network in a folder, and nothing else; the ledger stays. Needs no handle: it is
 * also for what a failed start has left.
 * @returns how many processes were ended
 * @throws NetworkError `NETWORK_MISSING`
 */
export async function stopNetwork(
  folder: string,
  report: Report = () => undefined,
): Promise<number> {
  const home = resolve(folder);
  const state = requireState(home);
  return locked(home, report, () => stopProcesses({ folder: home, state }));
}

/**
 * Ends all processes of the network in a folder and deletes everything it wrote there, ledger and keys included; what
 * else lies in the folder stays.
 * @returns how many processes were ended
 * @throws NetworkError `NETWORK_MISSING`
 */
export async function deleteNetwork(
  folder: string,
  report: Report = () => undefined,
): Promise<number> {
  const home = resolve(folder);
  requireState(home);
  const count = await locked(home, report, async () => {
    const stopped = await stopProcesses({ folder: home, state: requireState(home) });
    for (const path of networkPaths(home)) rmSync(path, { recursive: true, force: true });
    return stopped;
  });
  if (existsSync(home) && readdirSync(home).length === 0) rmdirSync(home);
  return count;
}

/** @param before - numbers of the processes that ran before */
function networkOf(site: Site, before: ReadonlySet<number>): Network {
  const { folder, state, report } = site;
  const { topology } = state;
  const exclusively = <T>(deed: () => Promise<T>) =>
    locked(folder, report, () => {
      // Another process may have upgraded the chaincode since.
      Object.assign(state, requireState(folder));
      return deed();
    });
  return {
    folder,
    topology,
    profile: (organisation) => connectionProfile(topology, folder, organisation),
    identities: (organisation) => readIdentities(folder, organisationOf(topology, organisation)),
    status: () => networkStatus(site),
    heights: () => peerHeights(site),
    memory: () => processMemory(site),
    kill: (name, signal = 'SIGKILL') => killNamed(site, name, signal),
    start: (name) => exclusively(() => startNamed(site, name)),
    enrol: (organisation, { shortLived = false, ...identity }) =>
      exclusively(async () => {
        const owner = organisationOf(topology, organisation);
        const credential = await enrolIdentity(folder, state, owner, identity, shortLived);
        return { mspId: owner.mspId, ...credential };
      }),
    revokeIdentity: (organisation, name) =>
      exclusively(() => revokeIdentity(site, organisation, name)),
    upgradeChaincode: (change) =>
      exclusively(() => deploy(site, { ...(state.active ?? topology.chaincode), ...change })),
    stop: async () => {
      await stopSite(site);
    },
    stopStarted: async () => {
      await stopSite(site, before);
    },
  };
}

/** Where the folder is gone, nobody else works on its network, and a lock would make it anew. */
function stopSite(site: Site, kept?: ReadonlySet<number>): Promise<number> {
  const { folder, report } = site;
  const stop = () => stopProcesses(site, kept);
  return existsSync(folder) ? locked(folder, report, stop) : stop();
}

function locked<T>(
  folder: string,
  report: Report,
  deed: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const waiting = () => {
    report({
      chinese: '另一个进程正在操作这个网络，等待中',
      english: 'another process works on this network; waiting',
    });
  };
  return withLock(networkFiles(folder).lock, waiting, deed, signal);
}
