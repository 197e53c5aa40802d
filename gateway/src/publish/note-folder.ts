import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { civilDay, formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { replaceFile } from '../durable-file.js';

/** Days whose last checkpoint an unknown terminal may have seen. */
const rememberedDays = 30;

/** The cosigned checkpoints of one log: the newest, and the last of each day. */
export interface NoteFolder {
  readonly folder: string;
  readonly latest: () => Uint8Array | null;
  /** Durable when it resolves. */
  readonly keep: (note: Uint8Array) => Promise<void>;
  /** Sizes of the last checkpoints of the last days, ascending, each once. */
  readonly daySizes: () => readonly number[];
}

/** Opens `checkpoint` and `checkpoints/<date>` in the folder of a log. */
export async function openNoteFolder(folder: string): Promise<NoteFolder> {
  const days = join(folder, 'checkpoints');
  await mkdir(days, { recursive: true });
  const sizes = new Map<string, number>();
  for (const name of (await readdir(days)).filter((one) => /^\d{4}-\d{2}-\d{2}$/.test(one))) {
    sizes.set(name, sizeOf(await readFile(join(days, name))));
  }
  let latest = await readFile(join(folder, 'checkpoint')).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  const recent = (): readonly (readonly [string, number])[] =>
    [...sizes].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-rememberedDays);
  return {
    folder,
    latest: () => latest,
    keep: async (note) => {
      const { size, time } = decodeCheckpoint(decodeSignedNote(note).text);
      const day = formatCivilDate(civilDay(time));
      await replaceFile(join(days, day), note);
      await replaceFile(join(folder, 'checkpoint'), note);
      sizes.set(day, size);
      latest = Buffer.from(note);
    },
    daySizes: () => [...new Set(recent().map(([, size]) => size))].sort((a, b) => a - b),
  };
}

function sizeOf(note: Uint8Array): number {
  return decodeCheckpoint(decodeSignedNote(note).text).size;
}
