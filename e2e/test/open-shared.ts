import { openNetwork } from '@yinzhao/network';
import { nodeEngine } from '@yinzhao/verifier/node';
import { connect, foundConsortium, type Connections } from '@yinzhao/e2e/connect';
import { createParties, type SampleParties } from '@yinzhao/e2e/parties';
import { folderVariable } from './shared-network.js';

export const engine = nodeEngine();

export interface Shared extends Connections {
  readonly parties: SampleParties;
}

/** The shared network with its consortium founded. */
export async function openShared(): Promise<Shared> {
  const folder = process.env[folderVariable];
  if (folder === undefined) throw new Error('the shared network was not started');
  const network = openNetwork(folder);
  const connections = connect(network);
  const parties = await createParties('city', network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  return { ...connections, parties };
}
