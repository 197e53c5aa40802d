import { concatBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote, encodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import type { NoteStore } from '../checkpoint/checkpoints.js';
import {
  addCosignature,
  insertNote,
  latestNote,
  markQuorum,
  type NoteModel,
  type NoteRecord,
} from '../store/note.js';
import { isDuplicate } from '../store/plain.js';

/** The note with the lines of its witnesses. */
export function wholeNote({ note, cosignatures }: NoteRecord): Uint8Array {
  const { text, signatures } = decodeSignedNote(note);
  const lines = cosignatures.map(({ witness, bytes }) => ({
    name: witness,
    keyId: bytes.subarray(0, 4),
    signature: bytes.subarray(4),
  }));
  return encodeSignedNote({ text, signatures: [...signatures, ...lines] });
}

/** Cosigned notes in the database, with what receipts take from them. */
export function storedNotes(notes: NoteModel): NoteStore {
  return {
    load: async (origin) => {
      const kept = await latestNote(notes, origin, 'endorsed');
      return kept === null ? null : wholeNote(kept);
    },
    save: async (origin, bytes) => {
      const { text, signatures } = decodeSignedNote(bytes);
      const { size, time } = decodeCheckpoint(text);
      const own = signatures.filter(({ name }) => name === origin);
      const note = encodeSignedNote({ text, signatures: own });
      await insertNote(notes, { log: origin, size, time, note }).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      for (const { name, keyId, signature } of signatures) {
        if (name === origin) continue;
        await addCosignature(notes, origin, time, {
          witness: name,
          bytes: concatBytes(keyId, signature),
        });
      }
      await markQuorum(notes, origin, time);
    },
  };
}
