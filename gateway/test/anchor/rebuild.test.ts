import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import type { SampleBody } from '@yinzhao/e2e/parties';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { batchRound, type BatchParts } from '../../src/anchor/batch-round.js';
import { catchUp } from '../../src/anchor/catch-up.js';
import { rebuild } from '../../src/anchor/rebuild.js';
import { openMirror, type Mirror } from '../../src/log/mirror.js';
import { memorySource, type MemorySource } from '../memory-source.js';
import { refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { testSigner } from '../test-signer.js';
import { reach } from '../three-offices.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let city: SampleCity;
let mirror: Mirror;
let parts: BatchParts;
let first: SampleBody;

beforeAll(async () => {
  base = await sampleCity(engine);
  [first] = base.bodies as [SampleBody];
});
beforeEach(async () => {
  city = await refound(base, engine);
  const ledger = city.chain.peer();
  mirror = await openMirror({ folder: folders.create(), ledger, engine, now: () => 0 });
  const certificates = () => Promise.resolve([first.digest]);
  const log = mirror.log(first.log);
  const signer = testSigner(base.bodies);
  parts = { ledger, log, source: memorySource(engine), signer, certificates, engine };
});
afterEach(() => mirror.close());
afterAll(folders.remove);

const add = (source: MemorySource, names: readonly string[]): void => {
  for (const name of names) {
    source.addEntries(first.log, first.digest, sampleEntries(2, name, engine));
  }
};
const anchorOne = async (name: string): Promise<void> => {
  add(parts.source as MemorySource, [name]);
  await batchRound(parts);
};
const last = (number: number): Map<string, number> => new Map([[toHex(first.digest), number]]);
const leaves = ({ items }: MemorySource) => [...items.values()].map(({ leafIndex }) => leafIndex);

describe('a rebuild', () => {
  it('gives each item its leaf again, once, and leaves the others waiting', async () => {
    for (const name of ['a', 'b', 'c']) await anchorOne(name);
    await reach(mirror.log(first.log), 6);
    const source = memorySource(engine);
    add(source, ['b', 'a', 'd', 'c']);
    const until = city.chain.blocks.length;
    expect(await rebuild({ ...parts, log: first.log, source }, last(3))).toEqual({
      blocks: until,
      groups: 3,
      released: 0,
    });
    expect(leaves(source)).toEqual([2, 3, 0, 1, null, null, 4, 5]);
    await rebuild({ ...parts, log: first.log, source }, last(3));
    await batchRound({ ...parts, source });
    expect(leaves(source)).toEqual([2, 3, 0, 1, 6, 7, 4, 5]);
  });

  it('takes a number from a group that the log does not hold', async () => {
    await anchorOne('a');
    const source = memorySource(engine);
    add(source, ['a', 'x']);
    const { group } = signGroup(first, 1, { entries: sampleEntries(2, 'x', engine) });
    const key = { log: first.log, certificate: first.digest, number: 1 };
    await source.cut({ ...key, group, empty: null });
    const rebuilt = await rebuild({ ...parts, log: first.log, source }, last(1));
    expect(rebuilt).toMatchObject({ groups: 1, released: 1 });
    expect(leaves(source)).toEqual([0, 1, null, null]);
    expect(await rebuild({ ...parts, log: first.log, source }, new Map())).toMatchObject({
      blocks: 0,
    });
  });
});

describe('catching up', () => {
  const catching = (source: MemorySource, number = 0) => ({
    ...{ ...parts, log: first.log, source },
    lastKept: () => Promise.resolve(number),
  });

  it('does nothing where the database knows the last group', async () => {
    await anchorOne('a');
    expect(await catchUp(catching(memorySource(engine), 1))).toBeNull();
  });

  it('rebuilds a database that knows less, and not while the own peer does', async () => {
    for (const name of ['a', 'b']) await anchorOne(name);
    const source = memorySource(engine);
    add(source, ['b', 'a']);
    const behind = await refound(base, engine);
    await expect(
      catchUp({ ...catching(source), ledger: behind.chain.peer() }),
    ).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(await catchUp(catching(source, 1))).toMatchObject({ groups: 2 });
    expect(leaves(source)).toEqual([2, 3, 0, 1]);
  });

  it('ends where nobody waits for it any more', async () => {
    await anchorOne('a');
    const stopped = rebuild({ ...parts, log: first.log }, last(9), AbortSignal.timeout(20));
    await expect(stopped).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
  });
});
