import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import type { SampleBody } from '@yinzhao/e2e/parties';
import { nodeEngine } from '@yinzhao/verifier/node';
import { batchRound, type BatchParts } from '../../src/anchor/batch-round.js';
import { catchUp } from '../../src/anchor/catch-up.js';
import type { CutGroup } from '../../src/anchor/pending-source.js';
import { rebuild } from '../../src/anchor/rebuild.js';
import { recallLastGroup } from '../../src/anchor/sign-groups.js';
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
  const former = () => Promise.resolve([]);
  parts = { ledger, log, source: memorySource(engine), signer, certificates, former, engine };
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
const grown = (size: number): Promise<void> => reach(mirror.log(first.log), size);
/** A first group that nobody has anchored. */
const groupOf = (name: string): CutGroup => {
  const { group } = signGroup(first, 1, { entries: sampleEntries(2, name, engine) });
  return { log: first.log, certificate: first.digest, number: 1, group, empty: null };
};
const leaves = ({ items }: MemorySource) => [...items.values()].map(({ leafIndex }) => leafIndex);

describe('a rebuild', () => {
  it('gives each item its leaf again, once, and leaves the others waiting', async () => {
    for (const name of ['a', 'b', 'c']) await anchorOne(name);
    await grown(6);
    const source = memorySource(engine);
    add(source, ['b', 'a', 'd', 'c']);
    const done = { groups: 3, released: 0, waiting: 0 };
    for (let again = 0; again < 2; again++) {
      expect(await rebuild({ ...parts, source })).toEqual(done);
      expect(leaves(source)).toEqual([2, 3, 0, 1, null, null, 4, 5]);
    }
    await batchRound({ ...parts, source });
    expect(leaves(source)).toEqual([2, 3, 0, 1, 6, 7, 4, 5]);
  });

  it('takes a number from a group that the log does not hold', async () => {
    await anchorOne('a');
    await grown(2);
    const source = memorySource(engine);
    add(source, ['a', 'x']);
    await source.cut(groupOf('x'));
    expect(await rebuild({ ...parts, source })).toMatchObject({ groups: 1, released: 1 });
    expect(leaves(source)).toEqual([0, 1, null, null]);
  });

  it('ends where nobody waits for it any more', async () => {
    await anchorOne('a');
    await grown(2);
    const stopped = rebuild({ ...parts, source: memorySource(engine) }, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
  });
});

describe('catching up', () => {
  it('does nothing where the database knows the last group', async () => {
    expect(await catchUp(parts)).toBeNull();
    await anchorOne('a');
    expect(await catchUp(parts)).toBeNull();
  });

  it('rebuilds a database that knows less, and not while the own peer does', async () => {
    for (const name of ['a', 'b']) await anchorOne(name);
    const source = memorySource(engine);
    add(source, ['b', 'a']);
    const behind = await refound(base, engine);
    await expect(catchUp({ ...parts, source, ledger: behind.chain.peer() })).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
    const unread = { ...parts.log, waitFor: () => Promise.resolve(false) };
    await expect(catchUp({ ...parts, source, log: unread })).rejects.toMatchObject({
      code: 'MIRROR_BEHIND',
    });
    expect(await catchUp({ ...parts, source })).toMatchObject({ groups: 2 });
    expect(leaves(source)).toEqual([2, 3, 0, 1]);
    expect(await catchUp({ ...parts, source })).toBeNull();
  });

  it('looks up what was restored, though the last group is known', async () => {
    await anchorOne('a');
    await grown(2);
    const source = { ...parts.source, hasRestored: () => Promise.resolve(true) };
    expect(await catchUp({ ...parts, source })).toMatchObject({ groups: 1 });
  });

  it('compares the last group too, not only its number', async () => {
    await anchorOne('a');
    await grown(2);
    const source = memorySource(engine);
    const other = groupOf('x');
    await source.cut(other);
    expect(await catchUp({ ...parts, source })).toBeNull();
    await source.release(other);
    expect(await catchUp({ ...parts, source })).toMatchObject({ groups: 1 });
    const foreign = memorySource(engine);
    await foreign.cut(other);
    await foreign.anchored(other, {
      digest: other.certificate,
      first: 0,
      entries: 2,
      statements: 0,
    });
    await expect(catchUp({ ...parts, source: foreign })).rejects.toMatchObject({
      code: 'LEDGER_HISTORY_BROKEN',
    });
  });
});

describe("the signer's last group", () => {
  it('goes first where no database knows it, whether it was committed meanwhile or not', async () => {
    await anchorOne('a');
    await grown(2);
    const [entries] = [sampleEntries(2, 'b', engine)];
    const { group } = signGroup(first, 2, { entries });
    await parts.signer.signGroup(group);
    for (const isCommitted of [false, true]) {
      const source = memorySource(engine);
      add(source, ['a', 'b', 'c']);
      await catchUp({ ...parts, source });
      if (isCommitted) {
        const late = memorySource(engine);
        add(late, ['b']);
        await catchUp({ ...parts, source: late });
        await batchRound({ ...parts, source: late });
      }
      await recallLastGroup({ ...parts, source }, first.digest);
      expect((await source.unfinished(first.log)).map((cut) => cut.number)).toEqual([2]);
      if (!isCommitted) continue;
      await batchRound({ ...parts, source });
      expect(leaves(source)).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });
});
