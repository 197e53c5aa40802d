import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { encodeGroup, type GroupEntry } from '@yinzhao/verifier/format/group';
import { encodeStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import type { CutGroup, PendingSource } from '../../src/anchor/pending-source.js';
import { keptLicence, nameOf, type KeptObject } from '../../src/objects/kept-object.js';
import { findLicence, insertLicences, markReceipted } from '../../src/store/licence.js';
import { insertStatement, statementsOf } from '../../src/store/statement.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { storedPending } from '../../src/store/stored-pending.js';
import { newObjects, type NewObjects } from '../objects/new-objects.js';
import { describeEngines, newPlace, type Place } from './places.js';
import { sampleLicence } from './sample-records.js';

const log = 'yinzhao/city/approval';
const sm3 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sm3').update(bytes).digest());
const certificate = Buffer.from(sampleLicence(0).certificate, 'hex');

describeEngines('the batcher', (engine) => {
  let place: Place;
  let store: Store;
  let source: PendingSource;
  let objects: NewObjects;
  beforeAll(async () => {
    place = await newPlace(engine);
    store = await connectStore(place.at);
    objects = await newObjects();
    source = storedPending(store, { sm3 }, objects);
  });
  afterAll(async () => {
    await objects.remove();
    await store.close();
    await place.remove();
  });
  beforeEach(async () => {
    for (const model of [store.licences, store.statements, store.groups]) {
      await model.collection.deleteMany({});
    }
  });

  const stateOf = async (number: number) => {
    const found = await findLicence(store.licences, sampleLicence(number).identifier);
    return [found?.state, found?.groupNumber, found?.leafIndex];
  };
  const cutOf = (
    number: number,
    entries: readonly GroupEntry[],
    statements: readonly StatusStatement[] = [],
  ): CutGroup => {
    const group = encodeGroup({ log, certificate, number, entries, statements });
    return { log, certificate: new Uint8Array(certificate), number, group, empty: null };
  };
  const entryOf = (number: number): GroupEntry => ({
    kind: 1,
    object: new Uint8Array(Buffer.from(sampleLicence(number).object ?? '', 'hex')),
  });
  const placed = (first: number, entries: number, statements = 0) => ({
    digest: new Uint8Array(32),
    first,
    entries,
    statements,
  });

  it('takes licences through a group into the log', async () => {
    await insertLicences(store.licences, [1, 2, 3].map(sampleLicence));
    const pending = await source.pending(certificate, 2);
    expect(pending).toEqual({ entries: [entryOf(1), entryOf(2)], statements: [] });
    expect(await source.pending(new Uint8Array(32), 2)).toEqual({ entries: [], statements: [] });
    const cut = cutOf(1, [entryOf(1), entryOf(2)]);
    for (let again = 0; again < 2; again++) await source.cut(cut);
    expect(await source.unfinished(log)).toEqual([cut]);
    expect(await source.pending(certificate, 9)).toMatchObject({ entries: [entryOf(3)] });
    expect(await stateOf(2)).toEqual(['anchoring', 1, undefined]);
    for (let again = 0; again < 2; again++) await source.anchored(cut, placed(70, 2));
    expect(await source.unfinished(log)).toEqual([]);
    expect(await stateOf(2)).toEqual(['anchored', 1, 71]);
    expect(await markReceipted(store.licences, log, 71)).toBe(1);
    expect(await stateOf(1)).toEqual(['receipted', 1, 70]);
    expect(await stateOf(2)).toEqual(['anchored', 1, 71]);
  });

  it('goes on where it was cut off between the group and its items', async () => {
    await insertLicences(store.licences, [1].map(sampleLicence));
    const cut = cutOf(1, [entryOf(1)]);
    await source.cut(cut);
    await store.licences.updateMany({}, { $set: { state: 'signed' } });
    await source.anchored(cut, placed(5, 1));
    expect(await stateOf(1)).toEqual(['anchored', 1, 5]);
  });

  it('lets the items of a group that lost its number wait again', async () => {
    await insertLicences(store.licences, [1, 2].map(sampleLicence));
    const cut = cutOf(1, [entryOf(1), entryOf(2)]);
    await source.cut(cut);
    const empty = encodeGroup({ log, certificate, number: 1, entries: [], statements: [] });
    await source.replace(cut, empty);
    expect(await source.unfinished(log)).toEqual([{ ...cut, empty }]);
    for (let again = 0; again < 2; again++) await source.release(cut);
    expect(await stateOf(1)).toEqual(['signed', undefined, undefined]);
    expect(await source.unfinished(log)).toEqual([]);
    const other = cutOf(1, [entryOf(2)]);
    await source.cut(other);
    expect(await source.unfinished(log)).toEqual([other]);
  });

  it('tells who asked when the ledger will never take an item', async () => {
    await insertLicences(store.licences, [1].map(sampleLicence));
    await source.refuse(log, [entryOf(1).object], 'CERTIFICATE_ENDED');
    const licence = await findLicence(store.licences, sampleLicence(1).identifier);
    expect(licence).toMatchObject({ state: 'refused', refusal: 'CERTIFICATE_ENDED' });
    expect(await source.pending(certificate, 9)).toEqual({ entries: [], statements: [] });
  });

  it('takes a change of status into the log', async () => {
    await insertLicences(store.licences, [
      { ...sampleLicence(1), state: 'receipted', leafIndex: 3, groupNumber: 1 },
      sampleLicence(2),
    ]);
    const change: StatusStatement = {
      log,
      leafIndex: 3,
      certificate: new Uint8Array(certificate),
      groupNumber: 1,
      status: 2,
      time: 1000,
    };
    const bytes = encodeStatus(change);
    await insertStatement(store.statements, {
      object: toHex(sm3(bytes)),
      statement: bytes,
      state: 'signed',
      log,
      certificate: toHex(certificate),
      identifier: sampleLicence(1).identifier,
      status: 2,
      reason: 'given up',
      caller: 'desk',
      key: null,
      created: new Date(1),
    });
    expect(await source.pending(certificate, 1)).toEqual({
      entries: [entryOf(2)],
      statements: [change],
    });
    const cut = cutOf(2, [entryOf(2)], [change]);
    await source.cut(cut);
    expect(await source.pending(certificate, 9)).toEqual({ entries: [], statements: [] });
    await source.anchored(cut, placed(10, 1, 1));
    const [kept] = await statementsOf(store.statements, sampleLicence(1).identifier);
    expect(kept).toMatchObject({ state: 'anchored', groupNumber: 2, leafIndex: 11 });
    expect(await findLicence(store.licences, sampleLicence(1).identifier)).toMatchObject({
      status: 2,
      state: 'receipted',
    });
  });

  it('has every item of a group in the object store before the group is kept', async () => {
    await insertLicences(store.licences, [1, 2].map(sampleLicence));
    await objects.keep([keptLicence(sampleLicence(1))]);
    const keeping: string[][] = [];
    const watched = {
      ...objects,
      keep: async (kept: readonly KeptObject[]) => {
        expect(await source.unfinished(log)).toEqual([]);
        keeping.push(kept.map(nameOf));
      },
    };
    const cut = cutOf(1, [entryOf(1), entryOf(2)]);
    await storedPending(store, { sm3 }, watched).cut(cut);
    expect(keeping).toEqual([[sampleLicence(2).object]]);
    expect(objects.has(sampleLicence(1).object ?? '')).toBe(false);
  });

  it('gives what was restored its place, or lets it wait', async () => {
    const restored = [1, 2, 3].map((n) => ({ ...sampleLicence(n), state: 'restored' as const }));
    await insertLicences(store.licences, restored);
    expect([await source.hasRestored(log), await source.hasRestored(`${log}/x`)]).toEqual([
      true,
      false,
    ]);
    expect(await source.pending(certificate, 9)).toEqual({ entries: [], statements: [] });
    const key = { log, certificate: new Uint8Array(certificate), number: 1 };
    const place = { ...placed(70, 2), digest: sm3(Buffer.from('group')) };
    const items = [2, 1].map((n) => entryOf(n).object);
    expect(await source.kept(key)).toBeNull();
    for (let again = 0; again < 2; again++) {
      expect(await source.placed(key, place, items)).toEqual({ released: false });
    }
    expect(await source.kept(key)).toEqual({ state: 'anchored', digest: place.digest });
    expect([await stateOf(1), await stateOf(2)]).toEqual([
      ['anchored', 1, 71],
      ['anchored', 1, 70],
    ]);
    expect(await source.releaseRestored(log)).toBe(1);
    expect(await source.pending(certificate, 9)).toMatchObject({ entries: [entryOf(3)] });
    expect(await source.hasRestored(log)).toBe(false);
    await source.followStatuses(log, [{ leafIndex: 71, status: 2 }]);
    const licence = await findLicence(store.licences, sampleLicence(1).identifier);
    expect(licence?.status).toBe(2);
  });

  it('takes a number from a group that the log does not hold, and no other', async () => {
    await insertLicences(store.licences, [1, 2].map(sampleLicence));
    const cut = cutOf(1, [entryOf(1)]);
    await source.cut(cut);
    expect(await source.kept(cut)).toEqual({ state: 'cut', digest: sm3(cut.group) });
    const place = { ...placed(3, 1), digest: sm3(Buffer.from('another group')) };
    expect(await source.placed(cut, place, [entryOf(2).object])).toEqual({ released: true });
    expect([await stateOf(1), await stateOf(2)]).toEqual([
      ['signed', undefined, undefined],
      ['anchored', 1, 3],
    ]);
    await expect(
      source.placed(cut, { ...place, digest: sm3(Buffer.from('a third')) }, []),
    ).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
    const other = cutOf(2, []);
    await source.cut(other);
    await source.release(other);
    expect(await source.kept(other)).toEqual({ state: 'released', digest: null });
  });
});
