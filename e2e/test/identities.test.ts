import { setTimeout as sleep } from 'node:timers/promises';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, type SampleBody } from '@yinzhao/e2e/parties';
import {
  anchorBatch,
  composeBatch,
  ledgerOn,
  openFabricChannel,
  openLedger,
  readHead,
  type Ledger,
  type LedgerIdentity,
} from '@yinzhao/gateway';
import { engine, openShared, type Shared } from './open-shared.js';

let shared: Shared;
let body: SampleBody;
let number = 0;

beforeAll(async () => {
  shared = await openShared();
  body = await createBody(
    shared.parties,
    'IDENTITIES',
    shared.parties.members[0]?.log ?? '',
    engine,
  );
  await shared.port.enact(bodyRecord(body));
}, 60_000);

afterAll(() => {
  shared.close();
});

function openAs(identity: LedgerIdentity): Promise<Ledger> {
  const { channel, chaincode } = shared.network.topology;
  return openLedger({
    profile: shared.network.profile('approval'),
    identity,
    channel,
    chaincode: chaincode.name,
    endorsements: chaincode.endorsements,
    timeouts: { endorseMs: 3000, sends: 3 },
  });
}

async function anchorAs(ledger: Ledger): Promise<number | undefined> {
  const group = signGroup(body, number + 1, {
    entries: sampleEntries(1, `identity ${number}`, engine),
  });
  const batch = composeBatch(
    body.log,
    await readHead(await shared.ledger('approval', 'gateway'), body.log),
    [group],
    engine,
  );
  const [place] = await anchorBatch(ledger, batch, engine);
  number++;
  return place?.first;
}

const role = { 'yinzhao.role': 'gateway' };

describe('an identity without the attribute', () => {
  it('may read and may not anchor', async () => {
    const plain = await shared.network.enrol('approval', {
      name: 'plain',
      type: 'client',
      attributes: {},
    });
    const ledger = await openAs(plain);
    try {
      expect((await readHead(ledger, body.log)).size).toBeGreaterThanOrEqual(0);
      await expect(anchorAs(ledger)).rejects.toMatchObject({
        name: 'LedgerError',
        code: 'CALLER_ROLE_MISSING',
      });
    } finally {
      ledger.close();
    }
  });
});

describe('a revoked identity', () => {
  it('anchors until it is revoked, then neither writes nor reads, and its block watch ends', async () => {
    const leaver = await shared.network.enrol('approval', {
      name: 'leaver',
      type: 'client',
      attributes: role,
    });
    const ledger = await openAs(leaver);
    try {
      expect(await anchorAs(ledger)).toBeGreaterThanOrEqual(0);
      const position = { load: () => Promise.resolve(0), save: () => Promise.resolve() };
      const watch = await ledger.watch(position, () => Promise.resolve());
      const head = await readHead(await shared.ledger('approval', 'gateway'), body.log);
      await shared.network.revokeIdentity('approval', 'leaver');
      await expect(anchorAs(ledger)).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
      await expect(readHead(ledger, body.log)).rejects.toMatchObject({
        code: 'LEDGER_ACCESS_DENIED',
      });
      await expect(watch.ended).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
      await expect(openAs(leaver)).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
      const gateway = await shared.ledger('approval', 'gateway');
      expect(await readHead(gateway, body.log)).toEqual(head);
      expect(await anchorAs(gateway)).toBe(head.size);
    } finally {
      ledger.close();
    }
  }, 60_000);
});

describe('an expired identity', () => {
  it('neither writes nor reads', async () => {
    const brief = await shared.network.enrol('approval', {
      name: 'brief',
      type: 'client',
      attributes: role,
      shortLived: true,
    });
    const end = Date.parse(new X509Certificate(brief.certificate).validTo);
    await sleep(Math.max(0, end - Date.now()) + 1500);
    await expect(openAs(brief)).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
    // Nobody opens a stream with it; one that is open already is the other's.
    const { channel, chaincode } = shared.network.topology;
    const profile = shared.network.profile('approval');
    const valid = await openFabricChannel(profile, gatewayIdentity(), channel);
    const expired = await openFabricChannel(profile, brief, channel);
    const ledger = await ledgerOn(
      { ...expired, blocks: valid.blocks },
      {
        chaincode: chaincode.name,
        endorsements: chaincode.endorsements,
      },
    );
    await expect(anchorAs(ledger)).rejects.toMatchObject({ code: 'LEDGER_IDENTITY_EXPIRED' });
    await expect(readHead(ledger, body.log)).rejects.toMatchObject({
      code: 'LEDGER_IDENTITY_EXPIRED',
    });
    ledger.close();
    valid.close();
  }, 60_000);
});

function gatewayIdentity(): LedgerIdentity {
  const { gateway } = shared.network.identities('approval');
  if (gateway === undefined) throw new Error('the sample has a gateway');
  return gateway;
}
