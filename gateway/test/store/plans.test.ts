import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedCollection } from '../../src/store/embedded/collection.js';
import { normalised, type Document } from '../../src/store/embedded/documents.js';
import { openEngine, type StoreEngine } from '../../src/store/embedded/engine.js';
import { find, orderOf, question } from '../../src/store/embedded/find.js';
import { valueKey } from '../../src/store/embedded/value-key.js';
import { crowd, document, filter, indexSet, sort, update } from './random-documents.js';
import { compare, compareBy, matches } from './reference.js';

/** More where there is time: `PLAN_RUNS=5000`. */
const RUNS = Number(process.env['PLAN_RUNS'] ?? 60);

let folder: string;
let engine: StoreEngine;
let names = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yinzhao-plans-'));
  engine = await openEngine(folder);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function answers(
  name: string,
  asked: { filter: Document; sort: object; skip: number; limit: number },
  useIndexes: boolean,
): Promise<Document[]> {
  const { collection, view, close } = engine.read(name);
  try {
    if (collection === null) return [];
    const { skip, limit } = asked;
    const order = orderOf(asked.sort);
    const all: Document[] = [];
    const plan = question(normalised(asked.filter), { order, skip, limit, useIndexes });
    for await (const found of find(view, collection, plan)) all.push(found.document);
    return all;
  } finally {
    await close();
  }
}

const ids = (documents: readonly Document[]): unknown[] => documents.map(({ _id }) => _id);
const sortedIds = (documents: readonly Document[]): unknown[] =>
  ids(documents).sort((a, b) => Number(a) - Number(b));

interface Parts {
  readonly document: fc.Arbitrary<object>;
  readonly filter: fc.Arbitrary<Record<string, unknown>>;
  readonly sort: fc.Arbitrary<Record<string, 1 | -1>>;
  readonly indexSet: IndexSet;
}
const sceneOf = (parts: Parts, least: number) =>
  fc.record({
    documents: fc.array(parts.document, { minLength: least, maxLength: 25 }),
    indexes: parts.indexSet,
    changes: fc.array(fc.tuple(fc.nat(24), update), { maxLength: 5 }),
    removed: fc.array(fc.nat(24), { maxLength: 3 }),
    questions: fc.array(
      fc.record({ filter: parts.filter, sort: parts.sort, skip: fc.nat(3), limit: fc.nat(6) }),
      { minLength: 4, maxLength: 8 },
    ),
  });
type IndexSet = fc.Arbitrary<readonly (readonly [Record<string, 1 | -1>, object])[]>;

describe('the order of keys', () => {
  it('is the order of values', () => {
    const value = document.map((one) => normalised({ one })['one']);
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(valueKey(a).compare(valueKey(b)))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any plan', () => {
  it.each([
    ['values of every kind', sceneOf({ document, filter, sort, indexSet }, 0), RUNS],
    ['small numbers in lists', sceneOf(crowd, 6), 2 * RUNS],
  ] as const)(
    'answers as reading everything does, and as the rules say, with %s',
    async (_, scene, numRuns) => {
      await fc.assert(
        fc.asyncProperty(scene, async ({ documents, indexes, changes, removed, questions }) => {
          const name = `scene${(names += 1)}`;
          const collection = new EmbeddedCollection(engine, name);
          const early = indexes.slice(0, 2);
          for (const [keys, options] of early) await collection.createIndex(keys, options);
          await collection.insertMany(documents.map((one, _id) => ({ _id, ...one })));
          for (const [keys, options] of indexes.slice(2))
            await collection.createIndex(keys, options);
          for (const [_id, change] of changes) await collection.updateOne({ _id }, change);
          for (const _id of removed) await collection.deleteOne({ _id });
          const all = await answers(name, { filter: {}, sort: {}, skip: 0, limit: 0 }, false);
          for (const asked of questions) await checkQuestion(name, all, asked);
        }),
        { numRuns },
      );
    },
    300_000,
  );
});

async function checkQuestion(
  name: string,
  all: readonly Document[],
  asked: { filter: Document; sort: Record<string, 1 | -1>; skip: number; limit: number },
): Promise<void> {
  const wanted = normalised(asked.filter);
  const expected = all.filter((one) => matches(one, wanted));
  const whole = { ...asked, skip: 0, limit: 0 };
  for (const useIndexes of [true, false]) {
    const found = await answers(name, whole, useIndexes);
    expect(sortedIds(found)).toEqual(sortedIds(expected));
    expectOrder(found, asked.sort);
    const part = await answers(name, asked, useIndexes);
    const last = asked.limit === 0 ? undefined : asked.skip + asked.limit;
    const cut = found.slice(asked.skip, last);
    expect(ids(part)).toEqual(ids(cut));
  }
  const total = { ...asked, sort: { ...asked.sort, _id: asked.sort['_id'] ?? 1 } };
  const [indexed, scanned] = [await answers(name, total, true), await answers(name, total, false)];
  expect(ids(indexed)).toEqual(ids(scanned));
}

function expectOrder(found: readonly Document[], by: Record<string, 1 | -1>): void {
  const order = compareBy(by);
  for (const [at, one] of found.entries()) {
    const before = found[at - 1];
    if (before !== undefined) expect(order(before, one)).toBeLessThanOrEqual(0);
  }
}
