import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import { connect, foundConsortium, type Connections } from '@yinzhao/e2e/connect';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, createParties, type SampleBody } from '@yinzhao/e2e/parties';
import { anchorBatch, composeBatch, readHead, type Ledger } from '@yinzhao/gateway';
import { engine } from './open-shared.js';
import { startOwnNetwork, type OwnNetwork } from './own-network.js';

let own: OwnNetwork;
let connections: Connections;
let ledger: Ledger;
let body: SampleBody;
let anchored = 0;
let stopWriting = false;

beforeAll(async () => {
  own = await startOwnNetwork();
  connections = connect(own.network);
  const parties = await createParties('city', own.network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  body = await createBody(parties, 'UPGRADED', parties.members[0]?.log ?? '', engine);
  await connections.port.enact(bodyRecord(body));
  ledger = await connections.ledger('approval', 'gateway');
}, 120_000);

afterAll(async () => {
  connections.close();
  await own.stop();
}, 60_000);

async function anchorOne(): Promise<void> {
  const group = signGroup(body, anchored + 1, {
    entries: sampleEntries(2, `upgrade ${anchored}`, engine),
  });
  const batch = composeBatch(body.log, await readHead(ledger, body.log), [group], engine);
  await anchorBatch(ledger, batch, engine);
  anchored++;
}

async function writeOn(): Promise<void> {
  while (!stopWriting) await anchorOne();
}

describe('an upgrade of the chaincode', () => {
  it.each([
    ['a new version of the definition', { version: '2.0' }],
    ['a new package beside the old one', { version: '3.0', label: 'yinzhao_3.0' }],
  ])(
    'by %s keeps state, and a writer sees no failure',
    async (_name, change) => {
      await anchorOne();
      const before = await readHead(ledger, body.log);
      stopWriting = false;
      const writing = writeOn();
      await own.network.upgradeChaincode(change);
      stopWriting = true;
      await writing;
      await anchorOne();
      expect((await readHead(ledger, body.log)).size).toBe(2 * anchored);
      expect(2 * anchored).toBeGreaterThan(before.size + 2);
    },
    120_000,
  );

  it('leaves a chain that rebuilds the log', async () => {
    const { logs, heads } = await auditPeer(own.network, 'market', engine);
    expect(logs[body.log]?.size).toBe(2 * anchored);
    expect(heads).toEqual(logs);
  });
});
