import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
import { frameOf } from '../../src/objects/segment.js';
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

describe('a full disk', () => {
  const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const failNext = async (
    deed: 'sync' | 'datasync',
  ): Promise<jest.SpiedFunction<() => unknown>> => {
    const handle = await open(objects.folder, 'r');
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    return jest.spyOn(prototype, deed).mockRejectedValue(noSpace);
  };

  it.each(['sync', 'datasync'] as const)(
    'leaves no file behind for each try (%s)',
    async (deed) => {
      const failing = await failNext(deed);
      try {
        for (const number of [1, 2, 3]) {
          await expect(objects.keep([licence(number)])).rejects.toMatchObject({
            code: 'OBJECTS_UNAVAILABLE',
          });
        }
      } finally {
        failing.mockRestore();
      }
      expect(readdirSync(objects.folder)).toEqual([]);
      await objects.keep([licence(4)]);
      expect(readdirSync(objects.folder)).toHaveLength(1);
    },
  );

  it('keeps the file in which something was answered for', async () => {
    await objects.keep([licence(1)]);
    const failing = await failNext('datasync');
    await expect(objects.keep([licence(2)])).rejects.toThrow();
    failing.mockRestore();
    await objects.keep([licence(3)]);
    await again();
    const contents = await Promise.all(
      (await objects.segments()).map(({ name }) => objects.read(name)),
    );
    const names = contents.flatMap((one) =>
      one.objects.map((object) => nameOf(decodeKept(object, engine.sm3))),
    );
    expect(names).toEqual(expect.arrayContaining([nameOf(licence(1)), nameOf(licence(3))]));
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
    expect(await restore()).toMatchObject({ files: 1, licences: 0 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
    truncateSync(file, 25);
    await restore();
    expect(told).toEqual(['OBJECTS_DAMAGED', 'OBJECTS_DAMAGED']);
  });

  it('takes a good copy of the same length in place of a file with a wrong length in it', async () => {
    await objects.keep([licence(1), licence(2)]);
    const file = await onlyFile();
    const good = readFileSync(file);
    const bad = Buffer.from(good);
    bad.writeUInt8(0x7f, 19);
    writeFileSync(file, bad);
    expect(await restore()).toMatchObject({ licences: 0 });
    writeFileSync(file, good);
    expect(await restore()).toMatchObject({ files: 1, licences: 2 });
    expect(await restore()).toMatchObject({ files: 0 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
  });

  const mixed = {
    'the identifier': 'identifier',
    'the certificate': 'certificate',
    'the type': 'type',
    'the body': 'body',
    'the last day': 'to',
    'the first day': 'from',
    'the values': 'values',
    'the seed': 'seed',
    'the credential': 'credential',
  } as const;
  it.each(Object.entries(mixed))('brings no licence with %s of another', async (_what, name) => {
    const other = {
      ...sampleLicence(2),
      ...{ certificate: '00'.repeat(32), type: 'a', body: 'b', from: 1, to: 30000 },
      values: ['李四', 2, true, null],
    };
    await objects.keep([keptLicence({ ...sampleLicence(1), [name]: other[name] }), licence(3)]);
    await again();
    expect(await restore()).toMatchObject({ licences: 1 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
    expect(await findLicence(store.licences, sampleLicence(1).identifier)).toBeNull();
    expect(await findLicence(store.licences, sampleLicence(2).identifier)).toBeNull();
  });

  it('brings nothing that the database cannot hold, and what else there is', async () => {
    const { identifier } = sampleLicence(1);
    const late = encodeKept(licence(1));
    const items = [...(decodeCbor(late) as readonly CborValue[])];
    items[14] = 2 ** 53 - 1;
    await objects.keep([licence(2)]);
    const file = await onlyFile();
    const frame = frameOf(encodeCbor(items), engine.sm3);
    writeFileSync(file, Buffer.concat([readFileSync(file), frame]));
    expect(await restore()).toMatchObject({ licences: 1 });
    expect(told).toEqual(['OBJECTS_DAMAGED']);
    expect(await findLicence(store.licences, identifier)).toBeNull();
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
    const { credential } = sampleLicence(1);
    const signedAgain = Uint8Array.from(credential ?? []);
    signedAgain[signedAgain.length - 1] = 2;
    const object = toHex(engine.sm3(signedAgain));
    await objects.keep([keptLicence({ ...sampleLicence(1), object, credential: signedAgain })]);
    await again();
    expect(await restore()).toMatchObject({ licences: 0 });
    expect(told).toContain('LICENCE_TAKEN');
  });
});
