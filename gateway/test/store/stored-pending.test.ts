import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { encodeGroup, type GroupEntry } from '@yinzhao/verifier/format/group';
import { encodeStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import type { CutGroup, PendingSource } from '../../src/anchor/pending-source.js';
import { findLicence, insertLicences, markReceipted } from '../../src/store/licence.js';
import { insertStatement, statementsOf } from '../../src/store/statement.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { storedPending } from '../../src/store/stored-pending.js';
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
  beforeAll(async () => {
    place = await newPlace(engine);
    store = await connectStore(place.at);
    source = storedPending(store, { sm3 });
  });
  afterAll(async () => {
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
});
