import { updateChannel } from './channel-update.js';
import type { ConfigurationGroup } from './channel-update.js';
import { peerHeight, until } from './channel.js';
import { MSP_AUTHORITY } from './configuration/authority.js';
import { connect } from './enrol-organisation.js';
import { revoke } from './identities.js';
import { NetworkError } from './errors.js';
import { administratorOf, organisationOf, peerNodes } from './nodes.js';
import type { Site } from './site.js';

const EFFECTIVE_MS = 15_000;

/**
 * Revokes an identity at its CA and on the channel, and returns when every running peer refuses it. The
 * CA alone would only refuse to certify it again.
 * @throws NetworkError `IDENTITY_NEEDED`, `AUTHORITY_REFUSED`, `COMMAND_FAILED`, `CHANNEL_NOT_READY`
 */
export async function revokeIdentity(
  site: Site,
  organisation: string,
  name: string,
): Promise<void> {
  const { folder, state } = site;
  const owner = organisationOf(state.topology, organisation);
  if (name === administratorOf(owner)) throw administratorNeeded(organisation, name);
  const { mspId } = owner;
  const authority = await connect(folder, state, organisation, MSP_AUTHORITY);
  const list = await revoke(authority, name);
  const block = await updateChannel(site, organisation, (channel) => {
    setRevocationList(channel, mspId, list);
  });
  await waitForBlock(site, block);
}

function administratorNeeded(organisation: string, name: string): NetworkError {
  return new NetworkError(
    'IDENTITY_NEEDED',
    `${organisation} 的 ${name} 是修改本机构通道配置的唯一签名者，吊销后无人能再修改：请先在拓扑中登记另一个管理员`,
    `${name} signs the changes of ${organisation}'s part of the channel; without it nobody could: put another administrator first in the topology`,
  );
}

/**
 * Puts the CA's complete list in the place of the former one, wherever the organisation stands: Fabric
 * refuses a channel that knows one MSP id by two definitions, in the orderer and the application group.
 */
export function setRevocationList(group: ConfigurationGroup, mspId: string, list: string): void {
  const config = group.values?.['MSP']?.value['config'] as Record<string, unknown> | undefined;
  if (config?.['name'] === mspId) config['revocation_list'] = [list];
  for (const inner of Object.values(group.groups ?? {})) setRevocationList(inner, mspId, list);
}

/** A peer applies a configuration before it counts the block that holds it. */
async function waitForBlock(site: Site, block: number): Promise<void> {
  await until(EFFECTIVE_MS, 'the peers do not have the revocation yet', async () => {
    const heights = await Promise.all(
      peerNodes(site.state.topology).map((node) => peerHeight(site, node)),
    );
    // A peer that does not run learns it with the blocks that it fetches when it starts.
    return heights.every((height) => height === null || height > block);
  });
}
