import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Collection, type Connection } from 'mongoose';
import { connect } from '../../src/store/connect.js';
import { describeEngines, newPlace, type Place } from './places.js';

const { Binary, Long, ObjectId } = mongoose.mongo;
type Doc = Record<string, unknown>;

describeEngines('documents, as MongoDB documents it', (engine) => {
  let place: Place;
  let connection: Connection;
  let things: Collection<Doc>;
  let count = 0;
  beforeAll(async () => {
    place = await newPlace(engine);
    connection = await connect(place.at);
  });
  afterAll(async () => {
    await connection.close();
    await place.remove();
  });
  beforeEach(() => {
    things = connection.collection<Doc>(`things${(count += 1)}`);
  });

  const put = (...documents: Doc[]) =>
    things.insertMany(documents.map((one, at) => ({ _id: at + 1, ...one })) as never);
  const idsOf = async (filter: object, sort: object = { _id: 1 }): Promise<unknown[]> => {
    const found = await things.find(filter, { sort: sort as never }).toArray();
    return found.map(({ _id }) => _id as unknown);
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: unknown) => (error as { code: unknown }).code,
    );

  describe('values', () => {
    it('come back as they were', async () => {
      const document = {
        _id: new ObjectId(),
        text: '许可证\0',
        whole: 7,
        broken: 1.5,
        big: 2 ** 40,
        long: Long.fromString('9007199254740993'),
        date: new Date(-1),
        bytes: new Binary(Buffer.from([1, 2, 3])),
        nothing: null,
        list: [1, [2], { a: [] }],
        deep: { a: { b: { c: true } } },
      };
      await things.insertOne(document);
      expect(await things.findOne({ _id: document._id } as never)).toEqual(document);
    });

    it('sort by kind and then by value, what is missing as null', async () => {
      await put(
        { v: true },
        { v: new Date(0) },
        { v: 'a' },
        { v: { a: 1 } },
        {},
        { v: 10 },
        { v: new ObjectId() },
        { v: new Binary(Buffer.from('x')) },
        { v: Long.fromNumber(9) },
        { v: null },
        { v: [] },
      );
      const sorted = await idsOf({}, { v: 1, _id: 1 });
      expect(sorted).toEqual([11, 5, 10, 9, 6, 3, 4, 8, 7, 1, 2]);
    });

    it('compare exactly beyond 2^53', async () => {
      await put({ v: 2 ** 53 }, { v: Long.fromString('9007199254740993') }, { v: 2 ** 53 + 2 });
      expect(await idsOf({ v: { $gt: 2 ** 53 } })).toEqual([2, 3]);
      expect(await idsOf({ v: Long.fromString('9007199254740993') })).toEqual([2]);
    });
  });

  describe('filters', () => {
    it('take null for what is missing, and only that', async () => {
      await put({ v: null }, {}, { v: 0 }, { v: '' }, { v: [null] });
      expect(await idsOf({ v: null })).toEqual([1, 2, 5]);
      expect(await idsOf({ v: { $ne: null } })).toEqual([3, 4]);
      expect(await idsOf({ v: { $exists: false } })).toEqual([2]);
      expect(await idsOf({ v: { $in: [null, 0] } })).toEqual([1, 2, 3, 5]);
      expect(await idsOf({ v: { $nin: [null, 0] } })).toEqual([4]);
    });

    it('compare only values of one kind', async () => {
      await put({ v: 5 }, { v: '5' }, { v: new Date(5) }, { v: [4, 6] }, { v: null });
      expect(await idsOf({ v: { $gt: 4 } })).toEqual([1, 4]);
      expect(await idsOf({ v: { $lt: 'z' } })).toEqual([2]);
      expect(await idsOf({ v: { $not: { $gt: 4 } } })).toEqual([2, 3, 5]);
    });

    it('look at each element of an array, and each condition at another', async () => {
      await put({ v: [1, 9] }, { v: [5] }, { v: 5 }, { v: [] }, { v: [[1, 9]] });
      await things.createIndex({ v: 1 }, {}, {});
      expect(await idsOf({ v: { $gt: 4, $lt: 6 } })).toEqual([1, 2, 3]);
      expect(await idsOf({ v: 9 })).toEqual([1]);
      expect(await idsOf({ v: [1, 9] })).toEqual([1, 5]);
      expect(await idsOf({ v: [] })).toEqual([4]);
      expect(await idsOf({ v: { $ne: 5 } })).toEqual([1, 4, 5]);
    });

    it('reach into objects and lists of objects', async () => {
      await put({ a: { b: 1 } }, { a: [{ b: 1 }, { b: 2 }] }, { a: 1 }, { a: [] }, { a: [{}] });
      await things.createIndex({ 'a.b': 1 }, {}, {});
      expect(await idsOf({ 'a.b': 1 })).toEqual([1, 2]);
      expect(await idsOf({ 'a.b': { $gt: 1 } })).toEqual([2]);
      expect(await idsOf({ a: { b: 1 } })).toEqual([1, 2]);
      expect(await idsOf({ 'a.b': null })).toEqual([3, 5]);
    });

    it('combine', async () => {
      await put({ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 2 });
      expect(await idsOf({ $or: [{ a: 2 }, { b: 1 }] })).toEqual([1, 3]);
      expect(await idsOf({ $and: [{ a: 1 }, { b: 2 }] })).toEqual([2]);
      expect(await idsOf({ a: 1, $nor: [{ b: 1 }] })).toEqual([2]);
    });
  });

  describe('sorting and parts', () => {
    it('sorts lists by their least or greatest element', async () => {
      await put({ v: [5, 1] }, { v: [2, 3] }, { v: 4 });
      expect(await idsOf({}, { v: 1 })).toEqual([1, 2, 3]);
      expect(await idsOf({}, { v: -1 })).toEqual([1, 3, 2]);
    });

    it('skips, limits, counts and projects', async () => {
      await put(...Array.from({ length: 9 }, (_, v) => ({ v, w: { x: v, y: 0 } })));
      await things.createIndex({ v: -1 }, {}, {});
      const part = await things
        .find({ v: { $lt: 7 } } as never, { sort: { v: -1 }, skip: 2, limit: 3 })
        .toArray();
      expect(part.map(({ v }) => v)).toEqual([4, 3, 2]);
      expect(await things.countDocuments({ v: { $gte: 3 } })).toBe(6);
      const of = (projection: object) => things.findOne({ v: 1 } as never, { projection });
      expect(await of({ v: 1 })).toEqual({ _id: 2, v: 1 });
      expect(await of({ _id: 0, 'w.x': 1 })).toEqual({ w: { x: 1 } });
      expect(await of({ w: 0 })).toEqual({ _id: 2, v: 1 });
    });
  });

  describe('updates', () => {
    it('set, unset, increase and push, also within objects', async () => {
      await put({ n: 1, list: [1], deep: { a: 1 } });
      const done = await things.updateOne(
        { _id: 1 } as never,
        {
          $set: { 'deep.b.c': 'x', list: [0] },
          $unset: { 'deep.a': '', nobody: '' },
          $inc: { n: 2, m: -1 },
          $push: { fresh: { $each: [1, 2] } },
        } as never,
      );
      expect(done).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedId: null });
      expect(await things.findOne({})).toEqual({
        _id: 1,
        n: 3,
        m: -1,
        list: [0],
        deep: { b: { c: 'x' } },
        fresh: [1, 2],
      });
      const same = await things.updateOne({ _id: 1 } as never, { $set: { n: 3 } });
      expect(same).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    });

    it('change many at once, and none where none matches', async () => {
      await put({ v: 1 }, { v: 1 }, { v: 2 });
      const many = await things.updateMany({ v: 1 }, { $set: { v: 3 } });
      expect(many).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
      const none = await things.updateMany({ v: 1 }, { $set: { v: 3 } });
      expect(none).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 0 });
    });

    it('insert where nothing matches, from the equalities of the filter', async () => {
      const filter = { a: 1, b: { $gt: 5 }, 'c.d': { $eq: 2 }, $and: [{ e: 3 }] };
      const change = { $set: { f: 4 }, $inc: { n: 1 }, $setOnInsert: { _id: 9, g: 5 } };
      const done = await things.updateOne(filter, change as never, { upsert: true });
      expect(done).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 9 });
      const made = { _id: 9, a: 1, c: { d: 2 }, e: 3, f: 4, n: 1, g: 5 };
      expect(await things.findOne({})).toEqual(made);
      const again = { ...filter, b: { $exists: false } };
      await things.updateOne(
        again,
        { $set: { f: 0 }, $setOnInsert: { g: 0 } },
        {
          upsert: true,
        },
      );
      expect(await things.findOne({})).toEqual({ ...made, f: 0 });
    });

    it('are refused where they make no sense, and change nothing', async () => {
      await put({ text: 'x', list: [1] });
      const change = (update: object): Promise<unknown> =>
        codeOf(things.updateOne({ _id: 1 } as never, update));
      expect(await change({ $inc: { text: 1 } })).toBe(14);
      expect(await change({ $set: { 'text.a': 1 } })).toBe(28);
      expect(await change({ $set: { _id: 2 } })).toBe(66);
      expect(await change({ $push: { text: 1 } })).toBe(2);
      expect(await change({ $set: { a: 1 }, $inc: { a: 1 } })).toBe(40);
      expect(await change({ $set: { 'a.b': 1, a: 1 } })).toBe(40);
      expect(await things.findOne({})).toEqual({ _id: 1, text: 'x', list: [1] });
    });

    it('find one, the first in order, and give it before or after', async () => {
      await put({ v: 1, n: 0 }, { v: 2, n: 0 });
      const change = { $inc: { n: 1 } } as never;
      const last = { sort: { v: -1 } } as const;
      expect(await things.findOneAndUpdate({}, change, last)).toEqual({ _id: 2, v: 2, n: 0 });
      const after = { ...last, returnDocument: 'after' } as const;
      expect(await things.findOneAndUpdate({}, change, after)).toEqual({ _id: 2, v: 2, n: 2 });
      expect(await things.findOneAndUpdate({ v: 3 }, change, after)).toBeNull();
      const made = { upsert: true, returnDocument: 'before', includeResultMetadata: true } as const;
      expect(await things.findOneAndUpdate({ _id: 8 } as never, change, made)).toMatchObject({
        value: null,
        lastErrorObject: { n: 1, updatedExisting: false, upserted: 8 },
      });
    });

    it('of one document come one after another', async () => {
      await put({ n: 0 });
      const filter = { _id: 1 } as never;
      const answers = await Promise.all(
        Array.from({ length: 100 }, () =>
          things.findOneAndUpdate(filter, { $inc: { n: 1 } } as never, { returnDocument: 'after' }),
        ),
      );
      const numbers = answers.map((one) => Number(one?.['n'])).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    });
  });

  describe('unique keys', () => {
    it('are taken once, whoever comes first', async () => {
      await things.createIndex({ v: 1 }, { unique: true }, {});
      const codes = await Promise.all(
        Array.from({ length: 20 }, () => codeOf(things.insertOne({ v: 1 }))),
      );
      expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
      expect(codes.filter((code) => code === 11000)).toHaveLength(19);
      const upserts = await Promise.all(
        Array.from({ length: 20 }, () =>
          codeOf(things.updateOne({ v: 2 }, { $set: { w: 1 } }, { upsert: true })),
        ),
      );
      expect(upserts.filter((code) => code !== 'no error' && code !== 11000)).toEqual([]);
      expect(await things.countDocuments({ v: 2 })).toBe(1);
    });

    it('tell index and values', async () => {
      await things.createIndex({ a: 1, 'b.c': -1 }, { unique: true, name: 'pair' }, {});
      await things.insertOne({ a: 1, b: { c: 'x' } });
      const work = things.insertOne({ a: 1, b: { c: 'x' } });
      await expect(work).rejects.toMatchObject({
        name: 'MongoServerError',
        code: 11000,
        keyPattern: { a: 1, 'b.c': -1 },
        keyValue: { a: 1, 'b.c': 'x' },
      });
      expect(await codeOf(things.insertOne({ a: 1, b: { c: 'y' } }))).toBe('no error');
      expect(await codeOf(things.updateOne({ 'b.c': 'y' }, { $set: { b: { c: 'x' } } }))).toBe(
        11000,
      );
      expect(await codeOf(things.insertOne({ _id: 5, a: 2 } as never))).toBe('no error');
      expect(await codeOf(things.insertOne({ _id: 5, a: 3 } as never))).toBe(11000);
    });

    it('hold what is missing as null, and in part only what their filter takes', async () => {
      await things.createIndex({ v: 1 }, { unique: true }, {});
      const partialFilterExpression = { w: { $exists: true } };
      await things.createIndex({ w: 1 }, { unique: true, partialFilterExpression }, {});
      expect(await codeOf(put({}, { v: 1 }, { v: 2 }))).toBe('no error');
      expect(await codeOf(things.insertOne({ v: null }))).toBe(11000);
      expect(await codeOf(things.insertOne({ v: 3, w: 1 }))).toBe('no error');
      expect(await codeOf(things.updateOne({ v: 2 }, { $set: { w: 1 } }))).toBe(11000);
      await things.deleteOne({ v: 3 });
      expect(await codeOf(things.updateOne({ v: 2 }, { $set: { w: 1 } }))).toBe('no error');
    });

    it('hold for each element of a list', async () => {
      await things.createIndex({ v: 1 }, { unique: true }, {});
      await things.insertOne({ v: [1, 2, 1] });
      expect(await codeOf(things.insertOne({ v: [3, 2] }))).toBe(11000);
      expect(await codeOf(things.insertOne({ v: 3 }))).toBe('no error');
    });

    it('are not made where two hold one already', async () => {
      await put({ v: 1 }, { v: 1 });
      expect(await codeOf(things.createIndex({ v: 1 }, { unique: true }, {}))).toBe(11000);
      expect((await things.listIndexes().toArray()).map(({ name }) => name as string)).toEqual([
        '_id_',
      ]);
    });
  });

  describe('many writes', () => {
    const batch = [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }] as never;

    it('in order go up to the first that fails', async () => {
      await expect(things.insertMany(batch)).rejects.toMatchObject({
        name: 'MongoBulkWriteError',
        code: 11000,
        insertedCount: 2,
        writeErrors: [{ index: 2, code: 11000 }],
      });
      expect(await idsOf({})).toEqual([1, 2]);
    });

    it('without order leave out those that fail', async () => {
      await expect(things.insertMany(batch, { ordered: false })).rejects.toMatchObject({
        insertedCount: 3,
        writeErrors: [{ index: 2, code: 11000 }],
      });
      expect(await idsOf({})).toEqual([1, 2, 3]);
    });

    it('of several kinds are counted', async () => {
      const done = await things.bulkWrite([
        { insertOne: { document: { _id: 1, v: 1 } as never } },
        { insertOne: { document: { _id: 2, v: 1 } as never } },
        { updateMany: { filter: { v: 1 }, update: { $set: { v: 2 } } } },
        { updateOne: { filter: { v: 9 }, update: { $set: { w: 1 } }, upsert: true } },
        { deleteOne: { filter: { v: 2 } } },
        { deleteMany: { filter: { v: 8 } } },
      ]);
      expect(done).toMatchObject({
        insertedCount: 2,
        matchedCount: 2,
        modifiedCount: 2,
        upsertedCount: 1,
        deletedCount: 1,
      });
      expect(Object.keys(done.upsertedIds)).toEqual(['3']);
      expect(await things.deleteMany({})).toMatchObject({ deletedCount: 2 });
    });
  });

  describe('indexes', () => {
    it('are listed, stay where they are asked for again, and go', async () => {
      await things.createIndex({ a: 1, b: -1 }, { unique: true }, {});
      await things.createIndex({ a: 1, b: -1 }, { unique: true }, {});
      expect(await things.listIndexes().toArray()).toEqual([
        { v: 2, key: { _id: 1 }, name: '_id_' },
        { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1', unique: true },
      ]);
      await put({ a: 1, b: 1 });
      await things.dropIndex('a_1_b_-1');
      expect(await codeOf(things.insertOne({ a: 1, b: 1 }))).toBe('no error');
      expect(await things.countDocuments({ a: 1 })).toBe(2);
      expect(await codeOf(things.dropIndex('a_1_b_-1'))).toBe(27);
    });

    it('that contradict another are refused', async () => {
      await things.createIndex({ a: 1 }, {}, {});
      expect(await codeOf(things.createIndex({ a: 1 }, { name: 'other' }, {}))).toBe(85);
      expect(await codeOf(things.createIndex({ b: 1 }, { name: 'a_1' }, {}))).toBe(86);
      expect(await codeOf(things.insertOne({ a: [1], b: [1] }))).toBe('no error');
      expect(await codeOf(things.createIndex({ a: 1, b: 1 }, {}, {}))).toBe(171);
    });

    it('of a collection that does not exist cannot be listed', async () => {
      expect(await codeOf(things.listIndexes().toArray())).toBe(26);
    });
  });
});
