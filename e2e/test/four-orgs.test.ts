import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import { connect, foundConsortium } from '@yinzhao/e2e/connect';
import { anchorUnderKills, type Kill } from '@yinzhao/e2e/fault-run';
import { bodyRecord, createBody, createParties, type SampleBody } from '@yinzhao/e2e/parties';
import { fourOrgTopology } from '@yinzhao/network';
import { engine } from './open-shared.js';
import { startOwnNetwork, type OwnNetwork } from './own-network.js';

let own: OwnNetwork;
let body: SampleBody;

beforeAll(async () => {
  own = await startOwnNetwork(fourOrgTopology);
  const connections = connect(own.network);
  const parties = await createParties('city', own.network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  body = await createBody(parties, 'FOUR', parties.members[0]?.log ?? '', engine);
  await connections.port.enact(bodyRecord(body));
  connections.close();
}, 180_000);

afterAll(() => own.stop(), 60_000);

describe('four organisations with three orderers', () => {
  it('go on anchoring while each orderer in turn is killed', async () => {
    const kills: Kill[] = ['approval', 'police', 'market'].flatMap((org) => [
      { process: `orderer-${org}`, point: 'after-ordering' },
      { process: `orderer-${org}`, point: 'before-ordering' },
    ]);
    const { reported, killed } = await anchorUnderKills(own.network, body, kills, engine);
    expect([reported.size, killed]).toEqual([kills.length, kills.length]);
    const audits = await Promise.all(
      ['approval', 'police', 'market', 'housing'].map((org) => auditPeer(own.network, org, engine)),
    );
    for (const { logs, heads } of audits) {
      expect(logs[body.log]?.size).toBe(16 * kills.length);
      expect(heads).toEqual(logs);
    }
  }, 180_000);
});
