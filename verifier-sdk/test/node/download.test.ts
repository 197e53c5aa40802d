import fs, {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { toHex } from '../../src/format/bytes.js';
import { download } from '../../src/node/download.js';
import { nodeEngine } from '../../src/node/engine.js';

const engine = nodeEngine();
const code = (expected: string): unknown => expect.objectContaining({ code: expected });
const whole = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
const tagOf = (bytes: Uint8Array): string => `"${toHex(engine.sm3(bytes))}"`;

let folder: string;
let place: string;
let asked: Headers[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-download-'));
  place = join(folder, 'pack');
  asked = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Some bytes, and then the line is cut where `cut` says so. */
function bodyOf(bytes: Uint8Array, cut: boolean): ReadableStream<Uint8Array> {
  const pieces = [bytes.slice(0, 1_000), bytes.slice(1_000)].filter(({ length }) => length > 0);
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (cut) controller.error(new Error('cut'));
      else controller.close();
    },
  });
}

interface Served {
  readonly bytes?: Uint8Array;
  readonly tag?: string | null;
  /** How many bytes come before the line is cut. */
  readonly cutAfter?: number;
  /** Whether it knows ranges. */
  readonly ranges?: boolean;
}

function load({ bytes = whole, tag = tagOf(bytes), cutAfter, ranges = true }: Served = {}) {
  const get: typeof fetch = (_address, init) => {
    const headers = new Headers(init?.headers);
    asked.push(headers);
    const [, from] = /^bytes=(\d+)-$/.exec(headers.get('range') ?? '') ?? [];
    const isRest = ranges && from !== undefined && headers.get('if-range') === tag;
    const start = isRest ? Number(from) : 0;
    const end = cutAfter === undefined ? bytes.length : start + cutAfter;
    const answer = new Headers(tag === null ? {} : { etag: tag });
    if (isRest) answer.set('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
    const body = bodyOf(bytes.slice(start, end), cutAfter !== undefined);
    return Promise.resolve(new Response(body, { status: isRest ? 206 : 200, headers: answer }));
  };
  return download('https://gateway.example/v1/sync', place, get, engine);
}

describe('a download', () => {
  it('comes whole and leaves nothing behind', async () => {
    expect(toHex(await load())).toBe(toHex(whole));
    expect(readdirSync(folder)).toEqual([]);
    expect(asked[0]?.get('accept-encoding')).toBe('identity');
  });

  it('goes on where it broke off, as often as it takes', async () => {
    await expect(load({ cutAfter: 1_700 })).rejects.toThrow(code('DOWNLOAD_BROKEN_OFF'));
    expect(readFileSync(`${place}.part`)).toHaveLength(1_700);
    await expect(load({ cutAfter: 2_000 })).rejects.toThrow('cut');
    expect(toHex(await load())).toBe(toHex(whole));
    expect(asked.map((headers) => headers.get('range'))).toEqual([
      null,
      'bytes=1700-',
      'bytes=3700-',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, Served]>([
    ['there is another file by now', { bytes: whole.slice(7) }],
    ['ranges are not known', { ranges: false }],
  ])('begins anew where %s', async (_name, served) => {
    await expect(load({ cutAfter: 1_700 })).rejects.toThrow('cut');
    expect(toHex(await load(served))).toBe(toHex(served.bytes ?? whole));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('begins anew where the tag is no checksum, or was lost', async () => {
    await expect(load({ tag: '"7"', cutAfter: 1_700 })).rejects.toThrow('cut');
    expect(toHex(await load({ tag: '"7"' }))).toBe(toHex(whole));
    await expect(load({ cutAfter: 1_700 })).rejects.toThrow('cut');
    rmSync(`${place}.part.tag`);
    expect(toHex(await load())).toBe(toHex(whole));
    expect(asked.every((headers) => headers.get('range') === null)).toBe(true);
  });

  it('is refused where the beginning was changed meanwhile, and then begins anew', async () => {
    await expect(load({ cutAfter: 1_700 })).rejects.toThrow('cut');
    writeFileSync(`${place}.part`, new Uint8Array(1_700));
    await expect(load()).rejects.toThrow(code('DOWNLOAD_CHECKSUM_WRONG'));
    expect(existsSync(`${place}.part`)).toBe(false);
    expect(toHex(await load())).toBe(toHex(whole));
  });

  it('says of a full disk what the system says, not that the line broke off', async () => {
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC: refused'), { code: 'ENOSPC' });
    };
    jest.spyOn(fs, 'appendFileSync').mockImplementation(full);
    await expect(load()).rejects.toThrow(code('ENOSPC'));
    jest.restoreAllMocks();
    expect(toHex(await load())).toBe(toHex(whole));
  });

  it('ends at 64 MiB', async () => {
    await expect(load({ bytes: new Uint8Array(64 * 1024 * 1024 + 1) })).rejects.toThrow(
      code('DOWNLOAD_TOO_LARGE'),
    );
    expect(existsSync(`${place}.part`)).toBe(false);
  });
});
