import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { encodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { encodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import type { NoteStore } from '../../src/checkpoint/checkpoints.js';
import { latestNote } from '../../src/store/note.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { storedNotes } from '../../src/store/stored-notes.js';
import { describeEngines, newPlace, type Place } from './places.js';

const log = 'yinzhao/city/approval';
const digest = new Uint8Array(32);
const line = (name: string, length: number) => ({
  name,
  keyId: Uint8Array.of(1, 2, 3, 4),
  signature: new Uint8Array(length).fill(7),
});
const note = (size: number, time: number, witnesses: readonly string[]): Uint8Array => {
  const lines = witnesses.map((org) => line(`yinzhao/city/${org}/witness`, 72));
  const status = { sequence: 0, digest };
  const trust = { version: 1, digest };
  const text = encodeCheckpoint({ origin: log, size, root: digest, time, status, trust });
  return encodeSignedNote({ text, signatures: [line(log, 64), ...lines] });
};

describeEngines('cosigned notes', (engine) => {
  let place: Place;
  let store: Store;
  let notes: NoteStore;
  beforeAll(async () => {
    place = await newPlace(engine);
    store = await connectStore(place.at);
    notes = storedNotes(store);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  it('come back as they were kept, the newest of them', async () => {
    expect(await notes.load(log)).toBeNull();
    await notes.save(log, note(3, 1000, ['market', 'police']));
    const newest = note(5, 2000, ['market', 'police']);
    await notes.save(log, newest);
    await notes.save(log, newest);
    expect(await notes.load(log)).toEqual(newest);
    expect(await notes.load('yinzhao/city/police')).toBeNull();
    expect(await latestNote(store.notes, log, 'witnessed')).toMatchObject({
      size: 5,
      quorum: true,
    });
  });

  it('go after a day', async () => {
    await notes.save(log, note(9, 2000 + 86_400_000, ['market', 'police']));
    expect(await store.notes.countDocuments({ log })).toBe(2);
  });
});
