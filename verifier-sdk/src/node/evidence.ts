import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contradictionOf, maximumKeptEvidence } from '../format/fork-evidence.js';
import { replaceFile } from './state-file.js';

/** Evidence of a fork beside the state. */
export interface EvidenceFolder {
  /** Once for each contradiction, the first file that shows it; nothing is overwritten. */
  readonly keep: (evidence: readonly Uint8Array[] | null) => void;
  /** Says where there was no room for all of it. Nothing is deleted: files that were handed in can be moved away. */
  readonly tell: (complain: (line: string) => void) => void;
}

/** @param statePath - undefined: nothing is kept */
export function evidenceFolder(statePath: string | undefined): EvidenceFolder {
  const folder = `${statePath ?? ''}.evidence`;
  const left = new Set<string>();
  let room: number | null = null;
  const keepOne = (bytes: Uint8Array): void => {
    const digest = createHash('sha256').update(contradictionOf(bytes)).digest('hex');
    const path = join(folder, `${digest}.fork`);
    if (existsSync(path)) return;
    room ??=
      maximumKeptEvidence - readdirSync(folder).filter((name) => name.endsWith('.fork')).length;
    if (room <= 0) {
      left.add(digest);
      return;
    }
    replaceFile(path, bytes);
    room--;
  };
  return {
    keep: (evidence) => {
      if (statePath === undefined || evidence === null) return;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      evidence.forEach(keepOne);
    },
    tell: (complain) => {
      if (left.size === 0) return;
      complain(
        `证据已满 ${maximumKeptEvidence} 份，另有 ${left.size} 处矛盾未留存；请上报并移走 ${folder} 中的文件\n` +
          `evidence: ${maximumKeptEvidence} files are kept, ${left.size} more contradictions are not;\n` +
          `hand in the files of ${folder} and move them away`,
      );
    },
  };
}
