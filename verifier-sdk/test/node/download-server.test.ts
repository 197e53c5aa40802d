import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex } from '../../src/format/bytes.js';
import { runCommandLine } from '../../src/node/command-line.js';
import { download } from '../../src/node/download.js';
import { nodeEngine } from '../../src/node/engine.js';
import { openStateFile } from '../../src/node/state-file.js';
import type { VerifierState } from '../../src/state.js';
import { hour, minute, noon } from '../world/city.js';
import { makeScene } from '../world/scene.js';

// A real server and the platform's own fetch: what a line and whoever sits in it can do.
const engine = nodeEngine();
const scene = makeScene();
const held = scene.sync as Uint8Array;
const newer = makeScene({
  known: { size: 16, time: noon + hour },
  proofs: [16],
  pack: { size: 18, time: noon + hour + minute },
}).sync as Uint8Array;
const tag = `"${toHex(engine.sm3(newer))}"`;
const binary = { 'content-type': 'application/octet-stream' };

let folder: string;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-server-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    // Whoever hangs up is no accident of ours.
    response.on('error', () => undefined);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/sync`;

async function sync(from: string): Promise<{ code: number; out: string; complaints: string }> {
  const told = { out: '', complaints: '' };
  const code = await runCommandLine(['sync', from, '--state', at('state')], {
    print: (text) => (told.out += text),
    complain: (text) => (told.complaints += text),
    version: '0',
    now: () => scene.at,
    fetch,
  });
  return { code, ...told };
}

/** A terminal that holds a state and a pack. */
async function begin(): Promise<void> {
  const file = await openStateFile(at('state'));
  file.save(scene.state as VerifierState);
  file.close();
  writeFileSync(at('held.yzs'), held);
  expect((await sync(at('held.yzs'))).code).toBe(0);
}

const serve = (response: ServerResponse, bytes: Uint8Array, headers = {}): void => {
  response.writeHead(200, { ...binary, ...headers });
  response.end(bytes);
};

describe('a gateway that does what it should not', () => {
  it.each<[string, string, typeof answer]>([
    [
      'breaks off in the middle',
      'DOWNLOAD_BROKEN_OFF',
      (_request, response) => {
        response.writeHead(200, { ...binary, etag: tag, 'content-length': newer.length });
        response.write(newer.subarray(0, 900), () => response.destroy());
      },
    ],
    ['hangs up at once', 'DOWNLOAD_UNREACHABLE', (request) => request.socket.destroy()],
    [
      'sends what is not HTTP',
      'DOWNLOAD_UNREACHABLE',
      ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    ],
    [
      'never ends',
      'DOWNLOAD_TOO_LARGE',
      (_request, response) => {
        const piece = new Uint8Array(4 * 1024 * 1024);
        const more = (): void => {
          if (!response.destroyed) response.write(piece, more);
        };
        response.writeHead(200, binary);
        more();
      },
    ],
    [
      'announces 100 MB and sends them',
      'DOWNLOAD_TOO_LARGE',
      (_request, response) => {
        const bytes = new Uint8Array(100_000_000);
        serve(response, bytes, { 'content-length': bytes.length });
      },
    ],
    [
      'leads to http elsewhere',
      'DOWNLOAD_REFUSED',
      (_request, response) => {
        response.writeHead(302, { location: 'http://elsewhere.example/v1/sync' });
        response.end();
      },
    ],
    [
      'is a proxy with a page of its own',
      'DOWNLOAD_REFUSED',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end('<html><title>Login</title></html>');
      },
    ],
    [
      'has nothing',
      'DOWNLOAD_REFUSED',
      (_request, response) => {
        response.writeHead(204);
        response.end();
      },
    ],
    [
      'sends another pack than its tag says',
      'DOWNLOAD_CHECKSUM_WRONG',
      (_request, response) => {
        serve(response, held, { etag: tag });
      },
    ],
    [
      'sends a part that nobody asked for',
      'DOWNLOAD_CHECKSUM_WRONG',
      (_request, response) => {
        const range = `bytes 900-${newer.length - 1}/${newer.length}`;
        response.writeHead(206, { ...binary, etag: tag, 'content-range': range });
        response.end(newer.subarray(900));
      },
    ],
    [
      'sends garbage',
      'SYNC_MALFORMED',
      (_request, response) => {
        serve(response, new Uint8Array(5_000).fill(0x9f));
      },
    ],
    [
      'calls a pack text, and it is garbage',
      'SYNC_MALFORMED',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.end('no pack');
      },
    ],
  ])('%s: %s, and nothing is lost', async (_name, code, misbehave) => {
    await begin();
    const [state, pack] = [readFileSync(at('state.yzs')), (await load())?.logs];
    answer = misbehave;
    const told = await sync(address());
    expect(told.code).toBe(code.startsWith('SYNC') ? 2 : 3);
    expect(told.out + told.complaints).toContain(code);
    expect(readFileSync(at('state.yzs'))).toEqual(state);
    expect((await load())?.logs).toEqual(pack);
    // And the next one, that behaves, brings everything.
    answer = (request, response) => {
      const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
      if (from === undefined) {
        serve(response, newer, { etag: tag });
        return;
      }
      const range = `bytes ${from}-${newer.length - 1}/${newer.length}`;
      response.writeHead(206, { ...binary, etag: tag, 'content-range': range });
      response.end(newer.subarray(Number(from)));
    };
    expect((await sync(address())).code).toBe(0);
    expect((await load())?.logs[0]?.size).toBe(18);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  async function load(): Promise<VerifierState | null> {
    const file = await openStateFile(at('state'));
    file.close();
    return file.load();
  }
});

describe('a gateway without haste', () => {
  const slowly = (patience: number): Promise<Uint8Array> =>
    download(address(), at('pack'), fetch, engine, patience);

  it('is given up where it never answers', async () => {
    answer = () => undefined;
    await expect(slowly(200)).rejects.toThrow(
      expect.objectContaining({ code: 'DOWNLOAD_UNREACHABLE' }),
    );
  });

  it('is given up where it sends a byte now and then, and gone on with from there', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { ...binary, etag: tag });
      let sent = 0;
      const drip = setInterval(() => {
        response.write(newer.subarray(sent, ++sent));
      }, 20);
      response.on('close', () => {
        clearInterval(drip);
      });
    };
    await expect(slowly(400)).rejects.toThrow(
      expect.objectContaining({ code: 'DOWNLOAD_BROKEN_OFF' }),
    );
    const { length } = readFileSync(at('pack.part'));
    expect(length).toBeGreaterThan(0);
    // A server that does not know ranges sends everything: it begins anew.
    answer = (_request, response) => {
      serve(response, newer, { etag: tag });
    };
    expect(toHex(await slowly(10_000))).toBe(toHex(newer));
    expect(asked[1]?.headers.range).toBe(`bytes=${length}-`);
  });
});
