import { spawnSync } from 'node:child_process';
import fs, {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openStateFile } from '../../src/node/state-file.js';
import type { VerifierState } from '../../src/state.js';
import { noon, hour } from '../world/city.js';
import { makeScene } from '../world/scene.js';

const built = join(__dirname, '..', '..', 'dist');
const scene = makeScene();
const state = scene.state as VerifierState;
const later = { ...state, floor: state.floor + 1 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-fault-'));
  path = join(folder, 'state');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function save(next: VerifierState): Promise<void> {
  const file = await openStateFile(path);
  try {
    file.save(next);
  } finally {
    file.close();
  }
}

async function floor(): Promise<number | null> {
  const file = await openStateFile(path, { wait: 100 });
  file.close();
  return file.load()?.floor ?? null;
}

/** Loaded before the command: kills the process before its n-th deed that touches the state or what lies beside it. */
const killer = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const [path, at] = process.env.KILL_AT.split('|');
  const folders = new Set();
  let count = 0;
  for (const name of ['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'linkSync', 'rmSync', 'writeFileSync']) {
    const real = fs[name];
    fs[name] = (...given) => {
      const touches = typeof given[0] === 'number'
        ? folders.has(given[0])
        : String(given[0]).startsWith(path) || path.startsWith(given[0] + '/');
      if (touches && ++count === Number(at)) process.kill(process.pid, 'SIGKILL');
      const answer = real(...given);
      if (touches && name === 'openSync') folders.add(answer);
      return answer;
    };
  }
  syncBuiltinESMExports();
  process.on('exit', () => process.stderr.write('deeds ' + count));
`;

interface Ended {
  readonly signal: string | null;
  readonly told: string;
  readonly complaint: string;
}

function verifyAndKill(at: number): Ended {
  const preload = join(folder, 'killer.mjs');
  writeFileSync(preload, killer);
  const files = ['l.yzl', 'p.yzs'].map((name) => join(folder, name));
  const words = ['verify', files[0], '--sync', files[1], '--policy', 'hall', '--state', path];
  const { signal, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', pathToFileURL(preload).href, join(built, 'node', 'cli.js')],
      ...(words as string[]),
      ...['--at', String(scene.at), '--json'],
    ],
    { env: { ...process.env, KILL_AT: `${path}|${at}` }, encoding: 'utf8' },
  );
  return { signal, told: stdout, complaint: stderr };
}

describe('a verification that is killed at any step', () => {
  it('leaves the old state or the new one, whole, and has told nothing before the new one is there', async () => {
    writeFileSync(join(folder, 'l.yzl'), scene.input);
    writeFileSync(join(folder, 'p.yzs'), scene.sync as Uint8Array);
    const found = new Set<number | null>();
    let step = 1;
    for (; ; step++) {
      for (const end of ['', '.mark', '.new', '.mark.new', '.lock'])
        rmSync(path + end, { force: true });
      await save(state);
      const { signal, told, complaint } = verifyAndKill(step);
      const kept = await floor();
      found.add(kept);
      expect([noon - hour, noon + hour]).toContain(kept);
      if (told !== '') expect(kept).toBe(noon + hour);
      if (signal === null) {
        expect(told).toContain('"outcome":"valid"');
        expect(complaint).toContain('deeds ');
        break;
      }
      expect(signal).toBe('SIGKILL');
    }
    // Lock, state and mark: each of their deeds was one to die before.
    expect(step).toBeGreaterThan(18);
    expect([...found].sort()).toEqual([noon - hour, noon + hour]);
  }, 180_000);
});

type Deed = 'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync';

/** From its n-th call on the system refuses. @returns how often it was called by then */
function refuse(deed: Deed, code: string, from = 1): void {
  const real = fs[deed] as (...given: unknown[]) => unknown;
  let count = 0;
  const stub = (...given: unknown[]): unknown => {
    count++;
    if (count >= from) throw Object.assign(new Error(`${code}: refused`), { code });
    return real(...given);
  };
  jest.spyOn(fs, deed).mockImplementation(stub as never);
}

describe('a state that cannot be written', () => {
  it.each<[string, Deed, string, number]>([
    ['the disk is full', 'writeSync', 'ENOSPC', 1],
    ['the disk is full at the mark', 'writeSync', 'ENOSPC', 2],
    ['the disk cannot keep it', 'fsyncSync', 'EIO', 1],
    ['the folder cannot keep its name', 'fsyncSync', 'EIO', 2],
    ['the disk cannot keep the mark', 'fsyncSync', 'EIO', 3],
    ['the folder takes no new file', 'openSync', 'EROFS', 1],
    ['the folder takes no new name', 'renameSync', 'EACCES', 1],
    ['the mark gets no new name', 'renameSync', 'EACCES', 2],
  ])(
    'is refused, and the one before or after is whole, where %s',
    async (_name, deed, code, from) => {
      await save(state);
      const file = await openStateFile(path);
      refuse(deed, code, from);
      expect(() => {
        file.save(later);
      }).toThrow(expect.objectContaining({ code }));
      jest.restoreAllMocks();
      file.close();
      expect([state.floor, later.floor]).toContain(await floor());
      // Nothing is in the way of the next one.
      await save({ ...state, floor: state.floor + 2 });
      expect(await floor()).toBe(state.floor + 2);
    },
  );

  it('goes on from what it has written where the disk takes a part at a time', async () => {
    const real = fs.writeSync as (
      file: number,
      bytes: Uint8Array,
      at: number,
      length: number,
    ) => number;
    const slow = (file: number, bytes: Uint8Array, at: number): number =>
      real(file, bytes, at, Math.min(7, bytes.length - at));
    jest.spyOn(fs, 'writeSync').mockImplementation(slow as never);
    await save(state);
    jest.restoreAllMocks();
    expect(await floor()).toBe(state.floor);
  });

  it('leaves no lock behind where there is no room for one', async () => {
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC: refused'), { code: 'ENOSPC' });
    };
    const real = fs.writeFileSync;
    jest.spyOn(fs, 'writeFileSync').mockImplementation(((name: string) => {
      real(name, '');
      full();
    }) as never);
    await expect(openStateFile(path)).rejects.toThrow('ENOSPC');
    jest.restoreAllMocks();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so where a folder is in its place, or it may not be read', async () => {
    mkdirSync(path);
    await expect(openStateFile(path)).rejects.toThrow(expect.objectContaining({ code: 'EISDIR' }));
    rmSync(path, { recursive: true });
    await save(state);
    chmodSync(path, 0);
    // Root reads everything.
    if (process.getuid?.() !== 0) {
      await expect(openStateFile(path)).rejects.toThrow(
        expect.objectContaining({ code: 'EACCES' }),
      );
    }
    chmodSync(path, 0o600);
    expect(await floor()).toBe(state.floor);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

describe('the order of what is written', () => {
  it('is content, name, folder, and the same for the mark: nothing waits for the power', async () => {
    await save(state);
    const file = await openStateFile(path);
    const deeds: string[] = [];
    const names = new Map<number, string>();
    for (const deed of ['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const) {
      const real = fs[deed] as (...given: unknown[]) => unknown;
      const noted = (...given: unknown[]): unknown => {
        const answer = real(...given);
        if (deed === 'openSync') names.set(answer as number, String(given[0]));
        const what = typeof given[0] === 'number' ? names.get(given[0]) : String(given[0]);
        if (deed !== 'openSync') deeds.push(`${deed} ${String(what).replace(folder, '')}`);
        return answer;
      };
      jest.spyOn(fs, deed).mockImplementation(noted as never);
    }
    file.save(later);
    jest.restoreAllMocks();
    file.close();
    const replaced = (name: string): string[] => [
      ...[`writeSync ${name}.new`, `fsyncSync ${name}.new`],
      ...[`renameSync ${name}.new`, 'fsyncSync '],
    ];
    expect(deeds).toEqual([...replaced('/state'), ...replaced('/state.mark')]);
  });
});

describe('a state that was written without the lock', () => {
  it('is not overwritten', async () => {
    await save(state);
    const file = await openStateFile(path);
    const kept = readFileSync(path);
    // As from another machine that shares the folder.
    rmSync(`${path}.lock`);
    await save(later);
    expect(() => {
      file.save({ ...state, floor: state.floor + 2 });
    }).toThrow(expect.objectContaining({ code: 'STATE_LOCKED' }));
    file.close();
    expect(readFileSync(path)).not.toEqual(kept);
    expect(await floor()).toBe(later.floor);
  });
});
