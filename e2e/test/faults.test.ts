import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Network } from '@yinzhao/network';
import { auditPeer, groupId } from '@yinzhao/e2e/audit';
import { connect, foundConsortium } from '@yinzhao/e2e/connect';
import { anchorUnderKills, type FaultRun, type Kill } from '@yinzhao/e2e/fault-run';
import { bodyRecord, createBody, createParties, type SampleBody } from '@yinzhao/e2e/parties';
import { engine } from './open-shared.js';
import { startOwnNetwork, type OwnNetwork } from './own-network.js';

const processes = [
  'orderer-approval',
  'peer-approval',
  'peer-police',
  'chaincode-approval',
  'chaincode-police',
];
const named: Kill[] = (['before-endorsing', 'before-ordering', 'after-ordering'] as const).flatMap(
  (point) => processes.map((process) => ({ process, point })),
);
const random: Kill[] = Array.from({ length: 5 }, () => ({
  process: [...processes, 'peer-market', 'chaincode-market'][randomInt(7)] as string,
  point: 'any-time',
  delayMs: randomInt(80),
}));

let own: OwnNetwork;
let network: Network;
let body: SampleBody;

beforeAll(async () => {
  own = await startOwnNetwork();
  network = own.network;
  const connections = connect(network);
  const parties = await createParties('city', network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  body = await createBody(parties, 'KILLED', parties.members[0]?.log ?? '', engine);
  await connections.port.enact(bodyRecord(body));
  connections.close();
}, 120_000);

afterAll(() => own.stop(), 60_000);

describe('a network whose processes are killed', () => {
  let run: FaultRun;

  it(`anchors every group in spite of ${named.length} kills at named points and ${random.length} at random`, async () => {
    const kills = [...named, ...random];
    run = await anchorUnderKills(network, body, kills, engine);
    expect([run.reported.size, run.killed]).toEqual([kills.length, kills.length]);
  }, 300_000);

  it.each(['approval', 'police', 'market'])(
    'has lost none of them and anchored none twice: the chain of %s',
    async (org) => {
      const { logs, heads, groups } = await auditPeer(network, org, engine);
      for (const [number, first] of run.reported) {
        expect([number, groups.get(groupId(body.log, body.digest, number))]).toEqual([
          number,
          [first],
        ]);
      }
      expect(groups.size).toBe(run.reported.size);
      expect(logs[body.log]?.size).toBe(16 * run.reported.size);
      expect(heads).toEqual(logs);
    },
    60_000,
  );

  it('has the same logs on all peers', async () => {
    const audits = await Promise.all(
      ['approval', 'police', 'market'].map((org) => auditPeer(network, org, engine)),
    );
    expect(new Set(audits.map(({ logs }) => JSON.stringify(logs))).size).toBe(1);
  }, 60_000);
});
