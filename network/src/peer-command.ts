import { runCommand, tryCommand } from './command.js';
import type { CommandResult } from './command.js';
import { NetworkError } from './errors.js';
import { isNodeHealthy } from './health.js';
import { mspFiles, organisationFiles } from './layout.js';
import { ordererNodes, peerNodes } from './nodes.js';
import { HOST } from './ports.js';
import type { Site } from './site.js';

/** Runs the `peer` command as the administrator of an organisation, against its own peer. */
export function runPeer(site: Site, organisation: string, parameters: string[]): Promise<string> {
  return runCommand(site.binaries.peer, parameters, peerOptions(site, organisation));
}

/** The same, where a failure may only mean "already done". */
export function tryPeer(
  site: Site,
  organisation: string,
  parameters: string[],
): Promise<CommandResult> {
  return tryCommand(site.binaries.peer, parameters, peerOptions(site, organisation));
}

function peerOptions({ folder }: Site, organisation: string) {
  const { administration } = organisationFiles(folder, organisation);
  return { environment: { FABRIC_CFG_PATH: administration, FABRIC_LOGGING_SPEC: 'warn' } };
}

/**
 * Parameters that name an orderer which answers: any one passes a transaction on to the leader.
 * @throws NetworkError `CHANNEL_NOT_READY` where none does
 */
export async function ordererParameters({ folder, state }: Site): Promise<string[]> {
  for (const node of ordererNodes(state.topology)) {
    if (!(await isNodeHealthy(node))) continue;
    const { msp } = organisationFiles(folder, node.organisation.name);
    const address = `${HOST}:${node.ports.listen}`;
    return ['-o', address, '--tls', '--cafile', mspFiles(msp).tlsRoot];
  }
  throw new NetworkError('CHANNEL_NOT_READY', '没有可用的排序节点', 'no orderer answers');
}

/** Parameters that name the peers of all organisations. */
export function peerParameters({ folder, state }: Site): string[] {
  return peerNodes(state.topology).flatMap((node) => [
    '--peerAddresses',
    `${HOST}:${node.ports.listen}`,
    '--tlsRootCertFiles',
    mspFiles(organisationFiles(folder, node.organisation.name).msp).tlsRoot,
  ]);
}
