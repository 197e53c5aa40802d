import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetworkError } from './errors.js';

/** The whole network as data. Every file, port and process is derived from this one table. */
export interface Topology {
  /** Name of the one application channel: lower-case letters, digits, `-` and `.`. */
  channel: string;
  /** One peer, one CA process and one chaincode service each. At most {@link MAX_ORGANISATIONS}. */
  organisations: Organisation[];
  /** Names of the organisations that run a raft orderer, one each; an odd number of them. */
  ordererOrganisations: string[];
  blocks: BlockSettings;
  chaincode: ChaincodeDefinition;
  /** First of {@link PORT_RANGE} consecutive ports on 127.0.0.1. */
  basePort: number;
}

export interface Organisation {
  /** Short name in folders, process names and calls: `approval`. */
  name: string;
  mspId: string;
  /** Name for people. */
  title: { chinese: string; english: string };
  /** What the organisation's CA issues besides its nodes' certificates. At least one `admin`. */
  identities: IdentityDefinition[];
}

export interface IdentityDefinition {
  name: string;
  /** Fabric's type: becomes the certificate's OU, on which channel policies rest. */
  type: 'admin' | 'client';
  /** Stand in the enrolment certificate, where chaincode reads them. */
  attributes: Record<string, string>;
}

/** When the orderer cuts a block: after `timeoutMs`, `maxMessages` or `preferredBytes`, whichever is first. */
export interface BlockSettings {
  timeoutMs: number;
  maxMessages: number;
  /** No transaction larger than this is ordered. */
  maxBytes: number;
  preferredBytes: number;
  /** Raft's clock: a heartbeat each tick, an election after ten silent ones. */
  tickMs: number;
}

export interface ChaincodeDefinition {
  name: string;
  version: string;
  /** Names the package; another label is another package id and another service process. */
  label: string;
  /** How many organisations' peers must endorse. */
  endorsements: number;
  /**
   * Starts one organisation's chaincode service: program and arguments. It finds its address, package
   * id and TLS files in the environment (docs/network.md, "Chaincode service").
   */
  command: string[];
  /** More environment for the service. */
  environment?: Record<string, string>;
}

export const MAX_ORGANISATIONS = 8;
/** Ports used from `basePort` on. */
export const PORT_RANGE = 200;
const DEFAULT_BASE_PORT = 17_000;

export interface SampleOptions {
  basePort?: number;
  blocks?: Partial<BlockSettings>;
  channel?: string;
  chaincode?: Partial<ChaincodeDefinition>;
}

/** Three organisations, one orderer run by the approval administration, 2 of 3 endorse. */
export function sampleTopology(options: SampleOptions = {}): Topology {
  return topologyOf(['approval', 'police', 'market'], ['approval'], options);
}

/** Four organisations, three orderers, 2 of 4 endorse: any one of the orderers may fail. */
export function fourOrgTopology(options: SampleOptions = {}): Topology {
  return topologyOf(
    ['approval', 'police', 'market', 'housing'],
    ['approval', 'police', 'market'],
    options,
  );
}

const SAMPLE_ORGANISATIONS = {
  approval: ['ApprovalMSP', '行政审批局', 'Administrative Approval Bureau'],
  police: ['PoliceMSP', '公安局', 'Public Security Bureau'],
  market: ['MarketMSP', '市场监管局', 'Market Regulation Bureau'],
  housing: ['HousingMSP', '住房和城乡建设局', 'Housing and Construction Bureau'],
} as const;

function topologyOf(
  names: (keyof typeof SAMPLE_ORGANISATIONS)[],
  ordererOrganisations: string[],
  options: SampleOptions,
): Topology {
  return {
    channel: options.channel ?? 'city',
    organisations: names.map((name) => {
      const [mspId, chinese, english] = SAMPLE_ORGANISATIONS[name];
      return { name, mspId, title: { chinese, english }, identities: sampleIdentities() };
    }),
    ordererOrganisations,
    // Small blocks at once: one writer that waits for its commit sees about 25 ms instead of 120 ms at
    // Fabric's customary 100 ms, and the waiting writer sends one big transaction, not many small ones.
    blocks: {
      timeoutMs: 20,
      maxMessages: 1,
      maxBytes: 10 * 1024 * 1024,
      preferredBytes: 2 * 1024 * 1024,
      tickMs: 100,
      ...options.blocks,
    },
    chaincode: { ...sampleChaincode(), ...options.chaincode },
    basePort: options.basePort ?? DEFAULT_BASE_PORT,
  };
}

function sampleIdentities(): IdentityDefinition[] {
  return [
    { name: 'admin', type: 'admin', attributes: { 'yinzhao.role': 'registrar' } },
    { name: 'gateway', type: 'client', attributes: { 'yinzhao.role': 'gateway' } },
  ];
}

function sampleChaincode(): ChaincodeDefinition {
  const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  return {
    name: 'yinzhao',
    version: '1.0',
    label: 'yinzhao_1.0',
    endorsements: 2,
    command: [process.execPath, join(repository, 'chaincode', 'dist', 'serve.js')],
  };
}

/**
 * Refuses a table from which no network can be made.
 * @throws NetworkError `TOPOLOGY_INVALID`
 */
export function checkTopology(topology: Topology): void {
  const { organisations, ordererOrganisations, chaincode, basePort } = topology;
  const names = organisations.map((organisation) => organisation.name);
  refuseIf(!/^[a-z][a-z0-9.-]*$/.test(topology.channel), `channel name "${topology.channel}"`);
  refuseIf(names.length === 0 || names.length > MAX_ORGANISATIONS, `${names.length} organisations`);
  refuseIf(!unique(names), 'two organisations of one name');
  refuseIf(!unique(organisations.map(({ mspId }) => mspId)), 'two organisations of one MSP id');
  for (const organisation of organisations) checkOrganisation(organisation);
  refuseIf(ordererOrganisations.length % 2 === 0, 'an even number of orderers');
  refuseIf(!unique(ordererOrganisations), 'two orderers of one organisation');
  for (const name of ordererOrganisations) {
    refuseIf(!names.includes(name), `orderer of the unknown organisation "${name}"`);
  }
  refuseIf(
    !(Number.isInteger(basePort) && basePort >= 1024 && basePort + PORT_RANGE <= 65_536),
    `base port ${basePort} (1024 to ${65_536 - PORT_RANGE})`,
  );
  checkChaincode(chaincode, names.length);
}

function checkOrganisation({ name, mspId, identities }: Organisation): void {
  refuseIf(!/^[a-z][a-z0-9]*$/.test(name), `organisation name "${name}"`);
  refuseIf(!/^[A-Za-z][A-Za-z0-9.-]*$/.test(mspId), `MSP id "${mspId}"`);
  refuseIf(
    !unique(identities.map((identity) => identity.name)),
    `two identities of one name in ${name}`,
  );
  refuseIf(!identities.some(({ type }) => type === 'admin'), `no admin identity in ${name}`);
  for (const identity of identities) {
    refuseIf(!/^[a-z][a-z0-9-]*$/.test(identity.name), `identity name "${identity.name}"`);
  }
}

/** @throws NetworkError `TOPOLOGY_INVALID` */
export function checkChaincode(chaincode: ChaincodeDefinition, organisations: number): void {
  // Fabric's own rule for labels, less the characters that would need quoting in a file name.
  refuseIf(!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(chaincode.label), `label "${chaincode.label}"`);
  refuseIf(
    !/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$/.test(chaincode.name),
    `chaincode "${chaincode.name}"`,
  );
  refuseIf(!/^[A-Za-z0-9_.+-]+$/.test(chaincode.version), `version "${chaincode.version}"`);
  refuseIf(
    chaincode.endorsements < 1 || chaincode.endorsements > organisations,
    `${chaincode.endorsements} endorsements by ${organisations} organisations`,
  );
  refuseIf(chaincode.command.length === 0, 'an empty chaincode command');
}

function unique(values: string[]): boolean {
  return new Set(values).size === values.length;
}

function refuseIf(wrong: boolean, what: string): void {
  if (!wrong) return;
  throw new NetworkError(
    'TOPOLOGY_INVALID',
    `网络拓扑无法使用：${what}`,
    `this topology cannot be built: ${what}`,
  );
}
