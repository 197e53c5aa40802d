import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import { connect, foundConsortium } from '@yinzhao/e2e/connect';
import { anchorUnderKills, type Kill } from '@yinzhao/e2e/fault-run';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleBody,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import { composeBatch, readHead } from '@yinzhao/gateway';
import { fourOrgTopology } from '@yinzhao/network';
import { encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import { engine } from './open-shared.js';
import { startOwnNetwork, type OwnNetwork } from './own-network.js';

let own: OwnNetwork;
let parties: SampleParties;
let body: SampleBody;

beforeAll(async () => {
  own = await startOwnNetwork(fourOrgTopology);
  const connections = connect(own.network);
  parties = await createParties('city', own.network.topology.organisations, engine);
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

describe('a member that the others have put out of the consortium', () => {
  it('logs nothing more, though its log stays its own', async () => {
    const connections = connect(own.network);
    try {
      const [founded] = foundingRecords(parties);
      if (founded?.kind !== 'consortium') throw new Error('the first record founds the consortium');
      const members = founded.members.filter((mspId) => mspId !== 'ApprovalMSP');
      for (const mspId of members) {
        const record = encodeRegistryRecord({ ...founded, version: 2, members });
        await connections.port.approve(mspId, record);
      }
      const gateway = await connections.ledger('approval', 'gateway');
      const head = await readHead(gateway, body.log);
      const entries = sampleEntries(1, 'outside', engine);
      const group = signGroup(body, head.size / 16 + 1, { entries });
      const batch = composeBatch(body.log, head, [group], engine);
      await expect(connections.port.anchor(batch)).rejects.toMatchObject({
        code: 'CALLER_NOT_MEMBER',
      });
      expect(await readHead(gateway, body.log)).toEqual(head);
    } finally {
      connections.close();
    }
  }, 60_000);
});
