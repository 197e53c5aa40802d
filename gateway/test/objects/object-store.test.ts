import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { encodeStatus } from '@yinzhao/verifier/format/status';
import { nodeEngine } from '@yinzhao/verifier/node';
import {
  decodeKept,
  encodeKept,
  keptLicence,
  keptStatement,
  nameOf,
  type KeptObject,
} from '../../src/objects/kept-object.js';
import type { Segment } from '../../src/objects/object-store.js';
import { restoreObjects } from '../../src/objects/restore.js';
import { findLicence, insertLicences } from '../../src/store/licence.js';
import { markSegment } from '../../src/store/segment.js';
import { statementsOf } from '../../src/store/statement.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { newPlace, type Place } from '../store/places.js';
import { sampleDraft, sampleLicence } from '../store/sample-records.js';
import { newObjects, type NewObjects } from './new-objects.js';

const engine = nodeEngine();
const licence = (number: number): KeptObject => keptLicence(sampleLicence(number));
const statement = (number: number): KeptObject => {
  const { log, certificate, identifier } = sampleLicence(number);
  const bytes = encodeStatus({
    ...{ log, leafIndex: number, certificate: fromHex(certificate), groupNumber: 1 },
    ...{ status: 2, time: 1000 },
  });
  return keptStatement({
    ...{ object: toHex(engine.sm3(bytes)), statement: bytes, state: 'signed', log, certificate },
    ...{ identifier, status: 2, reason: '遗失', caller: 'desk', key: 'k', created: new Date(7) },
  });
};

let objects: NewObjects;
let whole: Segment[];
const again = async (): Promise<void> => {
  await objects.close();
  objects = await newObjects({ folder: objects.folder });
};
const onlyFile = async (): Promise<string> => {
  await again();
  const [segment] = await objects.segments();
  return join(objects.folder, segment?.name ?? '');
};

beforeEach(async () => {
  whole = [];
  const onWhole = (segment: Segment) => Promise.resolve(void whole.push(segment));
  objects = await newObjects({ onWhole });
});
afterEach(() => objects.remove());

describe('a kept object', () => {
  it.each([licence(1), statement(1)])('is read as it was written', (kept) => {
    const { state, ...rest } = { ...(kept.kind === 'licence' ? kept.licence : kept.statement) } as {
      state?: unknown;
    };
    const read = decodeKept(encodeKept(kept), engine.sm3);
    expect(read.kind === 'licence' ? { ...read.licence, status: 0 } : read.statement).toEqual(rest);
    expect([nameOf(read), state]).toEqual([nameOf(kept), 'signed']);
  });

  it('of another version, with more or less in it, is not read', () => {
    const items = decodeCbor(encodeKept(licence(1))) as readonly CborValue[];
    const others = [
      ['yinzhao/kept-licence/v2', ...items.slice(1)],
      [...items, null],
      items.slice(0, -1),
      ['yinzhao/kept-statement/v1', ...items.slice(1)],
      'yinzhao/kept-licence/v1',
    ];
    for (const other of others) {
      expect(() => decodeKept(encodeCbor(other), engine.sm3)).toThrow();
    }
    expect(() => keptLicence(sampleDraft(1))).toThrow(TypeError);
  });
});

describe('the object store', () => {
  it('has on disk what it was given, readable by its owner only, and never writes it over', async () => {
    const all = Array.from({ length: 40 }, (_, i) => licence(i));
    await Promise.all(all.map((one) => objects.keep([one])));
    expect(await objects.segments()).toEqual([]);
    const file = await onlyFile();
    expect(whole).toEqual([{ name: file.split('/').pop(), bytes: statSync(file).size }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = await objects.read(whole[0]?.name ?? '');
    expect(content.objects.map((one) => nameOf(decodeKept(one, engine.sm3)))).toEqual(
      all.map(nameOf),
    );
    const before = readFileSync(file);
    await objects.keep([statement(1)]);
    await again();
    expect(await objects.segments()).toHaveLength(2);
    expect(readFileSync(file)).toEqual(before);
  });

  it('knows what it has written until that is in a group', async () => {
    await objects.keepOnce([licence(1), licence(2)]);
    await objects.keepOnce([licence(1)]);
    expect([objects.has(nameOf(licence(1))), objects.has(nameOf(licence(3)))]).toEqual([
      true,
      false,
    ]);
    objects.forget([nameOf(licence(1))]);
    expect(objects.has(nameOf(licence(1)))).toBe(false);
    await onlyFile();
    expect((await objects.read(whole[0]?.name ?? '')).objects).toHaveLength(2);
  });

  it('says so where it cannot write, and goes on in another file', async () => {
    rmSync(objects.folder, { recursive: true });
    const failed = { code: 'OBJECTS_UNAVAILABLE' };
    await expect(objects.keep([licence(1)])).rejects.toMatchObject(failed);
    expect(objects.has(nameOf(licence(1)))).toBe(false);
    mkdirSync(objects.folder);
    await objects.keep([licence(1)]);
    expect((await objects.read((await onlyFile()).split('/').pop() ?? '')).objects).toHaveLength(1);
    writeFileSync(join(objects.folder, 'file'), '');
    const within = newObjects({ folder: join(objects.folder, 'file', 'objects') });
    await expect(within).rejects.toMatchObject(failed);
  });
});

describe('restoring', () => {
  let place: Place;
  let store: Store;
  let told: string[];
  const restore = () =>
    restoreObjects(store, objects, engine, ({ code }) => {
      told.push(code);
    });
  beforeEach(async () => {
    told = [];
    place = await newPlace('the embedded store');
    store = await connectStore(place.at);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it('brings what the database lacks, once, and reads no file twice', async () => {
    await objects.keep([licence(1), licence(2), statement(1), licence(2)]);
    await insertLicences(store.licences, [sampleLicence(1)]);
    await again();
    expect(await restore()).toEqual({ files: 1, licences: 1, statements: 1 });
    const { identifier } = sampleLicence(2);
    expect(await findLicence(store.licences, identifier)).toEqual({
      ...sampleLicence(2),
      state: 'restored',
    });
    expect((await findLicence(store.licences, sampleLicence(1).identifier))?.state).toBe('signed');
    const [change] = await statementsOf(store.statements, sampleLicence(1).identifier);
    expect(change).toMatchObject({ state: 'restored', reason: '遗失', key: 'k' });
    expect(await restore()).toEqual({ files: 0, licences: 0, statements: 0 });
    expect(told).toEqual([]);
  });

  it('tells of a damaged object at every start, and restores the others', async () => {
    await objects.keep([licence(1), licence(2)]);
    const file = await onlyFile();
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(file, bytes);
    expect(await restore()).toMatchObject({ licences: 1 });
    expect(await restore()).toMatchObject({ files: 1, licences: 0 });
    expect(told).toEqual(['OBJECTS_DAMAGED', 'OBJECTS_DAMAGED']);
  });

  it.each([
    ['of a length that is not its own', (bytes: Buffer) => bytes.writeUInt8(0x7f, 19)],
    ['that begins otherwise', (bytes: Buffer) => bytes.writeUInt8(0, 0)],
  ])('tells of a file with an object %s', async (_what, damage) => {
    await objects.keep([licence(1)]);
    const file = await onlyFile();
    const bytes = readFileSync(file);
    damage(bytes);
    writeFileSync(file, bytes);
    expect(await restore()).toMatchObject({ licences: 0 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
  });

  it('takes every whole object of a file that was cut off anywhere', async () => {
    await objects.keep([licence(1), licence(2)]);
    const file = await onlyFile();
    const all = readFileSync(file);
    for (const length of [0, 5, 19, 30, 60, all.length - 1]) {
      truncateSync(file, length);
      const content = await objects.read(file.split('/').pop() ?? '');
      expect(content.objects).toHaveLength(length === all.length - 1 ? 1 : 0);
      expect(content.damagedAt).toBeNull();
      writeFileSync(file, all);
    }
    truncateSync(file, all.length - 1);
    expect(await restore()).toMatchObject({ licences: 1 });
    expect(await restore()).toMatchObject({ files: 0 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
  });

  it('tells of files that are gone, have grown short, or say of an identifier something else', async () => {
    await objects.keep([licence(1)]);
    await again();
    await restore();
    const [segment] = (await objects.segments()) as [Segment];
    await markSegment(store.segments, { name: segment.name, bytes: segment.bytes + 1 });
    await markSegment(store.segments, { name: `${segment.name}.gone`, bytes: 1 });
    await restore();
    expect(told).toEqual(['OBJECTS_MISSING', 'OBJECTS_DAMAGED']);
    told = [];
    const { identifier } = sampleLicence(1);
    await objects.keep([keptLicence({ ...sampleLicence(2), identifier })]);
    await again();
    expect(await restore()).toMatchObject({ licences: 0 });
    expect(told).toContain('LICENCE_TAKEN');
  });
});
