import { updateChannel } from './channel-update.js';
import type { ConfigurationGroup } from './channel-update.js';
import { peerHeight, until } from './channel.js';
import { MSP_AUTHORITY } from './configuration/authority.js';
import { connect } from './enrol-organisation.js';
import { revoke } from './identities.js';
import { organisationOf, peerNodes } from './nodes.js';
import type { Site } from './site.js';

const EFFECTIVE_MS = 15_000;

/**
 * Revokes an identity at its CA and on the channel, and returns when every running peer refuses it. The
 * CA alone would only refuse to certify it again.
 * @throws NetworkError `AUTHORITY_REFUSED`, `COMMAND_FAILED`, `CHANNEL_NOT_READY`
 */
export async function revokeIdentity(
  site: Site,
  organisation: string,
  name: string,
): Promise<void> {
  const { folder, state } = site;
  const { mspId } = organisationOf(state.topology, organisation);
  const authority = await connect(folder, state, organisation, MSP_AUTHORITY);
  const list = await revoke(authority, name);
  const block = await updateChannel(site, organisation, (channel) => {
    setRevocationList(channel, mspId, list);
  });
  await waitForBlock(site, block);
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
