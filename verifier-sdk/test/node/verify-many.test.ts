import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/node/command-line.js';
import { openStateFile } from '../../src/node/state-file.js';
import type { VerifierState } from '../../src/state.js';
import { hour, noon } from '../world/city.js';
import { goodBundle, makeScene, nowAt } from '../world/scene.js';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'yinzhao-many-'));
  folder = join(home, 'in');
  mkdirSync(folder);
  const { sync, state } = makeScene();
  writeFileSync(join(home, 'p.yzs'), sync as Uint8Array);
  writeFileSync(join(home, 'trust'), goodBundle);
  remembered = state as VerifierState;
});
afterEach(() => {
  rmSync(home, { recursive: true });
});
let remembered: VerifierState;

const put = (name: string | Buffer, bytes: Uint8Array | string): void => {
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]), bytes);
};
const good = makeScene().input;
/** Signed by another key than the certificate's. */
const forged = makeScene({ signedBy: 'somebody' }).input;
/** Not anchored: nothing is against it, and nothing for it. */
const unanchored = makeScene({ receipt: null }).input;

async function run(
  more = '',
  now: () => number = () => nowAt,
): Promise<{ code: number; lines: string[]; complaints: string[] }> {
  const lines: string[] = [];
  const complaints: string[] = [];
  const line = `verify-many ${folder} --sync ${home}/p.yzs --policy hall ${more}`.trim();
  const code = await runCommandLine(line.split(/ +/), {
    print: (text) => lines.push(text),
    complain: (text) => complaints.push(text),
    version: '1.2.3',
    now,
    fetch: () => Promise.reject(new Error('no network is needed')),
  });
  return { code, lines: lines.sort(), complaints };
}

const trusting = () => `--trust ${home}/trust`;

describe('yinzhao verify-many', () => {
  it('says a line for each file, and in the end how many', async () => {
    put('a.yzl', good);
    put('b.yzl', good);
    const { code, lines, complaints } = await run(trusting());
    expect(lines).toEqual(['✓ 有效 · valid  a.yzl', '✓ 有效 · valid  b.yzl']);
    expect(complaints).toEqual([
      '2 / 2  有效 · valid 2, 无效 · invalid 0, 无法判定 · undetermined 0',
    ]);
    expect(code).toBe(0);
  });

  it('exits with 2 where one is undetermined and none invalid, with 1 where one is invalid', async () => {
    put('a.yzl', good);
    put('b.yzl', unanchored);
    const open = await run(trusting());
    expect(open.lines[0]).toMatch(
      /^\? 无法判定 · undetermined {2}b\.yzl {2}RECEIPT_MISSING .*证照尚未上链 · /,
    );
    expect(open.code).toBe(2);
    put('c.yzl', forged);
    const { lines, code } = await run(trusting());
    expect(lines.some((line) => /^✗ 无效 · invalid {2}c\.yzl {2}SIGNATURE_WRONG/.test(line))).toBe(
      true,
    );
    expect(code).toBe(1);
  });

  it('answers in JSON as verify does, with the name of the file', async () => {
    put('a.yzl', good);
    const { lines } = await run(`${trusting()} --json`);
    const alone: string[] = [];
    const words = `verify ${folder}/a.yzl --sync ${home}/p.yzs --policy hall ${trusting()} --json`;
    await runCommandLine(words.split(' '), {
      print: (text) => alone.push(text),
      complain: () => undefined,
      version: '',
      now: () => nowAt,
      fetch: () => Promise.reject(new Error('no network is needed')),
    });
    const [line] = lines.map((text) => JSON.parse(text) as object);
    expect(line).toEqual({ file: 'a.yzl', ...(JSON.parse(alone[0] as string) as object) });
  });

  it('answers for whatever lies there', async () => {
    put('a.yzl', good);
    put('empty', '');
    put('text', 'no licence');
    put('large', '');
    // Holes: as large as a disk, and nothing on it.
    truncateSync(join(folder, 'large'), 2 ** 40);
    mkdirSync(join(folder, 'inner'));
    symlinkSync(join(home, 'nowhere'), join(folder, 'broken'));
    symlinkSync(folder, join(folder, 'loop'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { code, lines } = await run(`${trusting()} --json`);
    const answers = lines.map(
      (line) => JSON.parse(line) as { file: string; outcome: string; code?: string; checks?: [] },
    );
    const told = Object.fromEntries(
      answers.map(({ file, outcome, code: why }) => [file, [outcome, why ?? null]]),
    );
    expect(told).toEqual({
      'a.yzl': ['valid', null],
      empty: ['invalid', null],
      text: ['invalid', null],
      large: ['invalid', null],
      inner: ['undetermined', 'FILE_NOT_REGULAR'],
      loop: ['undetermined', 'FILE_NOT_REGULAR'],
      broken: ['undetermined', 'FILE_UNREADABLE'],
      ...(process.platform === 'win32' ? {} : { pipe: ['undetermined', 'FILE_NOT_REGULAR'] }),
    });
    expect(code).toBe(1);
    expect((await run(trusting())).lines.join('\n')).toContain(
      '  broken  FILE_UNREADABLE  无法读取',
    );
  });

  it('opens names that are no UTF-8, and prints none that moves the cursor', async () => {
    put(Buffer.from([0x61, 0xff, 0x2e, 0x79]), good);
    put('one\nline\u001b[2J', good);
    const { code, lines } = await run(trusting());
    expect(lines).toEqual(['✓ 有效 · valid  a\ufffd.y', '✓ 有效 · valid  one\\u{a}line\\u{1b}[2J']);
    expect(code).toBe(0);
  });

  it('remembers what the pack brought and each receipt proved', async () => {
    const file = await openStateFile(join(home, 'state'));
    file.save(remembered);
    file.close();
    put('a.yzl', good);
    expect((await run(`--state ${home}/state`)).code).toBe(0);
    const after = await openStateFile(join(home, 'state'));
    after.close();
    expect(after.load()?.floor).toBe(noon + hour);
  });

  it('keeps a statement of each under the digest of its file, and fork evidence once', async () => {
    const { state } = makeScene({ known: { history: 'other' } });
    const file = await openStateFile(join(home, 'state'));
    file.save(state as VerifierState);
    file.close();
    put('a.yzl', good);
    put('same.yzl', good);
    put('b.yzl', unanchored);
    const { code } = await run(`--state ${home}/state --statement ${home}/kept`);
    expect(code).toBe(1);
    expect(readdirSync(join(home, 'kept'))).toHaveLength(2);
    expect(readdirSync(join(home, 'state.evidence'))).toHaveLength(1);
    const [one] = readdirSync(join(home, 'kept')) as [string];
    expect(readFileSync(join(home, 'kept', one)).toString('latin1')).toContain(
      'yinzhao/statement/v1',
    );
  });

  it('says how far it is every two seconds', async () => {
    for (let i = 0; i < 600; i++) put(`${i}.yzl`, 'no licence');
    let time = nowAt;
    const { lines, complaints } = await run(trusting(), () => (time += 10));
    expect(lines).toHaveLength(600);
    expect(complaints.length).toBeGreaterThan(2);
    expect(complaints[0]).toMatch(/^\d+ \/ 600 {2}/);
    expect(complaints.at(-1)).toMatch(/^600 \/ 600 {2}.*无效 · invalid 600/);
  });

  it.each([
    ['in an empty folder', () => undefined, 'no file in'],
    [
      'where there is none',
      () => {
        rmSync(folder, { recursive: true });
      },
      'FILE_UNAVAILABLE: 没有此文件或文件夹 · no such file or folder: ',
    ],
  ])('judges nothing %s', async (_name, change, complaint) => {
    change();
    const { code, lines, complaints } = await run(trusting());
    expect([code, lines]).toEqual([3, []]);
    expect(complaints.join('\n')).toContain(complaint);
  });
});
