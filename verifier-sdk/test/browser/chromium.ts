// A real Chromium, and a site on loopback whose pages run under the content security policy that the package promises.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const root = join(__dirname, '..', '..', '..');
/** Debian's, or the one that is named. */
const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(executable);

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** Everything that keeps it from talking to anybody but the site. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Site {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
};

/** @param files - content by path */
export async function openSite(files: Readonly<Record<string, string>>): Promise<Site> {
  const server = createServer(({ url = '' }, response) => {
    const body = files[url];
    const type = types[url.split('.').pop() ?? ''] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'content-security-policy': policy,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As `npm run build` makes it; without `entry` the file that is shipped. */
export function bundle(folder: string, entry?: string): string {
  const out = join(folder, 'bundle.js');
  const more = entry === undefined ? [] : ['--entry', resolve(__dirname, entry)];
  execFileSync(process.execPath, [join(root, 'scripts', 'bundle.js'), '--out', out, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return readFileSync(out, 'utf8');
}

export interface Browser {
  readonly context: BrowserContext;
  /** A tab on that page of the site. */
  readonly open: (path: string) => Promise<Page>;
  /** What pages were refused by the policy, or threw, since they were opened. */
  readonly troubles: string[];
  /** As power cuts do it: no page is asked. The folder stays for the next one. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type BrowserSettings = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'yz-chromium-'));

/** The process that was started with this folder; its children end with it. */
function browserOf(folder: string): number {
  const commandOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  const pid = readdirSync('/proc').find((name) => {
    const words = /^\d+$/.test(name) ? commandOf(name).split('\0') : [];
    return (
      words.includes(`--user-data-dir=${folder}`) && !words.some((w) => w.startsWith('--type='))
    );
  });
  if (pid === undefined) throw new Error('no such browser');
  return Number(pid);
}

/**
 * With a user's folder of its own, which is empty at first.
 * @param settings - size, language and the like; flags come on top of the usual ones
 */
export async function openBrowser(
  site: Site,
  settings: BrowserSettings = {},
  folder = newFolder(),
): Promise<Browser> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: executable,
    headless: true,
    ...settings,
    args: [...quiet, ...(settings.args ?? [])],
  });
  const troubles: string[] = [];
  await context.exposeFunction('reportTrouble', (text: string) => {
    troubles.push(text);
  });
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportTrouble: (text: string) => void })
      .reportTrouble;
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      report(`${effectiveDirective} refused ${blockedURI}`);
    });
  });
  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(String(error)));
    await page.goto(site.origin + path);
    return page;
  };
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => context.once('close', resolve));
    process.kill(browserOf(folder), 'SIGKILL');
    await closed;
  };
  return { context, open, troubles, kill, close };
}

/** Private windows: each forgets everything when it is closed. */
export async function openPrivate(): Promise<{
  readonly window: () => Promise<BrowserContext>;
  readonly close: () => Promise<void>;
}> {
  const browser = await chromium.launch({
    executablePath: executable,
    headless: true,
    args: quiet,
  });
  return { window: () => browser.newContext(), close: () => browser.close() };
}

export const pageOf = (script: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>` +
  `<script type="module" src="${script}"></script></html>`;
