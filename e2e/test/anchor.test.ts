import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, type SampleBody } from '@yinzhao/e2e/parties';
import {
  anchorBatch,
  composeBatch,
  readGroup,
  readHead,
  readIssuer,
  readRecord,
  openFabricChannel,
  readStatus,
  type Ledger,
  type LedgerIdentity,
} from '@yinzhao/gateway';
import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  decodeGroup,
  entriesOf,
  maximumStatements,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import { leafStatus } from '@yinzhao/verifier/format/status';
import { appendLeaves, decodeRange, rootOfRange } from '@yinzhao/verifier/merkle/compact-range';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { engine, openShared, type Shared } from './open-shared.js';

let shared: Shared;
let ledger: Ledger;
let body: SampleBody;
let second: SampleBody;
const numbers = new Map<SampleBody, number>();

beforeAll(async () => {
  shared = await openShared();
  ledger = await shared.ledger('approval', 'gateway');
  const log = shared.parties.members[0]?.log ?? '';
  body = await createBody(shared.parties, 'ANCHOR-1', log, engine);
  second = await createBody(shared.parties, 'ANCHOR-2', log, engine);
  for (const one of [body, second]) await shared.port.enact(bodyRecord(one));
}, 60_000);

afterAll(() => {
  shared.close();
});

function next(of: SampleBody, content: Parameters<typeof signGroup>[2]): SignedGroup {
  const number = (numbers.get(of) ?? 0) + 1;
  numbers.set(of, number);
  return signGroup(of, number, content);
}

async function compose(groups: readonly SignedGroup[]): Promise<Uint8Array> {
  return composeBatch(body.log, await readHead(ledger, body.log), groups, engine);
}

describe('a batch', () => {
  it('extends the log by exactly its leaves, in order', async () => {
    const before = await readHead(ledger, body.log);
    const groups = [
      next(body, { entries: sampleEntries(3, 'a', engine) }),
      next(second, { entries: sampleEntries(2, 'b', engine) }),
    ];
    const places = await anchorBatch(ledger, await compose(groups), engine);
    expect(places.map(({ first, entries, repeated }) => [first, entries, repeated])).toEqual([
      [before.size, 3, false],
      [before.size + 3, 2, false],
    ]);
    const leaves = groups.flatMap(({ group }) =>
      entriesOf(decodeGroup(group), engine.sm3).map((entry) => leafHash(engine.sm3, entry)),
    );
    const expected = appendLeaves(engine.sm3, decodeRange(before.size, before.nodes), leaves);
    const after = await readHead(ledger, body.log);
    expect(after.size).toBe(before.size + 5);
    expect(toHex(after.root)).toBe(toHex(rootOfRange(engine.sm3, expected)));
  });

  it('of 4,096 entries goes through whole', async () => {
    const before = await readHead(ledger, body.log);
    const group = next(body, { entries: sampleEntries(4096, 'large', engine) });
    const [place] = await anchorBatch(ledger, await compose([group]), engine);
    expect(place).toMatchObject({ first: before.size, entries: 4096 });
  });

  it('of 512 statements takes a fraction of the time that a peer has', async () => {
    const entries = next(body, { entries: sampleEntries(512, 'many', engine) });
    const [place] = await anchorBatch(ledger, await compose([entries]), engine);
    const about = { log: body.log, certificate: body.digest, groupNumber: numbers.get(body) ?? 0 };
    const statements = Array.from({ length: maximumStatements }, (_, i) => ({
      ...about,
      leafIndex: (place?.first ?? NaN) + i,
      status: leafStatus.suspended,
      time: 1767225600000,
    }));
    const group = next(body, { statements });
    const batch = await compose([group]);
    const began = Date.now();
    const [stated] = await anchorBatch(ledger, batch, engine);
    expect(stated).toMatchObject({ statements: 512, repeated: false });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it('sent again is answered with where it stands', async () => {
    const group = next(body, { entries: sampleEntries(2, 'again', engine) });
    const batch = await compose([group]);
    const [place] = await anchorBatch(ledger, batch, engine);
    const head = await readHead(ledger, body.log);
    expect(await anchorBatch(ledger, batch, engine)).toEqual([{ ...place, repeated: true }]);
    expect(await readHead(ledger, body.log)).toEqual(head);
  });

  it('may hold an empty group, which takes its number and no leaf', async () => {
    const before = await readHead(ledger, body.log);
    const group = next(body, {});
    const number = numbers.get(body) ?? 0;
    const [place] = await anchorBatch(ledger, await compose([group]), engine);
    expect(place).toMatchObject({ number, entries: 0, statements: 0, first: before.size });
    expect((await readHead(ledger, body.log)).size).toBe(before.size);
    expect(await readIssuer(ledger, body.digest)).toMatchObject({
      lastNumber: number,
      body: body.id,
    });
  });

  it('of two writers at the same head goes in once', async () => {
    const [one, two] = [
      next(body, { entries: sampleEntries(1, 'one', engine) }),
      next(second, { entries: sampleEntries(1, 'two', engine) }),
    ];
    const [first, other] = [await compose([one]), await compose([two])];
    const results = await Promise.allSettled(
      [first, other].map((batch) => anchorBatch(ledger, batch, engine)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { code: 'BATCH_OVERLAP' } });
    const late = results[0]?.status === 'rejected' ? one : two;
    expect(await anchorBatch(ledger, await compose([late]), engine)).toMatchObject([
      { repeated: false },
    ]);
  });
});

describe('statuses', () => {
  it('are kept per leaf with the leaf of their statement', async () => {
    const group = next(body, { entries: sampleEntries(2, 'status', engine) });
    const [place] = await anchorBatch(ledger, await compose([group]), engine);
    const leafIndex = place?.first ?? NaN;
    const statement = {
      log: body.log,
      leafIndex,
      certificate: body.digest,
      groupNumber: numbers.get(body) ?? 0,
      time: 1767225600000,
    };
    const before = await readHead(ledger, body.log);
    const suspend = next(body, { statements: [{ ...statement, status: leafStatus.suspended }] });
    await anchorBatch(ledger, await compose([suspend]), engine);
    expect(await readStatus(ledger, body.log, leafIndex)).toEqual({
      status: leafStatus.suspended,
      statement: before.size,
    });
    const reinstate = next(body, { statements: [{ ...statement, status: leafStatus.valid }] });
    await anchorBatch(ledger, await compose([reinstate]), engine);
    expect(await readStatus(ledger, body.log, leafIndex)).toEqual({
      status: leafStatus.valid,
      statement: before.size + 1,
    });
    expect((await readHead(ledger, body.log)).statusSequence).toBe(before.statusSequence + 2);
    expect(await readStatus(ledger, body.log, leafIndex + 1)).toBeNull();
  });

  it("of a retired body's licences are its successor's to change", async () => {
    const old = await createBody(shared.parties, 'ANCHOR-OLD', body.log, engine);
    await shared.port.enact(bodyRecord(old));
    const [place] = await anchorBatch(
      ledger,
      await compose([signGroup(old, 1, { entries: sampleEntries(1, 'old', engine) })]),
      engine,
    );
    await shared.port.enact(bodyRecord(old, { version: 2, state: 2, successor: second.id }));
    const statement = {
      log: body.log,
      leafIndex: place?.first ?? NaN,
      certificate: old.digest,
      groupNumber: 1,
      status: leafStatus.revoked,
      time: 1767225600000,
    };
    await anchorBatch(ledger, await compose([next(second, { statements: [statement] })]), engine);
    expect(await readStatus(ledger, body.log, statement.leafIndex)).toMatchObject({
      status: leafStatus.revoked,
    });
  });
});

describe('all three peers', () => {
  it('answer every question with the same bytes', async () => {
    const text = (value: string): Uint8Array => new TextEncoder().encode(value);
    const log = text(body.log);
    const questions: [string, Uint8Array[]][] = [
      ['readHead', [log]],
      ['readGroup', [log, body.digest, text('1')]],
      ['readGroup', [log, body.digest, text('99999')]],
      ['readIssuer', [body.digest]],
      ['readStatus', [log, text('0')]],
      ['readRecord', [text('consortium')]],
      ['readRecord', [text(`body/${body.id}`)]],
    ];
    for (const [name, parameters] of questions) {
      const answers = await Promise.all(
        ledger.peers.map((peer) => ledger.query(name, parameters, peer.name)),
      );
      expect(answers).toHaveLength(3);
      expect(new Set(answers.map(toHex)).size).toBe(1);
    }
  });
});

describe('a batch on all three peers', () => {
  it('has the same answer, reads and writes under each signature', async () => {
    const entries = next(body, { entries: sampleEntries(3, 'same', engine) });
    const [place] = await anchorBatch(ledger, await compose([entries]), engine);
    const groupNumber = numbers.get(body) ?? 0;
    const about = { log: body.log, certificate: body.digest, groupNumber, time: 1767225600000 };
    const statements = [0, 1].map((i) => ({
      ...about,
      leafIndex: (place?.first ?? NaN) + i,
      status: leafStatus.suspended,
    }));
    const batch = await compose([
      next(body, { entries: sampleEntries(2, 'same too', engine), statements }),
      next(second, { entries: sampleEntries(2, 'same as well', engine) }),
    ]);
    const { channel: name, chaincode } = shared.network.topology;
    const identity = shared.network.identities('approval').gateway as LedgerIdentity;
    const channel = await openFabricChannel(shared.network.profile('approval'), identity, name);
    const proposal = channel.propose(chaincode.name, 'anchorBatch', [batch]);
    const answers = await Promise.all(channel.peers.map((peer) => proposal.ask(peer, 10_000)));
    channel.close();
    expect(answers.map(({ status, peer }) => [status, peer.mspId])).toEqual([
      [200, 'ApprovalMSP'],
      [200, 'PoliceMSP'],
      [200, 'MarketMSP'],
    ]);
    expect(new Set(answers.map(({ payload }) => toHex(payload))).size).toBe(1);
    // Only asked so far: the numbers are still to be used.
    await anchorBatch(ledger, batch, engine);
  });
});

describe('what is not there', () => {
  it('is answered with null', async () => {
    expect(await readGroup(ledger, body.log, body.digest, 99_999)).toBeNull();
    expect(await readIssuer(ledger, new Uint8Array(32))).toBeNull();
    expect(await readRecord(ledger, 'body/NOBODY')).toBeNull();
    expect(await readRecord(ledger, `body/${body.id}`)).toMatchObject({
      kind: 'body',
      id: body.id,
      version: 1,
    });
  });
});
