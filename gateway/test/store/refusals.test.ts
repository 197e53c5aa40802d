import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Schema } from 'mongoose';
import { connect } from '../../src/store/connect.js';
import { openEngine, type FolderOpener } from '../../src/store/embedded/engine.js';
import { openLevelFolder } from '../../src/store/embedded/level-folder.js';
import { StoreError } from '../../src/store/errors.js';

interface Thing {
  readonly kind: string;
  readonly size: number;
}
const thingSchema = new Schema<Thing>({ kind: String, size: Number }, { versionKey: false });
thingSchema.index({ kind: 1 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yinzhao-refusals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const things = async () => {
  const connection = await connect({ folder });
  const model = connection.model('thing', thingSchema);
  await model.syncIndexes();
  return { connection, model };
};
const code = (value: string) => expect.objectContaining({ name: 'StoreError', code: value });

describe('what the embedded store refuses', () => {
  it('a folder that is open already', async () => {
    const { connection } = await things();
    await expect(connect({ folder })).rejects.toEqual(code('STORE_LOCKED'));
    await connection.close();
  });

  it('a folder that holds something else', async () => {
    const level = await openLevelFolder(folder);
    await level.commit([{ key: Buffer.from('\0format'), value: Buffer.from('another') }]);
    await level.close();
    await expect(connect({ folder })).rejects.toEqual(code('STORE_CORRUPT'));
  });

  it('a folder whose files are damaged', async () => {
    await (await openLevelFolder(folder)).close();
    const manifest = (await readdir(folder)).find((name) => name.startsWith('MANIFEST')) ?? '';
    await writeFile(join(folder, manifest), 'damaged');
    await expect(connect({ folder })).rejects.toEqual(code('STORE_CORRUPT'));
  });

  it('a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const within = join(folder, 'file', 'store');
    await expect(connect({ folder: within })).rejects.toEqual(code('STORE_UNAVAILABLE'));
  });

  it('a MongoDB that does not answer', async () => {
    const uri = 'mongodb://127.0.0.1:1/none?serverSelectionTimeoutMS=200';
    await expect(connect({ uri })).rejects.toEqual(code('STORE_UNAVAILABLE'));
  });

  it('work after it was closed', async () => {
    const engine = await openEngine(folder);
    await engine.close();
    await expect(engine.write(() => 1)).rejects.toEqual(code('STORE_CLOSED'));
    expect(() => engine.read('things')).toThrow(code('STORE_CLOSED'));
  });

  it('operators, options and methods it does not have', async () => {
    const { connection, model } = await things();
    const refused = code('STORE_UNSUPPORTED');
    await expect(model.find({ kind: /a/ })).rejects.toEqual(refused);
    await expect(model.find({ kind: { $type: 'string' } })).rejects.toEqual(refused);
    await expect(model.find({ $where: 'true' } as never)).rejects.toEqual(refused);
    await expect(model.find({ $expr: { $eq: [1, 1] } })).rejects.toEqual(refused);
    await expect(model.find().collation({ locale: 'zh' })).rejects.toEqual(refused);
    await expect(model.aggregate([{ $match: {} }])).rejects.toEqual(refused);
    await expect(model.distinct('kind')).rejects.toEqual(refused);
    await expect(model.updateOne({}, { $mul: { size: 2 } })).rejects.toEqual(refused);
    await expect(model.replaceOne({}, { kind: 'a' })).rejects.toEqual(refused);
    await expect(connection.startSession()).rejects.toEqual(refused);
    await expect(model.collection.createIndex({ kind: 'text' }, {}, {})).rejects.toEqual(refused);
    await expect(model.collection.createIndex({ kind: 1 }, { sparse: true }, {})).rejects.toEqual(
      refused,
    );
    await connection.close();
  });

  it('to read or sort more than 1,000 documents without an index', async () => {
    const { connection, model } = await things();
    const many = Array.from({ length: 1001 }, (_, size) => ({ kind: 'a', size }));
    await model.insertMany(many.slice(1));
    expect(await model.find({ size: 7 })).toHaveLength(1);
    expect(await model.find({}).sort({ size: -1 }).limit(1)).toMatchObject([{ size: 1000 }]);
    await model.insertMany(many.slice(0, 1));
    await expect(model.find({ size: -1 })).rejects.toEqual(code('STORE_SCAN_TOO_LARGE'));
    await expect(model.updateOne({ size: -1 }, { kind: 'b' })).rejects.toEqual(
      code('STORE_SCAN_TOO_LARGE'),
    );
    await expect(model.find({}).sort({ size: 1 })).rejects.toEqual(code('STORE_SCAN_TOO_LARGE'));
    expect(await model.find({ kind: 'a' })).toHaveLength(1001);
    await connection.close();
  });
});

describe('a disk that is full', () => {
  const failing = (state: { full: boolean }): FolderOpener => {
    return async (name) => {
      const level = await openLevelFolder(name);
      return {
        ...level,
        commit: (writes) =>
          state.full
            ? Promise.reject(new StoreError('STORE_FULL', 'no space left on the disk'))
            : level.commit(writes),
      };
    };
  };

  it('fails what waits, shows nothing of it, and goes on when there is room', async () => {
    const state = { full: false };
    const engine = await openEngine(folder, failing(state));
    const put = (name: string) =>
      engine.write(({ view, catalogue }) => {
        catalogue.ensure(view, name);
      });
    await put('first');
    state.full = true;
    await expect(Promise.all([put('second'), put('third')])).rejects.toEqual(code('STORE_FULL'));
    expect(engine.read('second').collection).toBeNull();
    await expect(put('fourth')).rejects.toEqual(code('STORE_FULL'));
    state.full = false;
    await put('fifth');
    expect([...engine.catalogue.names()].sort()).toEqual(['fifth', 'first']);
    await engine.close();
  });
});
