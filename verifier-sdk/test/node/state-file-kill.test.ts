import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';
import { openStateFile } from '../../src/node/state-file.js';

const built = pathToFileURL(join(__dirname, '..', '..', 'dist')).href;
/** Writes one state after another, each with a higher floor, and says each number once it is on disk. */
const writer = `
  const { openStateFile } = await import('${built}/node/state-file.js');
  const { emptyState } = await import('${built}/state.js');
  for (;;) {
    const file = await openStateFile(process.argv[1]);
    const floor = (file.load()?.floor ?? 0) + 1;
    file.save({ ...emptyState, floor });
    file.close();
    process.stdout.write(floor + '\\n');
  }
`;

async function writeAndKill(path: string, after: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!said.includes('\n')) {
    if (child.exitCode !== null) throw new Error('the writer ended by itself: is it built?');
    await pause(5);
  }
  await pause(after);
  child.kill('SIGKILL');
  await ended;
  const whole = said.slice(0, said.lastIndexOf('\n'));
  return Number(whole.slice(whole.lastIndexOf('\n') + 1));
}

it('a killed writer leaves the last state it has told of, or the next one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-kill-'));
  const path = join(folder, 'state');
  try {
    for (let round = 0; round < 8; round++) {
      const told = await writeAndKill(path, 7 * round);
      const file = await openStateFile(path);
      file.close();
      const floor = file.load()?.floor ?? 0;
      expect([told, told + 1]).toContain(floor);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

/** Adds one to the floor so many times, each in a turn of its own. */
const counter = `
  const { openStateFile } = await import('${built}/node/state-file.js');
  const { emptyState } = await import('${built}/state.js');
  for (let i = 0; i < 25; i++) {
    const file = await openStateFile(process.argv[1], { wait: 60_000 });
    file.save({ ...emptyState, floor: (file.load()?.floor ?? 0) + 1 });
    file.close();
  }
`;

it('two processes at once lose nothing of each other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-two-'));
  const path = join(folder, 'state');
  try {
    const codes = await Promise.all(
      [1, 2].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', counter, path], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return new Promise((resolve) => child.once('close', resolve));
      }),
    );
    expect(codes).toEqual([0, 0]);
    const file = await openStateFile(path);
    file.close();
    expect(file.load()?.floor).toBe(50);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
