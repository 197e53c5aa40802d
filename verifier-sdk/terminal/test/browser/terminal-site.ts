// The page as it was built, under the policy that the gateway sends, and beside it what a terminal asks a gateway for.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Site } from '../../../test/browser/chromium.js';

const root = join(__dirname, '..', '..', '..', '..');

/** As the gateway sends it (gateway/src/http/terminal.ts). */
export const policy = [
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
].join('; ');

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

export type Files = ReadonlyMap<string, Uint8Array>;

/** @param version - marks it: two versions differ in it */
export function buildPage(folder: string, version: string): Files {
  const out = join(folder, version);
  const words = ['--quiet', '--out', out, '--version', version];
  execFileSync(process.execPath, [join(root, 'scripts', 'terminal.js'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
}

export interface TerminalSite extends Site {
  /** Of `/terminal/`. */
  page: Files;
  /** What stands elsewhere, by path without query; what does not is unknown. */
  readonly answers: Map<string, Uint8Array>;
  /** Paths, with query, of what was asked for outside of the page. */
  readonly asked: string[];
  /** Ends it and every connection: nothing answers any more. */
  readonly stop: () => Promise<void>;
  /** At the same address. */
  readonly start: () => Promise<void>;
}

export async function openTerminalSite(page: Files): Promise<TerminalSite> {
  let server: Server | null = null;
  let port = 0;
  const stop = async (): Promise<void> => {
    const running = server;
    server = null;
    running?.closeAllConnections();
    if (running !== null) await new Promise((resolve) => running.close(resolve));
  };
  const start = async (): Promise<void> => {
    const fresh = createServer((request, response) => {
      answer(site, request.url ?? '', response);
    });
    await new Promise<void>((resolve) => fresh.listen(port, '127.0.0.1', resolve));
    ({ port } = fresh.address() as AddressInfo);
    server = fresh;
  };
  await start();
  const site: TerminalSite = {
    origin: `http://127.0.0.1:${port}`,
    page,
    answers: new Map(),
    asked: [],
    stop,
    start,
    close: stop,
  };
  return site;
}

function answer(site: TerminalSite, url: string, response: ServerResponse): void {
  const [path = ''] = url.split('?');
  const folder = '/terminal/';
  const name = path.slice(folder.length) || 'index.html';
  const isPage = path.startsWith(folder);
  if (!isPage) site.asked.push(url);
  const body = isPage ? site.page.get(name) : site.answers.get(path);
  const type = (isPage && types[name.split('.').pop() ?? '']) || 'application/octet-stream';
  const lasting = /-[A-Z0-9]{8}\./.test(name);
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control':
      body === undefined
        ? 'no-store'
        : lasting
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
  });
  response.end(body);
}
