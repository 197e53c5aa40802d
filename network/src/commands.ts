import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findBinaries, type BinaryChoice } from './binaries.js';
import { NetworkError } from './errors.js';
import { deleteNetwork, openNetwork, startNetwork, stopNetwork } from './network.js';
import { NETWORK_ONLY, printConnections, printProgress, printStatus, USAGE } from './print.js';
import { printLogs } from './print-logs.js';
import { readState, requireState } from './state.js';
import { networkStatus } from './status.js';
import { fourOrgTopology, sampleTopology } from './topology.js';
import type { ChaincodeDefinition, Topology } from './topology.js';

const FAILURE = 1;
const MISUSE = 2;
/** `status`: there is a network, and not all of it runs. */
const INCOMPLETE = 3;

interface Request {
  environment: NodeJS.ProcessEnv;
  /** From when it is called, what ends the command comes here and not to the process. */
  interrupted: () => AbortSignal;
  folder: string;
  operands: string[];
  topology?: string;
  basePort?: number;
  follow: boolean;
  label?: string;
  version?: string;
}

const COMMANDS: Record<string, (request: Request) => Promise<number>> = {
  build,
  up,
  down,
  status,
  reset,
  logs,
  upgrade,
  revoke,
  help,
};

function help(): Promise<number> {
  console.log(USAGE);
  return Promise.resolve(0);
}

/** The programs only: what takes minutes the first time. */
async function build(request: Request): Promise<number> {
  const { binaries, report } = options(request);
  const { peer, authority } = await findBinaries(binaries, report, request.interrupted());
  printProgress({
    chinese: `程序齐备：${dirname(peer)}，${dirname(authority)}`,
    english: `the programs are there: ${dirname(peer)}, ${dirname(authority)}`,
  });
  return 0;
}

async function up(request: Request): Promise<number> {
  const begun = performance.now();
  const network = await startNetwork(topologyOf(request), request.folder, {
    ...options(request),
    signal: request.interrupted(),
  });
  printConnections(network, performance.now() - begun);
  return 0;
}

async function down({ folder }: Request): Promise<number> {
  const count = await stopNetwork(folder, printProgress);
  printProgress({
    chinese: `已停止 ${count} 个进程，账本保留`,
    english: `${count} processes ended; the ledger stays`,
  });
  console.log(NETWORK_ONLY);
  return 0;
}

async function status({ folder }: Request): Promise<number> {
  const processes = await networkStatus({ folder, state: requireState(folder) });
  printStatus(processes);
  console.log(NETWORK_ONLY);
  return processes.every(({ pid }) => pid !== null) ? 0 : INCOMPLETE;
}

async function reset({ folder }: Request): Promise<number> {
  const count = await deleteNetwork(folder, printProgress);
  printProgress({
    chinese: `已停止 ${count} 个进程，并删除 ${folder} 中的网络`,
    english: `${count} processes ended; the network in ${folder} is deleted`,
  });
  return 0;
}

async function logs({ folder, operands, follow }: Request): Promise<number> {
  await printLogs(folder, requireState(folder).topology, operands[0], follow);
  return 0;
}

/** Without options: to what the sample topology of this version of the package says. */
async function upgrade(request: Request): Promise<number> {
  const { label, version, operands } = request;
  const change: Partial<ChaincodeDefinition> =
    label === undefined && version === undefined ? sampleTopology().chaincode : {};
  if (label !== undefined) change.label = label;
  if (version !== undefined) change.version = version;
  if (operands.length > 0) change.command = operands;
  const network = openNetwork(request.folder, printProgress);
  await network.upgradeChaincode(change);
  return 0;
}

async function revoke(request: Request): Promise<number> {
  const [organisation, identity] = request.operands;
  if (organisation === undefined || identity === undefined)
    throw misuse('revoke <organisation> <identity>');
  const network = openNetwork(request.folder, printProgress);
  const begun = performance.now();
  await network.revokeIdentity(organisation, identity);
  printProgress({
    chinese: `已吊销 ${organisation} 的 ${identity}，各节点不再接受`,
    english: `${identity} of ${organisation} is revoked; no peer takes it any more`,
    milliseconds: performance.now() - begun,
  });
  return 0;
}

/** What the options say; where they are silent, what stands in the folder. */
function topologyOf({ folder, topology, basePort }: Request): Topology {
  const kept = readState(folder)?.topology;
  const port = basePort ?? kept?.basePort;
  const sample = port === undefined ? {} : { basePort: port };
  switch (topology) {
    case undefined: {
      const { chaincode } = sampleTopology();
      return kept === undefined ? sampleTopology(sample) : { ...kept, ...sample, chaincode };
    }
    case 'three':
      return sampleTopology(sample);
    case 'four':
      return fourOrgTopology(sample);
    default:
      throw misuse(`--topology ${topology}`);
  }
}

function options({ environment: { FABRIC_BIN, XDG_CACHE_HOME } }: Request) {
  const cache = join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'yinzhao');
  const binaries: BinaryChoice =
    FABRIC_BIN === undefined || FABRIC_BIN === ''
      ? { cache }
      : { cache, folder: resolve(FABRIC_BIN) };
  return { binaries, report: printProgress };
}

function parse(
  words: string[],
  environment: NodeJS.ProcessEnv,
  interrupted: () => AbortSignal,
): { command: string; request: Request } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        folder: { type: 'string', default: join('.yinzhao', 'network') },
        topology: { type: 'string' },
        'base-port': { type: 'string' },
        follow: { type: 'boolean', short: 'f', default: false },
        label: { type: 'string' },
        version: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [command = '', ...operands] = positionals;
    const { folder, 'base-port': port, follow, help, ...rest } = values;
    const basePort = port === undefined ? {} : { basePort: Number(port) };
    const place = { environment, interrupted, folder: resolve(folder) };
    return {
      command: help ? 'help' : command,
      request: { ...place, operands, follow, ...rest, ...basePort },
    };
  } catch (error) {
    throw misuse((error as Error).message, error);
  }
}

function misuse(what: string, cause?: unknown): NetworkError {
  return new NetworkError('USAGE', `用法不对：${what}`, `wrong use: ${what}`, { cause });
}

/**
 * Runs one command.
 * @param interrupted - asked by a command that ends its processes in order when somebody ends it: the signal that says so
 * @returns the exit code: 0, 1 for a failure, 2 for wrong use, 3 for a network of which not all runs
 */
export async function runCommandLine(
  words: string[],
  environment: NodeJS.ProcessEnv,
  interrupted: () => AbortSignal = () => new AbortController().signal,
): Promise<number> {
  try {
    const { command, request } = parse(words, environment, interrupted);
    const deed = COMMANDS[command];
    if (deed === undefined) {
      console.error(USAGE);
      return MISUSE;
    }
    return await deed(request);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return error.code === 'USAGE' || error.code === 'TOPOLOGY_INVALID' ? MISUSE : FAILURE;
  }
}
