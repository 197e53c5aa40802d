import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { replaceFile } from '../durable-file.js';

/** Keeps what a log has signed and what cannot be true. */
export interface Evidence {
  /** Durable when it resolves. */
  readonly keep: (note: Uint8Array) => Promise<void>;
}

/** The key of a log can sign any number of notes; one is enough to show what it is. */
const maximumFiles = 256;

/** Signed notes as files, named by their digest. */
export function evidenceFolder(folder: string, engine: Engine): Evidence {
  return {
    keep: async (note) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${toHex(engine.sm3(note))}.note`;
      const known = await readdir(folder);
      if (known.includes(name) || known.length >= maximumFiles) return;
      await replaceFile(join(folder, name), note);
    },
  };
}
