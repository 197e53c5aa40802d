import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VerifierError } from '../../src/errors.js';
import { openStateFile } from '../../src/node/state-file.js';
import { emptyState, type VerifierState } from '../../src/state.js';
import { makeScene } from '../world/scene.js';

const state = makeScene().state as VerifierState;
const later = (by: number): VerifierState => ({ ...state, floor: state.floor + by });
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-state-'));
  path = join(folder, 'state');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function save(...states: readonly VerifierState[]): Promise<void> {
  for (const one of states) {
    const file = await openStateFile(path);
    try {
      file.save(one);
    } finally {
      file.close();
    }
  }
}

async function load(): Promise<VerifierState | null> {
  const file = await openStateFile(path, { wait: 100 });
  file.close();
  return file.load();
}

describe('the state file', () => {
  it('is not there at first', async () => {
    expect(await load()).toBeNull();
    expect(existsSync(path)).toBe(false);
  });

  it('gives back what was saved last, to its owner only', async () => {
    await save(state, later(1), later(2));
    expect((await load())?.floor).toBe(state.floor + 2);
    expect((await load())?.logs).toHaveLength(1);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(existsSync(`${path}.lock`)).toBe(false);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('never goes back', async () => {
    await save(state, later(2));
    await expect(save(later(1))).rejects.toThrow(code('STATE_ROLLED_BACK'));
    await expect(save({ ...later(3), logs: [] })).rejects.toThrow(code('STATE_ROLLED_BACK'));
    await expect(save(emptyState)).rejects.toThrow(code('STATE_ROLLED_BACK'));
    expect((await load())?.floor).toBe(state.floor + 2);
  });

  it('is whole where a writer died halfway', async () => {
    await save(state);
    writeFileSync(`${path}.new`, 'half');
    expect((await load())?.floor).toBe(state.floor);
  });

  it('is good where the power went between state and mark', async () => {
    await save(state);
    copyFileSync(`${path}.mark`, `${path}.kept`);
    await save(later(1));
    copyFileSync(`${path}.kept`, `${path}.mark`);
    expect((await load())?.floor).toBe(state.floor + 1);
    await save(later(2));
    expect((await load())?.floor).toBe(state.floor + 2);
  });

  it('is good where the power went before the first mark', async () => {
    await save(state);
    rmSync(`${path}.mark`);
    expect((await load())?.floor).toBe(state.floor);
  });

  it('notices an older copy', async () => {
    await save(state);
    copyFileSync(path, `${path}.kept`);
    await save(later(1));
    copyFileSync(`${path}.kept`, path);
    await expect(load()).rejects.toThrow(code('STATE_ROLLED_BACK'));
    await expect(load()).rejects.toThrow(code('STATE_ROLLED_BACK'));
  });

  it('notices that it was deleted', async () => {
    await save(state);
    rmSync(path);
    await expect(load()).rejects.toThrow(code('STATE_MISSING'));
  });

  it('notices another one’s', async () => {
    await save(state);
    const other = path;
    path = join(folder, 'other');
    await save(state);
    copyFileSync(path, other);
    path = other;
    await expect(load()).rejects.toThrow(code('STATE_FOREIGN'));
  });

  it('notices a mark that was taken away', async () => {
    await save(state, later(1));
    rmSync(`${path}.mark`);
    await expect(load()).rejects.toThrow(code('STATE_FOREIGN'));
  });

  it('takes a copy as it is where the user says so, and knows it from then on', async () => {
    await save(state, later(1));
    rmSync(`${path}.mark`);
    const file = await openStateFile(path, { adopt: true });
    expect(file.load()?.floor).toBe(state.floor + 1);
    file.close();
    expect((await load())?.floor).toBe(state.floor + 1);
  });

  it.each(['', '.mark'])(
    'is refused, and never read as another, wherever %s is damaged',
    async (end) => {
      await save(state, later(1));
      const good = readFileSync(`${path}${end}`);
      const places = Array.from({ length: 24 }, (_, i) => Math.floor((i * good.length) / 24));
      for (const at of [...places, good.length - 1]) {
        const garbled = Buffer.from(good);
        garbled[at] = (garbled[at] as number) ^ 0x10;
        for (const damaged of [good.subarray(0, at), garbled]) {
          writeFileSync(`${path}${end}`, damaged);
          await expect(load()).rejects.toThrow(VerifierError);
        }
      }
      writeFileSync(`${path}${end}`, good);
      expect((await load())?.floor).toBe(state.floor + 1);
    },
  );

  it('has nothing to adopt where nothing is', async () => {
    const file = await openStateFile(path, { adopt: true });
    file.close();
    expect(file.load()).toBeNull();
  });
});

describe('the lock of the state file', () => {
  it('keeps others out until it is closed', async () => {
    const file = await openStateFile(path);
    await expect(load()).rejects.toThrow(code('STATE_LOCKED'));
    file.close();
    expect(await load()).toBeNull();
  });

  it('is released where the state is refused', async () => {
    await save(state);
    rmSync(path);
    await expect(load()).rejects.toThrow(code('STATE_MISSING'));
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })],
    ['an earlier process of this number', JSON.stringify({ pid: process.pid, started: 'before' })],
    ['a power cut', '{"pid'],
  ])('counts for nothing where it was left by %s', async (_name, content) => {
    writeFileSync(`${path}.lock`, content);
    expect(await load()).toBeNull();
  });

  it('lets every one of many add its own', async () => {
    await save(state);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const file = await openStateFile(path);
        const { floor } = file.load() as VerifierState;
        await new Promise((resolve) => setTimeout(resolve, 1));
        file.save({ ...state, floor: floor + 1 });
        file.close();
      }),
    );
    expect((await load())?.floor).toBe(state.floor + 20);
  });
});
