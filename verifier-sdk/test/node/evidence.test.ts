import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeSignedNote, encodeSignedNote } from '../../src/format/signed-note.js';
import {
  decodeForkEvidence,
  encodeForkEvidence,
  maximumKeptEvidence,
} from '../../src/format/fork-evidence.js';
import { runCommandLine } from '../../src/node/command-line.js';
import { evidenceFolder } from '../../src/node/evidence.js';
import { openStateFile } from '../../src/node/state-file.js';
import { openKnowledge } from '../../src/open-knowledge.js';
import { nodeEngine } from '../../src/node/engine.js';
import { builtInPolicy } from '../../src/policy.js';
import type { VerifierState } from '../../src/state.js';
import { hour, noon } from '../world/city.js';
import { makeScene, nowAt, type Scene } from '../world/scene.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'yz-evidence-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const at = { size: 16, time: noon + hour };
/** What is known is always the same: each number is a contradiction of its own. */
const forked = (number: number): Scene =>
  makeScene({ known: { ...at, history: 'known' }, pack: { ...at, time: at.time + number } });
const fileOf = ({ sync, state }: Scene): Uint8Array => {
  const { evidence } = openKnowledge({ sync, state }, builtInPolicy('hall'), nodeEngine());
  return evidence?.[0] as Uint8Array;
};
const folder = (): string => join(home, 'state.evidence');

async function sync({ sync: pack, state }: Scene, isFirst: boolean) {
  writeFileSync(join(home, 'pack'), pack as Uint8Array);
  if (isFirst) {
    const file = await openStateFile(join(home, 'state'));
    file.save(state as VerifierState);
    file.close();
  }
  const complaints: string[] = [];
  const code = await runCommandLine(['sync', join(home, 'pack'), '--state', join(home, 'state')], {
    print: () => undefined,
    complain: (line) => complaints.push(line),
    version: '1',
    now: () => nowAt,
    fetch: () => Promise.reject(new Error('no network')),
  });
  return { code, complaints: complaints.join('\n') };
}

describe('the folder of evidence', () => {
  it('has one file of a contradiction, the first, whatever form it comes in', () => {
    const file = fileOf(forked(0));
    const { notes, ...more } = decodeForkEvidence(file);
    const [a, b] = notes;
    const { text, signatures } = decodeSignedNote(a);
    const other = encodeSignedNote({ text, signatures: [...signatures].reverse() });
    const { keep } = evidenceFolder(join(home, 'state'));
    keep([file]);
    keep([encodeForkEvidence({ ...more, notes: [other, b] })]);
    keep([encodeForkEvidence({ ...more, notes: [b, other] })]);
    const [name, ...others] = readdirSync(folder());
    expect(others).toEqual([]);
    expect(readFileSync(join(folder(), name as string))).toEqual(Buffer.from(file));
  });

  it('keeps the oldest of too many, says that there were more, and has room again where they are moved', async () => {
    mkdirSync(folder());
    for (let i = 1; i < maximumKeptEvidence; i++)
      writeFileSync(join(folder(), `${i}.fork`), 'an older one');
    expect(await sync(forked(0), true)).toEqual({ code: 1, complaints: '' });
    const kept = readdirSync(folder()).sort();
    expect(kept).toHaveLength(maximumKeptEvidence);

    const more = await sync(forked(1), false);
    expect(more.code).toBe(1);
    expect(more.complaints).toMatch(/^证据已满 32 份，另有 1 处矛盾未留存/);
    expect(more.complaints).toContain('32 files are kept, 1 more contradictions are not');
    expect(readdirSync(folder()).sort()).toEqual(kept);
    // The one that is kept is no more.
    expect((await sync(forked(0), false)).complaints).toBe('');

    rmSync(join(folder(), '1.fork'));
    expect((await sync(forked(1), false)).complaints).toBe('');
    expect(readdirSync(folder())).toHaveLength(maximumKeptEvidence);
  });
});
