import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './state-file.js';

/** Contradicting notes are kept beside the state, each under the digest of its bytes: nothing overwrites them. */
export function keepEvidence(
  statePath: string,
  notes: readonly Uint8Array[] | null,
): readonly string[] {
  if (notes === null) return [];
  const folder = `${statePath}.evidence`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return notes.map((note) => {
    const digest = createHash('sha256').update(note).digest('hex');
    const path = join(folder, `${digest}.note`);
    replaceFile(path, note);
    return path;
  });
}
