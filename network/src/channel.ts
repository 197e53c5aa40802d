import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandFailed, runCommand, tryCommand } from './command.js';
import { CHANNEL_PROFILE, CREATION_PROFILE, SYSTEM_PROFILE } from './configuration/channel.js';
import { NetworkError } from './errors.js';
import { readMetric } from './health.js';
import { mspFiles, networkFiles, organisationFiles, tlsFiles } from './layout.js';
import { ordererNodes, peerNodes } from './nodes.js';
import type { OrdererNode, PeerNode } from './nodes.js';
import { ordererParameters, runPeer, tryPeer } from './peer-command.js';
import { HOST } from './ports.js';
import { makeFolder, writePrivateFile } from './private-file.js';
import type { Site } from './site.js';

const SYSTEM_CHANNEL = 'yinzhao-system';
const LEADER_MS = 30_000;
const MEMBERS_MS = 20_000;

/** Makes the first blocks that the orderers start from. */
export async function makeGenesis(site: Site): Promise<void> {
  const { channel } = site.state.topology;
  const { genesis, systemGenesis } = networkFiles(site.folder);
  if (site.state.participation) {
    await generate(site, CHANNEL_PROFILE, channel, '-outputBlock', genesis);
  } else {
    await generate(site, SYSTEM_PROFILE, SYSTEM_CHANNEL, '-outputBlock', systemGenesis);
  }
}

/** Makes the channel where it is not yet, on all orderers, and waits until they have a leader. */
export async function createChannel(site: Site): Promise<void> {
  const orderers = ordererNodes(site.state.topology);
  if (site.state.participation) {
    await Promise.all(orderers.map((node) => joinOrderer(site, node)));
    await waitLeader(site, site.state.topology.channel);
  } else {
    if (!(await isOrdered(site))) await waitLeader(site, SYSTEM_CHANNEL);
    await createBySystemChannel(site);
    await waitLeader(site, site.state.topology.channel);
  }
}

/** Joins every peer that has not joined yet. */
export async function joinPeers(site: Site): Promise<void> {
  const { genesis } = networkFiles(site.folder);
  await Promise.all(
    peerNodes(site.state.topology).map(async (node) => {
      if ((await peerHeight(site, node)) !== null) return;
      const parameters = ['channel', 'join', '-b', genesis];
      const { ok, output } = await tryPeer(site, node.organisation.name, parameters);
      if (!ok && !/already exists/.test(output)) {
        throw commandFailed(site.binaries.peer, parameters, output);
      }
    }),
  );
  if (!site.state.participation) await setAnchorPeers(site);
}

/** Waits until every peer knows the peers of the other organisations: then service discovery works. */
export async function waitMembers(site: Site): Promise<void> {
  const { channel } = site.state.topology;
  const peers = peerNodes(site.state.topology);
  const known = 'gossip_membership_total_peers_known';
  await until(MEMBERS_MS, 'the peers do not find each other', async () => {
    const counts = await Promise.all(
      peers.map(({ ports }) => readMetric(ports.operations, known, channel)),
    );
    return counts.every((count) => count !== null && count >= peers.length - 1);
  });
}

/** Blocks that a peer has, or null where it does not run or has not joined. */
export function peerHeight(site: Pick<Site, 'state'>, node: PeerNode): Promise<number | null> {
  const { channel } = site.state.topology;
  return readMetric(node.ports.operations, 'ledger_blockchain_height', channel);
}

async function joinOrderer(site: Site, node: OrdererNode): Promise<void> {
  const { channel } = site.state.topology;
  if ((await readMetric(node.ports.operations, LEADERSHIP, channel)) !== null) return;
  const { genesis } = networkFiles(site.folder);
  const files = organisationFiles(site.folder, node.organisation.name);
  const tls = tlsFiles(files.administrationTls);
  const parameters = [
    ...['channel', 'join', '--channelID', channel, '--config-block', genesis],
    ...['-o', `${HOST}:${node.ports.admin}`, '--ca-file', mspFiles(files.msp).tlsRoot],
    ...['--client-cert', tls.certificate, '--client-key', tls.key],
  ];
  const osnadmin = site.binaries.osnadmin ?? 'osnadmin';
  const { output } = await tryCommand(osnadmin, parameters);
  // osnadmin reports a refusal in its output and still ends well. 405: the channel exists already.
  if (!/Status: (201|405)/.test(output)) throw commandFailed(osnadmin, parameters, output);
}

/** Fabric 2.1: a request to the system channel, and the answer's block. */
async function createBySystemChannel(site: Site): Promise<void> {
  const { genesis, channel: folder } = networkFiles(site.folder);
  if (existsSync(genesis)) return;
  const { channel } = site.state.topology;
  const orderer = await ordererParameters(site);
  const received = `${genesis}.new`;
  if (await isOrdered(site)) {
    await runPeer(site, founder(site), [
      'channel',
      'fetch',
      '0',
      received,
      '-c',
      channel,
      ...orderer,
    ]);
  } else {
    const request = join(folder, 'create.tx');
    await generate(site, CREATION_PROFILE, channel, '-outputCreateChannelTx', request);
    const create = ['channel', 'create', '-c', channel, '-f', request, '--outputBlock', received];
    await runPeer(site, founder(site), [...create, ...orderer]);
  }
  renameSync(received, genesis);
}

/** Fabric 2.1 only: later releases take the anchor peers from the first block. */
async function setAnchorPeers(site: Site): Promise<void> {
  const { channel, organisations } = site.state.topology;
  const orderer = await ordererParameters(site);
  await Promise.all(
    organisations.map(async ({ name, mspId }) => {
      const update = join(networkFiles(site.folder).channel, `anchor-${name}.tx`);
      const done = `${update}.done`;
      if (existsSync(done)) return;
      const options = ['-asOrg', mspId];
      await generate(site, CREATION_PROFILE, channel, '-outputAnchorPeersUpdate', update, options);
      const parameters = ['channel', 'update', '-c', channel, '-f', update, ...orderer];
      const { ok, output } = await tryPeer(site, name, parameters);
      // Sent before, by an `up` that was killed before it could note it.
      const repeated = /to version 1, but key is at version 1/.test(output);
      if (!ok && !repeated) throw commandFailed(site.binaries.peer, parameters, output);
      writePrivateFile(done, '');
    }),
  );
}

async function generate(
  site: Site,
  profile: string,
  channel: string,
  output: string,
  file: string,
  options: string[] = [],
): Promise<void> {
  if (existsSync(file)) return;
  const folder = networkFiles(site.folder).channel;
  makeFolder(folder);
  const unfinished = `${file}.new`;
  const parameters = ['-configPath', folder, '-profile', profile, '-channelID', channel];
  await runCommand(site.binaries.configtxgen, [...parameters, output, unfinished, ...options]);
  renameSync(unfinished, file);
}

const LEADERSHIP = 'consensus_etcdraft_is_leader';

async function isOrdered(site: Site): Promise<boolean> {
  const { channel } = site.state.topology;
  const values = await leadership(site, channel);
  return values.some((value) => value !== null);
}

/** Before there is a leader, orderers answer SERVICE_UNAVAILABLE to everything. */
function waitLeader(site: Site, channel: string): Promise<void> {
  return until(LEADER_MS, 'the orderers have no leader', async () =>
    (await leadership(site, channel)).includes(1),
  );
}

function leadership(site: Site, channel: string): Promise<(number | null)[]> {
  const nodes = ordererNodes(site.state.topology);
  return Promise.all(nodes.map(({ ports }) => readMetric(ports.operations, LEADERSHIP, channel)));
}

/** The organisation that asks for what needs no particular one. */
function founder({ state }: Site): string {
  return state.topology.ordererOrganisations[0] ?? '';
}

/** @throws NetworkError `CHANNEL_NOT_READY` */
export async function until(
  milliseconds: number,
  complaint: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isDone())) {
    if (performance.now() > deadline) {
      throw new NetworkError(
        'CHANNEL_NOT_READY',
        `${milliseconds / 1000} 秒内通道未就绪（${complaint}）`,
        `the channel is not ready after ${milliseconds / 1000} seconds: ${complaint}`,
      );
    }
    await pause(20);
  }
}
