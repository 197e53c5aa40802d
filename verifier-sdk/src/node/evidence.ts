import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './state-file.js';

/**
 * Evidence of a fork is kept beside the state, each under the digest of its bytes: nothing overwrites it. It can be
 * handed in as it is.
 * @returns where it lies
 */
export function keepEvidence(
  statePath: string,
  evidence: readonly Uint8Array[] | null,
): readonly string[] {
  if (evidence === null) return [];
  const folder = `${statePath}.evidence`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return evidence.map((bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const path = join(folder, `${digest}.fork`);
    if (!existsSync(path)) replaceFile(path, bytes);
    return path;
  });
}
