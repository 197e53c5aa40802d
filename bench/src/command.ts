import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '@yinzhao/verifier/node/command-line';
import { median } from './statistics.js';

const bin = fileURLToPath(new URL('../../verifier-sdk/bin/yinzhao.js', import.meta.url));
const starts = 21;
const files = 2000;

/** What the command is given. */
export interface CommandInput {
  readonly input: Uint8Array;
  readonly sync: Uint8Array;
  readonly trust: Uint8Array;
  readonly at: number;
}

/** The command as a process of its own and over a folder, with files in a folder that goes away again. */
export async function benchCommand(
  given: CommandInput,
): Promise<{ readonly verify_many_per_s: number; readonly cold_start_ms: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'yz-bench-'));
  try {
    const place = (name: string, bytes: Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    };
    const options = [
      ...['--sync', place('pack', given.sync), '--trust', place('trust', given.trust)],
      ...['--policy', 'hall', '--at', String(given.at)],
    ];
    const empty = place('empty.mjs', new Uint8Array());
    const coldStart = coldStartMs(empty, ['verify', place('licence', given.input), ...options]);
    const many = join(folder, 'many');
    mkdirSync(many);
    for (let i = 0; i < files; i++) writeFileSync(join(many, `${i}.yzl`), given.input);
    const seconds = await secondsOfMany(['verify-many', many, ...options]);
    return { verify_many_per_s: files / seconds, cold_start_ms: coldStart };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Median of a first verdict, less that of a process with nothing to do; in turn, so that both see the same load. */
function coldStartMs(empty: string, words: readonly string[]): number {
  const times = Array.from({ length: starts }, () => ({
    nothing: millisecondsOf([empty]),
    verdict: millisecondsOf([bin, ...words]),
  }));
  return median(times.map(({ verdict }) => verdict)) - median(times.map(({ nothing }) => nothing));
}

function millisecondsOf(args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const passed = performance.now() - begun;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return passed;
}

/** The second of two runs: reading, judging and printing, with nothing remembered. */
async function secondsOfMany(words: readonly string[]): Promise<number> {
  let seconds = 0;
  for (let run = 0; run < 2; run++) {
    const begun = performance.now();
    const code = await runCommandLine(words, {
      print: () => undefined,
      complain: () => undefined,
      version: '',
      now: () => Date.now(),
      fetch: () => Promise.reject(new Error('nothing is fetched')),
    });
    seconds = (performance.now() - begun) / 1000;
    if (code !== 0) throw new Error(`verify-many ended with ${code}`);
  }
  return seconds;
}
