import { concatBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote, encodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import type { NoteStore } from '../checkpoint/checkpoints.js';
import {
  addCosignature,
  deleteNotesBefore,
  insertNote,
  latestNote,
  markQuorum,
  type NoteModel,
} from './note.js';
import { isDuplicate } from './plain.js';
import type { Store } from './store.js';

/** A receipt is made under the newest note; those of the last day are for people who look into something. */
const keptMs = 86_400_000;
/** Length of a key id, which stands before the cosignature in what is kept. */
const keyIdLength = 4;

/** The cosigned notes of a log as the database keeps them; what is cut off halfway is done again. */
export function storedNotes({ notes }: Pick<Store, 'notes'>): NoteStore {
  return {
    load: async (log) => {
      const kept = await latestNote(notes, log, 'witnessed');
      if (kept === null) return null;
      const { text, signatures } = decodeSignedNote(kept.note);
      const lines = kept.cosignatures.map(({ witness, bytes }) => ({
        name: witness,
        keyId: bytes.subarray(0, keyIdLength),
        signature: bytes.subarray(keyIdLength),
      }));
      return encodeSignedNote({ text, signatures: [...signatures, ...lines] });
    },
    save: async (log, bytes) => {
      const { text, signatures } = decodeSignedNote(bytes);
      const { size, time } = decodeCheckpoint(text);
      const own = signatures.filter(({ name }) => name === log);
      const note = encodeSignedNote({ text, signatures: own });
      await insertOnce(notes, { log, size, time, note });
      for (const { name, keyId, signature } of signatures.filter((one) => one.name !== log)) {
        const cosignature = { witness: name, bytes: concatBytes(keyId, signature) };
        await addCosignature(notes, log, time, cosignature);
      }
      await markQuorum(notes, log, time);
      await deleteNotesBefore(notes, log, time - keptMs);
    },
  };
}

async function insertOnce(notes: NoteModel, note: Parameters<typeof insertNote>[1]): Promise<void> {
  try {
    await insertNote(notes, note);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
