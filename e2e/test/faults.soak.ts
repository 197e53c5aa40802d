import { randomInt } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { auditPeer, groupId } from '@yinzhao/e2e/audit';
import { connect, foundConsortium } from '@yinzhao/e2e/connect';
import { anchorUnderKills, killPoints, type Kill } from '@yinzhao/e2e/fault-run';
import { bodyRecord, createBody, createParties } from '@yinzhao/e2e/parties';
import { engine } from './open-shared.js';
import { startOwnNetwork } from './own-network.js';
import { soakKills, tellProgress } from './soak-progress.js';

const processes = ['orderer', 'peer', 'chaincode'].flatMap((kind) =>
  (kind === 'orderer' ? ['approval'] : ['approval', 'police', 'market']).map(
    (org) => `${kind}-${org}`,
  ),
);
const pick = <T>(from: readonly T[]): T => from[randomInt(from.length)] as T;
const kills: Kill[] = Array.from({ length: soakKills }, () => ({
  process: pick(processes),
  point: pick(killPoints),
  delayMs: randomInt(100),
}));

it(`loses no group and anchors none twice in ${soakKills} kills`, async () => {
  const { network, stop } = await startOwnNetwork();
  try {
    const connections = connect(network);
    const parties = await createParties('city', network.topology.organisations, engine);
    await foundConsortium(connections, parties);
    const body = await createBody(parties, 'KILLED', parties.members[0]?.log ?? '', engine);
    await connections.port.enact(bodyRecord(body));
    connections.close();
    const { reported, killed } = await anchorUnderKills(
      network,
      body,
      kills,
      engine,
      tellProgress('ledger'),
    );
    expect([reported.size, killed]).toEqual([soakKills, soakKills]);
    for (const org of ['approval', 'police', 'market']) {
      const { logs, heads, groups } = await auditPeer(network, org, engine);
      for (const [number, first] of reported) {
        expect(groups.get(groupId(body.log, body.digest, number))).toEqual([first]);
      }
      expect(groups.size).toBe(soakKills);
      expect(heads).toEqual(logs);
    }
  } finally {
    await stop();
  }
}, 3_600_000);
