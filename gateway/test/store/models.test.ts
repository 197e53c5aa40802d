import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectStore, type Store } from '../../src/store/store.js';
import { appendAudit, readAudit } from '../../src/store/audit.js';
import {
  findCaller,
  insertCaller,
  listCallers,
  revokeCaller,
  type CallerRecord,
} from '../../src/store/caller.js';
import {
  beginRequest,
  forgetBefore,
  forgetRequest,
  keepAnswer,
} from '../../src/store/idempotency.js';
import {
  findByHolder,
  findLicence,
  findLicenceByObject,
  insertLicence,
  insertLicences,
  markStatuses,
} from '../../src/store/licence.js';
import {
  addCosignature,
  deleteNotesBefore,
  witnessedNotes,
  insertNote,
  latestNote,
  markQuorum,
} from '../../src/store/note.js';
import { isDuplicate } from '../../src/store/plain.js';
import { bundlesFrom, insertBundle, latestBundle } from '../../src/store/trust.js';
import { describeEngines, newPlace, type Place } from './places.js';
import { sampleDraft, sampleLicence } from './sample-records.js';

describeEngines('what a gateway keeps', (engine) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace(engine);
    store = await connectStore(place.at);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  it('keeps a licence with its bytes and values', async () => {
    const licence = sampleLicence(1);
    await insertLicence(store.licences, licence);
    expect(await findLicence(store.licences, licence.identifier)).toEqual(licence);
    expect(await findLicenceByObject(store.licences, licence.object ?? '')).toEqual(licence);
    expect(await findLicence(store.licences, 'another')).toBeNull();
  });

  it('keeps one licence under an identifier, and tells which of many were there', async () => {
    await insertLicence(store.licences, sampleLicence(10));
    const twice = await insertLicence(store.licences, sampleLicence(10)).catch(isDuplicate);
    expect(twice).toBe(true);
    const batch = [9, 10, 11].map(sampleLicence);
    expect(await insertLicences(store.licences, batch)).toEqual([1]);
    expect(await insertLicences(store.licences, batch)).toEqual([0, 1, 2]);
  });

  it('keeps drafts, which have no credential yet', async () => {
    const draft = sampleDraft(20);
    await insertLicence(store.licences, draft);
    await insertLicence(store.licences, { ...draft, identifier: 'draft-2' });
    const found = await findLicence(store.licences, 'draft-2');
    expect(found).toEqual({ ...draft, identifier: 'draft-2' });
  });

  it('finds the licences of a holder', async () => {
    const holders = ['aa', 'bb'];
    await insertLicences(store.licences, [
      { ...sampleLicence(30), holders },
      { ...sampleLicence(31), holders: ['bb', 'cc'] },
    ]);
    expect(await findByHolder(store.licences, ['bb', 'aa'], 10)).toHaveLength(2);
    expect(await findByHolder(store.licences, ['cc', 'dd'], 10)).toHaveLength(1);
    expect(await findByHolder(store.licences, ['bb'], 1)).toHaveLength(1);
  });

  it('follows the status of a leaf', async () => {
    await insertLicence(store.licences, { ...sampleLicence(40), leafIndex: 77 });
    await markStatuses(store.licences, sampleLicence(40).log, [
      { leafIndex: 77, status: 1 },
      { leafIndex: 77, status: 2 },
    ]);
    expect((await findLicence(store.licences, sampleLicence(40).identifier))?.status).toBe(2);
  });

  it('refuses what does not fit, and never says the values', async () => {
    const strange = { ...sampleLicence(50), note: 'secret' };
    const wrong = { ...sampleLicence(51), from: 'secret' as never };
    for (const licence of [strange, wrong]) {
      const one = await insertLicence(store.licences, licence).catch((error: unknown) => error);
      const many = await insertLicences(store.licences, [licence]).catch((e: unknown) => e);
      expect([one, many]).toEqual([expect.any(TypeError), expect.any(TypeError)]);
      expect(`${String(one)} ${String(many)}`).not.toContain('secret');
    }
    await expect(store.licences.find({ nobody: 1 } as never).lean()).rejects.toThrow('nobody');
  });

  it('knows callers by the digest of their key until they are revoked', async () => {
    const caller: CallerRecord = {
      digest: 'd1',
      name: 'hall',
      body: null,
      scopes: ['read', 'verify'],
      created: new Date(1),
      revoked: null,
    };
    await insertCaller(store.callers, caller);
    const again = await insertCaller(store.callers, { ...caller, digest: 'd2' }).catch(isDuplicate);
    expect(again).toBe(true);
    expect(await findCaller(store.callers, 'd1')).toEqual(caller);
    expect(await revokeCaller(store.callers, 'hall', new Date(2))).toBe(true);
    expect(await revokeCaller(store.callers, 'hall', new Date(3))).toBe(false);
    expect(await findCaller(store.callers, 'd1')).toBeNull();
    expect(await listCallers(store.callers)).toEqual([{ ...caller, revoked: new Date(2) }]);
  });

  it('lets one of many requests with one key run', async () => {
    const asked = { caller: 'c', key: 'k', request: 'r', created: new Date(1000) };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => beginRequest(store.requests, asked)),
    );
    expect(answers.filter((kept) => kept === null)).toHaveLength(1);
    expect(answers.find((kept) => kept !== null)).toEqual({ ...asked, answer: null });
    const kept = { type: 'application/json', body: Uint8Array.of(1, 2), location: '/v1/x' };
    const answer = { status: 201, ...kept };
    await keepAnswer(store.requests, 'c', 'k', answer);
    await forgetRequest(store.requests, 'c', 'k');
    expect(await beginRequest(store.requests, asked)).toEqual({ ...asked, answer });
    await beginRequest(store.requests, { ...asked, key: 'failed' });
    await forgetRequest(store.requests, 'c', 'failed');
    expect(await beginRequest(store.requests, { ...asked, key: 'failed' })).toBeNull();
    expect(await forgetBefore(store.requests, new Date(1001))).toBe(2);
  });

  it('reads the audit from its end', async () => {
    const entries = Array.from({ length: 30 }, (_, at) => ({
      time: new Date(1000 + at),
      caller: at % 2 ? 'odd' : 'even',
      action: 'issue',
      subject: at % 3 ? null : 'licence',
      outcome: 'ok',
      request: String(at),
    }));
    await appendAudit(store.audit, entries);
    const asked = { from: new Date(1005), before: new Date(1029), limit: 3 };
    const numbers = async (more: object): Promise<string[]> =>
      (await readAudit(store.audit, { ...asked, ...more })).map(({ request }) => request);
    expect(await numbers({})).toEqual(['28', '27', '26']);
    expect(await numbers({ caller: 'odd' })).toEqual(['27', '25', '23']);
    expect(await numbers({ subject: 'licence', caller: 'odd' })).toEqual(['27', '21', '15']);
  });

  it('keeps the notes of a log and one cosignature of each witness', async () => {
    const log = 'yinzhao/city/approval';
    for (const time of [1, 2, 3]) {
      await insertNote(store.notes, { log, size: 10 * time, time, note: Uint8Array.of(time) });
    }
    const first = { witness: 'w1', bytes: Uint8Array.of(1) };
    await addCosignature(store.notes, log, 2, first);
    await addCosignature(store.notes, log, 2, { witness: 'w1', bytes: Uint8Array.of(9) });
    await addCosignature(store.notes, log, 2, { witness: 'w2', bytes: Uint8Array.of(2) });
    await markQuorum(store.notes, log, 2);
    expect((await latestNote(store.notes, log))?.size).toBe(30);
    const witnessed = await latestNote(store.notes, log, 'witnessed');
    expect(witnessed?.cosignatures).toEqual([first, { witness: 'w2', bytes: Uint8Array.of(2) }]);
    expect(await witnessedNotes(store.notes, log, 1, 3)).toEqual([witnessed]);
    expect(await deleteNotesBefore(store.notes, log, 2)).toBe(1);
  });

  it('keeps trust bundles by version', async () => {
    for (const version of [2, 1, 3]) {
      const bundle = Uint8Array.of(version);
      await insertBundle(store.bundles, { version, digest: `d${version}`, bundle });
    }
    expect((await bundlesFrom(store.bundles, 2)).map(({ version }) => version)).toEqual([2, 3]);
    expect((await latestBundle(store.bundles))?.digest).toBe('d3');
  });

  it('finds everything after it was closed', async () => {
    await store.close();
    store = await connectStore(place.at);
    expect((await findLicence(store.licences, sampleLicence(40).identifier))?.status).toBe(2);
    expect((await latestBundle(store.bundles))?.version).toBe(3);
  });
});
