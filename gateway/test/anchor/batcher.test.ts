import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, type SampleBody } from '@yinzhao/e2e/parties';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { leafStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import { nodeEngine } from '@yinzhao/verifier/node';
import { batchRound, type BatchParts } from '../../src/anchor/batch-round.js';
import { openBatcher } from '../../src/anchor/batcher.js';
import { readGroup } from '../../src/anchor/read-log.js';
import { openMirror, type Mirror } from '../../src/log/mirror.js';
import { memorySource, type MemorySource } from '../memory-source.js';
import { testSigner, type TestSigner } from '../test-signer.js';
import { anchor, refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import type { MemoryPeer } from '../memory-chain.js';
import { reach } from '../three-offices.js';
import { until } from '../until.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let twin: SampleBody;
let city: SampleCity;
let mirror: Mirror;
let source: MemorySource;
let signer: TestSigner;
let peer: MemoryPeer;
let parts: BatchParts;
let first: SampleBody;
let second: SampleBody;

beforeAll(async () => {
  base = await sampleCity(engine);
  [first, second] = base.bodies as [SampleBody, SampleBody];
  twin = await createBody(base.parties, first.id, first.log, engine);
});
const certificates = () => Promise.resolve([first.digest, second.digest, twin.digest]);
beforeEach(async () => {
  city = await refound(base, engine);
  peer = city.chain.peer();
  mirror = await openMirror({ folder: folders.create(), ledger: peer, engine, now: () => 0 });
  source = memorySource(engine);
  signer = testSigner([...base.bodies, twin]);
  const log = mirror.log(first.log);
  const former = () => Promise.resolve([]);
  parts = { ledger: peer, log, source, signer, certificates, former, engine };
});
afterEach(async () => {
  await mirror.close();
});
afterAll(folders.remove);

const add = (body: SampleBody, count: number, name: string): void => {
  source.addEntries(body.log, body.digest, sampleEntries(count, name, engine));
};
const states = (): string[] => [...source.items.values()].map(({ state }) => state);
const count = (state: string): number => states().filter((one) => one === state).length;
const about = (leafIndex: number, changes: Partial<StatusStatement> = {}): StatusStatement => ({
  log: first.log,
  leafIndex,
  certificate: first.digest,
  groupNumber: 1,
  status: leafStatus.revoked,
  time: 1,
  ...changes,
});
/** Every item stands in exactly one leaf, and that leaf is its own. */
async function expectAnchoredOnce(): Promise<void> {
  const log = mirror.log(first.log);
  await reach(log, count('anchored'));
  const entries = await log.entries(0, log.size);
  const objects = entries.map(({ object }) => toHex(object));
  expect(new Set(objects).size).toBe(objects.length);
  for (const [id, { state, leafIndex }] of source.items) {
    expect(objects.indexOf(id)).toBe(state === 'anchored' ? leafIndex : -1);
  }
}

describe('a batch', () => {
  it('holds the pending items of every certificate, revocations before a day of issuing', async () => {
    add(first, 3, 'a');
    add(second, 2, 'b');
    expect(await batchRound(parts)).toMatchObject({ anchored: 5, more: false, waiting: [] });
    source.addStatement(first.digest, about(1));
    add(first, 5000, 'c');
    expect(await batchRound(parts)).toMatchObject({ anchored: 4096, more: true });
    await reach(mirror.log(first.log), 4101);
    expect(mirror.log(first.log).stateOf(1)?.status).toBe(leafStatus.revoked);
    expect(await batchRound(parts)).toMatchObject({ anchored: 905, more: false });
    await expectAnchoredOnce();
  });

  it('holds no more statements than the ledger takes at once, and entries beside them', async () => {
    add(first, 600, 'a');
    await batchRound(parts);
    for (let i = 0; i < 600; i++) source.addStatement(first.digest, about(i));
    add(first, 10, 'b');
    add(second, 10, 'c');
    expect(await batchRound(parts)).toMatchObject({ anchored: 532, more: true, waiting: [] });
    expect(await batchRound(parts)).toMatchObject({ anchored: 88, more: false, waiting: [] });
    await expectAnchoredOnce();
  });

  it('is nothing where nothing is pending', async () => {
    expect(await batchRound(parts)).toEqual({ anchored: 0, more: false, waiting: [] });
  });

  it('leaves out the second of two statements that contradict each other, and refuses it then', async () => {
    add(first, 2, 'a');
    await batchRound(parts);
    const revoked = source.addStatement(first.digest, about(0));
    const annulled = source.addStatement(first.digest, about(0, { status: leafStatus.annulled }));
    const other = source.addStatement(first.digest, about(1));
    expect(await batchRound(parts)).toMatchObject({ anchored: 2 });
    expect(source.items.get(annulled)?.state).toBe('pending');
    await batchRound(parts);
    expect(source.items.get(annulled)).toMatchObject({
      state: 'refused',
      code: 'STATUS_TRANSITION_ILLEGAL',
    });
    expect(source.items.get(revoked)?.state).toBe('anchored');
    expect(source.items.get(other)?.state).toBe('anchored');
  });

  it('goes without a body that is suspended, and with it when it is admitted again', async () => {
    await city.chain.enact(bodyRecord(first, { version: 2, state: 1 }));
    add(first, 2, 'a');
    add(second, 2, 'b');
    const round = await batchRound(parts);
    expect(round).toMatchObject({ anchored: 2, waiting: [{ code: 'BODY_SUSPENDED' }] });
    expect(count('pending')).toBe(2);
    await city.chain.enact(bodyRecord(first, { version: 3, state: 0 }));
    expect(await batchRound(parts)).toMatchObject({ anchored: 2, waiting: [] });
    await expectAnchoredOnce();
  });

  it('refuses what an ended certificate has pending, cut or not', async () => {
    add(first, 2, 'a');
    city.chain.faults.push('lost');
    await expect(batchRound(parts)).rejects.toMatchObject({ code: 'LEDGER_TIMEOUT' });
    add(first, 2, 'b');
    const [issuing] = bodyRecord(first).certificates;
    if (!issuing) throw new Error('no certificate');
    const certificates = [{ ...issuing, ended: true }];
    await city.chain.enact(bodyRecord(first, { version: 2, certificates }));
    await batchRound(parts);
    await batchRound(parts);
    expect(states()).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(mirror.log(first.log).size).toBe(0);
  });

  it('refuses what a key that signs no more has left, once the ledger takes nothing of it', async () => {
    signer.silent.add(toHex(first.digest));
    add(first, 2, 'cut');
    await batchRound(parts);
    add(first, 2, 'pending');
    const left = {
      ...parts,
      certificates: () => Promise.resolve([second.digest]),
      former: () => Promise.resolve([first.digest]),
    };
    // As long as it is admitted, it may only be waiting for its key.
    expect(await batchRound(left)).toMatchObject({ waiting: [{ code: 'KEY_UNKNOWN' }] });
    expect(states()).toEqual(['cut', 'cut', 'pending', 'pending']);
    await city.chain.enact(bodyRecord(first, { version: 2, state: 2 }));
    add(second, 1, 'other');
    for (let round = 0; round < 2; round++) await batchRound(left);
    expect(states()).toEqual(['refused', 'refused', 'refused', 'refused', 'anchored']);
    expect([...source.items.values()][2]).toMatchObject({ code: 'BODY_RETIRED' });
  });

  it('waits for a certificate that is not admitted yet', async () => {
    add(twin, 1, 'a');
    expect(await batchRound(parts)).toMatchObject({ waiting: [{ code: 'CERTIFICATE_UNKNOWN' }] });
    const certificates = [...bodyRecord(first).certificates, ...bodyRecord(twin).certificates];
    await city.chain.enact(bodyRecord(first, { version: 2, certificates }));
    expect(await batchRound(parts)).toMatchObject({ anchored: 1, waiting: [] });
  });

  it('goes without a key that does not answer', async () => {
    signer.silent.add(toHex(first.digest));
    add(first, 2, 'a');
    add(second, 2, 'b');
    const round = await batchRound(parts);
    expect(round).toMatchObject({ anchored: 2, waiting: [{ code: 'KEY_UNKNOWN' }] });
    signer.silent.clear();
    expect(await batchRound(parts)).toMatchObject({ anchored: 2 });
    await expectAnchoredOnce();
  });

  it('is not judged by a mirror that is behind', async () => {
    const behind = {
      ...mirror.log(first.log),
      origin: first.log,
      waitFor: () => Promise.resolve(false),
    };
    add(first, 1, 'a');
    await expect(batchRound({ ...parts, log: behind })).rejects.toMatchObject({
      code: 'MIRROR_BEHIND',
    });
  });
});

describe('a group that was cut', () => {
  it.each(['lost', 'unseen'] as const)(
    'is anchored once where its transaction is %s',
    async (fault) => {
      add(first, 3, 'a');
      city.chain.faults.push(fault);
      const round = await batchRound(parts).catch((error: unknown) => error);
      if (fault === 'lost') expect(round).toMatchObject({ code: 'LEDGER_TIMEOUT' });
      add(first, 2, 'b');
      await batchRound(parts);
      await batchRound(parts);
      expect(count('anchored')).toBe(5);
      await expectAnchoredOnce();
    },
  );

  it.each(['cut', 'anchored'])('is anchored once where the process ends at %s', async (call) => {
    add(first, 3, 'a');
    source.before = (one) => {
      if (one === call) throw new Error('killed');
    };
    await expect(batchRound(parts)).rejects.toThrow('killed');
    source.before = () => undefined;
    add(first, 1, 'b');
    await batchRound(parts);
    await batchRound(parts);
    expect(count('anchored')).toBe(4);
    await expectAnchoredOnce();
  });

  it('gives its number to an empty one where it is refused for good, and its items go later', async () => {
    const certificates = [...bodyRecord(first).certificates, ...bodyRecord(twin).certificates];
    await city.chain.enact(bodyRecord(first, { version: 2, certificates }));
    add(first, 2, 'a');
    await batchRound(parts);
    // The group is lost, and meanwhile another certificate of the body revokes the same leaf.
    const late = source.addStatement(first.digest, about(0, { status: leafStatus.annulled }));
    add(first, 2, 'b');
    city.chain.faults.push('lost');
    await batchRound(parts).catch(() => undefined);
    await anchor(peer, first.log, [signGroup(twin, 1, { statements: [about(0)] })], engine);
    for (let i = 0; i < 4; i++) await batchRound(parts);
    expect(source.items.get(late)).toMatchObject({
      state: 'refused',
      code: 'STATUS_TRANSITION_ILLEGAL',
    });
    expect(count('anchored')).toBe(4);
    expect(await readGroup(peer, first.log, first.digest, 2)).toMatchObject({ entries: 0 });
    expect(await readGroup(peer, first.log, first.digest, 3)).toMatchObject({ entries: 2 });
  });

  it('that the empty one could not overtake keeps its number', async () => {
    add(first, 2, 'a');
    city.chain.faults.push('lost');
    await batchRound(parts).catch(() => undefined);
    const [cut] = await source.unfinished(first.log);
    if (!cut) throw new Error('no group');
    const lost = await signer.lastGroup(first.digest);
    await source.replace(cut, signGroup(first, 1, {}).group);
    if (lost) await anchor(peer, first.log, [lost], engine);
    await batchRound(parts);
    expect(count('anchored')).toBe(2);
    await expectAnchoredOnce();
  });

  it('makes room where another holds its number', async () => {
    add(first, 2, 'a');
    city.chain.faults.push('lost');
    await batchRound(parts).catch(() => undefined);
    const foreign = signGroup(first, 1, { entries: sampleEntries(1, 'z', engine) });
    await anchor(peer, first.log, [foreign], engine);
    await batchRound(parts);
    expect(count('anchored')).toBe(2);
    expect(await readGroup(peer, first.log, first.digest, 2)).toMatchObject({
      first: 1,
      entries: 2,
    });
  });
});

describe('the batcher', () => {
  const open = (
    problems: Error[] = [],
    anchored: number[] = [],
    now = (): number => performance.now(),
  ) =>
    openBatcher({
      ...parts,
      now,
      prepare: () => Promise.resolve(),
      onAnchored: (leaves) => anchored.push(leaves),
      onProblem: (error) => problems.push(error),
    });

  it('cuts at once, then two seconds later, or when a batch is full', async () => {
    const anchored: number[] = [];
    // Stands still unless it is set: what has to wait for two seconds waits for ever.
    let clock = 0;
    const batcher = open([], anchored, () => clock);
    add(first, 1, 'a');
    batcher.wake();
    await until(() => anchored.length === 1);
    add(first, 2, 'b');
    batcher.wake(2);
    clock = 1999;
    batcher.wake(0);
    await sleep(100);
    expect(anchored).toEqual([1]);
    clock = 2000;
    batcher.wake(0);
    await until(() => anchored.length === 2);
    add(first, 4096, 'c');
    batcher.wake(4096);
    await until(() => anchored.length === 3);
    expect(anchored).toEqual([1, 2, 4096]);
    await batcher.close();
  });

  it('tells what has kept a group back for half a minute, until it goes its way', async () => {
    const problems: Error[] = [];
    let clock = 0;
    add(first, 1, 'a');
    signer.silent.add(toHex(first.digest));
    const batcher = open(problems, [], () => clock);
    await until(() => problems.length === 1);
    expect(batcher.keptBack()).toBeNull();
    clock = 29_999;
    expect(batcher.keptBack()).toBeNull();
    clock = 30_000;
    expect(batcher.keptBack()).toBe(problems[0]);
    signer.silent.clear();
    // Whenever it looks at the clock, its pause is over.
    const ticking = setInterval(() => {
      clock += 10_000;
      batcher.wake(0);
    }, 20);
    await until(() => batcher.keptBack() === null);
    clearInterval(ticking);
    expect(count('anchored')).toBe(1);
    await batcher.close();
  });

  it('sends the signer’s last group first, though the database has lost it', async () => {
    add(first, 3, 'a');
    city.chain.faults.push('lost');
    await batchRound(parts).catch(() => undefined);
    // The backup is from before the group was cut.
    source = memorySource(engine);
    parts = { ...parts, source };
    add(first, 3, 'a');
    add(first, 2, 'b');
    const batcher = open();
    await until(() => count('anchored') === 3);
    batcher.wake();
    await until(() => count('anchored') === 5);
    await batcher.close();
    expect(await readGroup(peer, first.log, first.digest, 1)).toMatchObject({ entries: 3 });
    await expectAnchoredOnce();
  });

  it('tells of failures and goes on', async () => {
    const problems: Error[] = [];
    add(first, 2, 'a');
    city.chain.faults.push('lost', 'lost');
    const batcher = open(problems);
    await until(() => count('anchored') === 2);
    await batcher.close();
    expect(problems).toMatchObject([{ code: 'LEDGER_TIMEOUT' }, { code: 'LEDGER_TIMEOUT' }]);
  });
});
