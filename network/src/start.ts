import type { Binaries } from './binaries.js';
import { createChannel, joinPeers, makeGenesis, waitMembers } from './channel.js';
import { completeDeployment, planChaincode, startServices } from './deployment.js';
import { enrolOrganisation } from './enrol-organisation.js';
import { NetworkError } from './errors.js';
import { serverProcess } from './node-process.js';
import { authorityNodes, ordererNodes, peerNodes } from './nodes.js';
import type { AuthorityNode, OrdererNode, PeerNode } from './nodes.js';
import { organisationFiles } from './layout.js';
import { writeDocument } from './private-file.js';
import { adoptProcesses } from './processes.js';
import { connectionProfile } from './profile.js';
import { step } from './progress.js';
import { ensureRunning } from './running.js';
import { settleAll } from './settle.js';
import type { Site } from './site.js';
import { newState, readState, writeState } from './state.js';
import type { NetworkState } from './state.js';
import type { Topology } from './topology.js';
import { writeAuthorityConfigurations, writeConfigurations } from './write-configurations.js';

/**
 * Brings a network up, or completes what is missing of it. Each step looks at what is there, so that the
 * same call serves a first start, a start after a kill, and one after the machine was off.
 * @param signal - ends it before its next step; its reason is thrown
 * @returns how many processes had to be started
 */
export async function bringUp(site: Site, signal?: AbortSignal): Promise<number> {
  const { folder, state, report } = site;
  const { topology } = state;
  let started = 0;
  const run = async (nodes: (AuthorityNode | OrdererNode | PeerNode)[]) => {
    const fresh = await settleAll(
      nodes.map((node) => ensureRunning(site, serverProcess(folder, node, site.binaries))),
    );
    started += fresh.filter(Boolean).length;
  };
  const next = <T>(chinese: string, english: string, deed: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return step(report, chinese, english, deed);
  };
  adoptProcesses(folder, state.id);
  await next('启动证书机构', 'certificate authorities', async () => {
    writeAuthorityConfigurations(site);
    await run(authorityNodes(topology));
  });
  await next('签发身份与 TLS 证书', 'identities and TLS certificates', () =>
    Promise.all(topology.organisations.map((each) => enrolOrganisation(folder, state, each))),
  );
  await next('生成配置与创世区块', 'configuration and first block', async () => {
    writeConfigurations(site);
    await makeGenesis(site);
  });
  await next(
    '启动排序节点、对等节点和链码服务',
    'orderers, peers, chaincode services',
    async () => {
      const [, services] = await settleAll([
        run([...ordererNodes(topology), ...peerNodes(topology)]),
        startServices(site),
      ]);
      started += services;
    },
  );
  await next('建立通道', 'channel', () => createChannel(site));
  await next('对等节点加入通道', 'peers join the channel', () => joinPeers(site));
  if (state.next !== null) {
    await next('部署链码', 'chaincode lifecycle', () => completeDeployment(site));
  }
  await next('各机构节点互相发现', 'peers find each other', () => waitMembers(site));
  for (const { name } of topology.organisations) {
    writeDocument(
      organisationFiles(folder, name).profile,
      connectionProfile(topology, folder, name),
    );
  }
  return started;
}

/**
 * The state of a network's folder: the one that is there, or a new one.
 * @throws NetworkError `TOPOLOGY_CHANGED`, `BINARIES_CHANGED`
 */
export async function prepareState(
  folder: string,
  topology: Topology,
  binaries: Binaries,
): Promise<NetworkState> {
  const state = readState(folder) ?? newState(topology, binaries);
  const changed = changes(fixedParts(state.topology), fixedParts(topology));
  if (changed.length > 0) {
    throw new NetworkError(
      'TOPOLOGY_CHANGED',
      `${folder} 中已有另一种拓扑的网络（${changed.join('; ')}）：请先 reset，或换一个目录`,
      `${folder} holds a network of another topology (${changed.join('; ')}): reset it first, or use another folder`,
    );
  }
  if (state.participation !== (binaries.osnadmin !== null)) {
    throw new NetworkError(
      'BINARIES_CHANGED',
      `${folder} 中的网络由另一代 Fabric 建立（2.1 与 2.3 及以上互不兼容）：请先 reset，或换一个目录`,
      `the network in ${folder} was made by another generation of Fabric (2.1, or 2.3 and later): reset it first, or use another folder`,
    );
  }
  const { chaincode } = topology;
  if (state.active === null) {
    // Not on the ledger yet: what the caller says now counts, not what an interrupted start was told.
    state.next = await planChaincode(state, chaincode);
  } else if (state.active.label === chaincode.label) {
    // How to start the services is this machine's affair and may differ from last time.
    Object.assign(state.active, { command: chaincode.command, environment: chaincode.environment });
  }
  Object.assign(state, { topology, binaries });
  writeState(folder, state);
  return state;
}

/** What stands in certificates, blocks and addresses. Identities may be added, chaincode has its own way. */
function fixedParts({
  organisations,
  channel,
  ordererOrganisations,
  blocks,
  basePort,
}: Topology): Readonly<Record<string, string>> {
  const settings = Object.entries(blocks).sort();
  return {
    basePort: `${basePort}`,
    channel,
    organisations: organisations.map(({ name, mspId }) => `${name} ${mspId}`).join(', '),
    ordererOrganisations: ordererOrganisations.join(', '),
    ...Object.fromEntries(settings.map(([name, value]) => [`blocks.${name}`, `${value}`])),
  };
}

/** `basePort 17000 → 30000`: what is there, and what is wanted. */
function changes(
  there: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(there), ...Object.keys(wanted)])];
  return names
    .filter((name) => there[name] !== wanted[name])
    .map((name) => `${name} ${there[name] ?? '-'} → ${wanted[name] ?? '-'}`);
}
