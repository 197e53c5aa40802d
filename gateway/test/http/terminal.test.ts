import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeEngine } from '@yinzhao/verifier/node';
import { readTerminalFiles } from '../../src/http/terminal-files.js';
import { openWorld, type World } from '../issuing-world.js';
import { scratchFolders } from '../sample-city.js';
import { problemOf, type Reply } from './client.js';
import { patient, serve, type Served } from './serve.js';

const folders = scratchFolders();
const script = `export const text = '${'示例'.repeat(200)}';`;
let world: World;
let served: Served;

/** As a build leaves it, and beside it what is nobody's business. */
function builtFolder(): string {
  const outside = folders.create();
  const folder = join(outside, 'dist');
  mkdirSync(join(folder, 'inner'), { recursive: true });
  const write = (name: string, text: string | Uint8Array): void => {
    writeFileSync(join(folder, name), text);
  };
  write('index.html', '<!doctype html><title>示例</title>');
  write('app-ABCDEFG2.js', script);
  write('style-ABCDEFG3.css', 'p { color: black }');
  write('zxing_reader-ABCDEFG4.wasm', Uint8Array.of(0, 97, 115, 109));
  write('service-worker.js', '// serves');
  write('manifest.webmanifest', '{}');
  write('icon.svg', '<svg/>');
  write('icon-192.png', Uint8Array.of(137, 80));
  write('notes.txt', 'not shown');
  write('app.js.map', '{}');
  write(join('inner', 'index.html'), 'not shown');
  writeFileSync(join(outside, 'secret.js'), 'secret');
  symlinkSync(join(outside, 'secret.js'), join(folder, 'link.js'));
  return folder;
}

beforeAll(async () => {
  world = await openWorld();
  served = await serve(world, patient, readTerminalFiles(builtFolder(), nodeEngine()));
});
afterAll(async () => {
  await served.close();
  await world.close();
  folders.remove();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  served.ask(path, null, { headers });

describe('the page of the terminal', () => {
  it('is shown at /terminal/, to which /terminal leads', async () => {
    const lead = await get('/terminal');
    expect([lead.status, lead.headers.location]).toEqual([308, 'terminal/']);
    const page = await get('/terminal/');
    expect([page.status, page.bytes.toString()]).toEqual([
      200,
      '<!doctype html><title>示例</title>',
    ]);
    expect((await get('/terminal/index.html')).bytes.equals(page.bytes)).toBe(true);
  });

  it('runs what is served here and nothing else, and is nobody’s frame', async () => {
    for (const path of ['/terminal/', '/terminal/app-ABCDEFG2.js', '/terminal/service-worker.js']) {
      const { headers } = await get(path);
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toEqual([
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
      });
    }
  });

  it.each([
    ['index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['icon.svg', 'image/svg+xml', 'no-cache'],
    ['icon-192.png', 'image/png', 'no-cache'],
    ['app-ABCDEFG2.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['style-ABCDEFG3.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['zxing_reader-ABCDEFG4.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
  ])('%s is %s, and kept: %s', async (name, type, caching) => {
    const { status, headers } = await get(`/terminal/${name}`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      type,
      caching,
    ]);
    const again = await get(`/terminal/${name}`, { 'if-none-match': String(headers.etag) });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is packed for whoever can unpack it, where that gains something', async () => {
    const plain = await get('/terminal/app-ABCDEFG2.js');
    expect([plain.headers['content-encoding'], plain.bytes.toString()]).toEqual([
      undefined,
      script,
    ]);
    expect(plain.headers.vary).toBe('Accept-Encoding');
    const packed = await get('/terminal/app-ABCDEFG2.js', { 'accept-encoding': 'br, gzip;q=0.5' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString()).toBe(script);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
    const refused = await get('/terminal/app-ABCDEFG2.js', { 'accept-encoding': 'gzip;q=0' });
    expect(refused.headers['content-encoding']).toBeUndefined();
    const small = await get('/terminal/icon.svg', { 'accept-encoding': 'gzip' });
    expect([small.headers['content-encoding'], small.bytes.toString()]).toEqual([
      undefined,
      '<svg/>',
    ]);
  });

  it('has no file that was not there at the start, and none of another folder', async () => {
    for (const name of [
      'notes.txt',
      'app.js.map',
      'link.js',
      'secret.js',
      'inner',
      'constructor',
    ]) {
      expect(problemOf(await get(`/terminal/${name}`))).toBe('FILE_UNKNOWN');
    }
    expect(problemOf(await get('/terminal/inner/index.html'))).toBe('ROUTE_UNKNOWN');
    for (const path of [
      '/terminal/../secret.js',
      '/terminal/..%2fsecret.js',
      '/terminal/%2e%2e/secret.js',
      '/terminal//index.html',
      '/terminal/inner/',
      '/terminal/..\\secret.js',
    ]) {
      expect(problemOf(await get(path))).toBe('PATH_NOT_NORMAL');
    }
    expect(problemOf(await served.ask('/terminal/', null, { method: 'POST' }))).toBe(
      'METHOD_NOT_ALLOWED',
    );
  });

  it('is not there where none is configured, nor taken from a folder without it', async () => {
    const other = await serve(world);
    for (const path of ['/terminal/', '/terminal/index.html']) {
      expect(problemOf(await other.ask(path))).toBe('FILE_UNKNOWN');
    }
    await other.close();
    expect(() => readTerminalFiles(folders.create(), nodeEngine())).toThrow(
      expect.objectContaining({ code: 'CONFIG_WRONG' }),
    );
  });
});
