import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageChaincode } from './chaincode-package.js';
import { commandFailed } from './command.js';
import { networkFiles } from './layout.js';
import { ordererParameters, peerParameters, tryPeer } from './peer-command.js';
import { writePrivateFile } from './private-file.js';
import type { Site } from './site.js';
import type { InstalledChaincode } from './state.js';
import type { ChaincodeDefinition, Topology } from './topology.js';

/**
 * Takes a definition through Fabric's lifecycle: installed on every peer, approved by every organisation,
 * committed. Each step says "already" where it was done before, so an interrupted call is repeated whole.
 */
export async function commitChaincode(site: Site, chaincode: InstalledChaincode): Promise<void> {
  if ((await committedSequence(site, chaincode.name)) >= chaincode.sequence) return;
  const organisations = site.state.topology.organisations.map(({ name }) => name);
  const file = await packageFile(site, chaincode.label);
  await Promise.all(organisations.map((organisation) => install(site, organisation, file)));
  const definition = definitionParameters(site.state.topology, chaincode);
  const orderer = await ordererParameters(site);
  await Promise.all(
    organisations.map((organisation) =>
      approve(site, organisation, chaincode, [...definition, ...orderer]),
    ),
  );
  const commit = ['lifecycle', 'chaincode', 'commit', ...definition, ...orderer];
  const { ok, output } = await sendAgain(() =>
    tryPeer(site, organisations[0] ?? '', [...commit, ...peerParameters(site)]),
  );
  // Sent again, it may find the first one committed.
  if (!ok && (await committedSequence(site, chaincode.name)) < chaincode.sequence) {
    throw commandFailed(site.binaries.peer, commit, output);
  }
}

const attempts = 3;

/**
 * What an orderer has accepted is lost where another begins to lead just then, as it does in the first seconds of a
 * channel: the peer waits for it in vain, and it is sent again.
 */
export async function sendAgain<T extends { readonly output: string }>(
  send: () => Promise<T>,
): Promise<T> {
  for (let left = attempts - 1; ; left--) {
    const answer = await send();
    if (left === 0 || !/timed out waiting for txid/.test(answer.output)) return answer;
  }
}

/** The sequence number of the committed definition, 0 while there is none. */
async function committedSequence(site: Site, name: string): Promise<number> {
  const { channel, organisations } = site.state.topology;
  const query = ['lifecycle', 'chaincode', 'querycommitted', '-C', channel, '-n', name];
  const { ok, output } = await tryPeer(site, organisations[0]?.name ?? '', query);
  if (ok) return Number(/Sequence: (\d+)/.exec(output)?.[1] ?? 0);
  if (/is not defined|not found/.test(output)) return 0;
  throw commandFailed(site.binaries.peer, query, output);
}

async function packageFile(site: Site, label: string): Promise<string> {
  const file = join(networkFiles(site.folder).packages, `${label}.tgz`);
  if (!existsSync(file)) writePrivateFile(file, (await packageChaincode(label)).bytes);
  return file;
}

async function install(site: Site, organisation: string, file: string): Promise<void> {
  const parameters = ['lifecycle', 'chaincode', 'install', file];
  const { ok, output } = await tryPeer(site, organisation, parameters);
  if (!ok && !/already successfully installed/.test(output)) {
    throw commandFailed(site.binaries.peer, parameters, output);
  }
}

async function approve(
  site: Site,
  organisation: string,
  { packageId }: InstalledChaincode,
  definition: string[],
): Promise<void> {
  const parameters = ['lifecycle', 'chaincode', 'approveformyorg', ...definition];
  const { ok, output } = await sendAgain(() =>
    tryPeer(site, organisation, [...parameters, '--package-id', packageId]),
  );
  if (!ok && !/with unchanged content/.test(output)) {
    throw commandFailed(site.binaries.peer, parameters, output);
  }
}

function definitionParameters(topology: Topology, chaincode: InstalledChaincode): string[] {
  return [
    ...['-C', topology.channel, '-n', chaincode.name, '-v', chaincode.version],
    ...['--sequence', String(chaincode.sequence)],
    ...['--signature-policy', endorsementPolicy(topology, chaincode)],
  ];
}

/** `OutOf(2,'ApprovalMSP.peer',…)`: only peers endorse, whatever else an organisation has certified. */
export function endorsementPolicy(
  { organisations }: Topology,
  { endorsements }: Pick<ChaincodeDefinition, 'endorsements'>,
): string {
  const principals = organisations.map(({ mspId }) => `'${mspId}.peer'`);
  return `OutOf(${[endorsements, ...principals].join(',')})`;
}
