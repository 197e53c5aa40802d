import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { contradictionOf } from '../../src/format/fork-evidence.js';
import {
  bundle,
  hasChromium,
  newFolder,
  openBrowser,
  openPrivate,
  openSite,
  pageOf,
  type Browser,
  type Site,
} from './chromium.js';
import type { AttackTab, Scene } from './state-attack-page.js';

/** Followed by the browser's own word. */
const unavailable = 'STATE_UNAVAILABLE';
const vector = (name: string): Scene =>
  JSON.parse(
    readFileSync(join(__dirname, '..', '..', 'vectors', 'verify', `${name}.json`), 'utf8'),
  ) as Scene;

(hasChromium ? describe : describe.skip)('the state in IndexedDB, attacked', () => {
  let site: Site;
  let browser: Browser;
  let temporary: string;
  let folder: string;
  let page: Page;

  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-bundle-'));
    const [shipped, script] = [bundle(temporary), bundle(temporary, 'state-attack-page.ts')];
    site = await openSite({
      '/yinzhao-verifier.js': shipped,
      '/page.js': script,
      '/page.html': pageOf('/page.js'),
      '/empty.html': '<!doctype html><title>empty</title>',
    });
  }, 60_000);
  afterAll(async () => {
    await site.close();
    rmSync(temporary, { recursive: true });
  });
  beforeEach(async () => {
    folder = newFolder();
    browser = await openBrowser(site, {}, folder);
    page = await openTab();
  }, 60_000);
  afterEach(async () => {
    await browser.close();
  }, 60_000);

  async function openTab(): Promise<Page> {
    const tab = await browser.open('/page.html');
    await tab.waitForFunction(() => 'tab' in globalThis);
    return tab;
  }

  function call<T>(tab: Page, deed: keyof AttackTab, ...given: readonly unknown[]): Promise<T> {
    return tab.evaluate(
      ([name, values]) =>
        (globalThis as unknown as { tab: Record<string, (...values: unknown[]) => unknown> }).tab[
          name
        ]?.(...values),
      [deed, given] as const,
    ) as Promise<T>;
  }

  /** Until it has said some; @returns the last floor that it said was saved. */
  async function countUntil(enough: number): Promise<() => number> {
    let told = 0;
    await page.exposeFunction('tellFloor', (floor: number) => {
      told = floor;
    });
    void call(page, 'countForEver').catch(() => undefined);
    while (told < enough) await new Promise((resolve) => setTimeout(resolve, 5));
    return () => told;
  }

  it('is the last one told of or the next where its tab crashes in the middle', async () => {
    const other = await openTab();
    const told = await countUntil(5);
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    const session = await browser.context.newCDPSession(page);
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    // The lock of a page that is gone holds nothing.
    const found = await call<number>(other, 'load');
    expect([told(), told() + 1]).toContain(found);
    expect(await call(other, 'save', found + 5)).toBe('saved');
  }, 60_000);

  it('is the last one told of or the next where the whole browser is killed', async () => {
    for (const enough of [3, 6]) {
      const told = await countUntil(enough);
      await browser.kill();
      browser = await openBrowser(site, {}, folder);
      page = await openTab();
      const found = await call<number>(page, 'load');
      expect([told(), told() + 1]).toContain(found);
    }
  }, 120_000);

  it('is missed where the browser has thrown the database away, not begun anew', async () => {
    expect(await call(page, 'save', 7)).toBe('saved');
    const session = await browser.context.newCDPSession(page);
    // What Chromium evicts when space runs short: local storage is not among it.
    await session.send('Storage.clearDataForOrigin', {
      origin: site.origin,
      storageTypes: 'indexeddb,cache_storage,file_systems',
    });
    expect(await call(page, 'load')).toBe('STATE_MISSING');
    expect(await call(page, 'save', 8)).toBe('STATE_MISSING');
  });

  it('has no trust where everything of the site was thrown away', async () => {
    expect(await call(page, 'save', 7)).toBe('saved');
    const session = await browser.context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'all' });
    expect(await call(page, 'load')).toBeNull();
    expect(await call(page, 'verify', vector('valid-hall'))).toBe('TRUST_ANCHOR_MISSING');
  });

  it('is not told of as saved where there is no space, and the one before stays', async () => {
    expect(await call(page, 'save', 7)).toBe('saved');
    // A browser remembers for a while how much space there was.
    await browser.kill();
    browser = await openBrowser(site, {}, folder);
    page = await openTab();
    const session = await browser.context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 1 });
    expect(await call(page, 'save', 8)).toBe(`${unavailable} QuotaExceededError`);
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin });
    expect(await call(page, 'load')).toBe(7);
    expect(await call(page, 'save', 9)).toBe('saved');
  });

  it('lasts as long as a private window', async () => {
    const own = await openPrivate();
    const openIn = async (): Promise<Page> => {
      const tab = await (await own.window()).newPage();
      await tab.goto(`${site.origin}/page.html`);
      await tab.waitForFunction(() => 'tab' in globalThis);
      return tab;
    };
    const tab = await openIn();
    expect(await call(tab, 'save', 5)).toBe('saved');
    expect(await call(tab, 'load')).toBe(5);
    await tab.context().close();
    const later = await openIn();
    expect(await call(later, 'load')).toBeNull();
    expect(await call(later, 'verify', vector('valid-hall'))).toBe('TRUST_ANCHOR_MISSING');
    await own.close();
  }, 60_000);

  it('is not saved where the database was deleted meanwhile', async () => {
    await call(page, 'save', 7);
    await call(page, 'hold');
    await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase('yinzhao-verifier');
          request.onsuccess = resolve;
          request.onerror = reject;
        }),
    );
    expect(await call(page, 'saveHeld', 8)).toBe(`${unavailable} InvalidStateError`);
    const other = await openTab();
    await page.close();
    expect(await call(other, 'load')).toBe('STATE_MISSING');
  });

  it.each([
    ['of a newer make', 2, 'states', `${unavailable} VersionError`],
    ['without its table', 1, 'others', `${unavailable} NotFoundError`],
  ])('is not begun anew in a database %s', async (_name, version, table, code) => {
    const attacker = await browser.open('/empty.html');
    await attacker.evaluate(
      ([number, name]) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.open('yinzhao-verifier', number);
          request.onupgradeneeded = () => request.result.createObjectStore(name);
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
        }),
      [version, table] as const,
    );
    expect(await call(page, 'load')).toBe(code);
    expect(await call(page, 'save', 1)).toBe(code);
  });

  it.each<[string, string]>([
    ['a text', '"7"'],
    ['an object that looks like bytes', '({ length: 3, 0: 1, 1: 2, 2: 3, byteLength: 3 })'],
    ['a buffer', 'new ArrayBuffer(8)'],
    ['other numbers', 'new Uint16Array(8)'],
    ['nothing at all', 'null'],
  ])('is refused where %s stands in its place', async (_name, value) => {
    await call(page, 'save', 7);
    // By the debugger: what a page may not evaluate.
    const session = await browser.context.newCDPSession(page);
    await session.send('Runtime.evaluate', {
      awaitPromise: true,
      expression: `new Promise((resolve) => {
        const opened = indexedDB.open('yinzhao-verifier');
        opened.onsuccess = () => {
          const transaction = opened.result.transaction('states', 'readwrite');
          transaction.objectStore('states').put(${value}, 'hall');
          transaction.oncomplete = () => { opened.result.close(); resolve(); };
        };
      })`,
    });
    expect(await call(page, 'load')).toBe('STATE_FILE_MALFORMED');
    expect(await call(page, 'save', 8)).toBe('STATE_FILE_MALFORMED');
  });

  it('is not waited for without end where another page keeps the database from opening', async () => {
    const attacker = await browser.open('/empty.html');
    await attacker.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const request = indexedDB.open('yinzhao-verifier', 9);
          request.onupgradeneeded = () => {
            // Each request keeps the transaction of the new version alive.
            const table = request.result.createObjectStore('others');
            const again = (): void => {
              table.get(1).onsuccess = again;
            };
            again();
            resolve();
          };
        }),
    );
    expect(await call(page, 'load', 500)).toBe('STATE_LOCKED');
  });

  it('gives evidence of a fork as a file that anybody can judge', async () => {
    const files = await call<readonly [string, number[], boolean][]>(
      page,
      'evidence',
      vector('invalid-fork-larger'),
    );
    expect(files).toHaveLength(1);
    const [[name, bytes, isConclusive]] = files as [[string, number[], boolean]];
    expect(isConclusive).toBe(true);
    const contradicted = contradictionOf(Uint8Array.from(bytes));
    const digest = createHash('sha256').update(contradicted).digest('hex');
    expect(name).toBe(`${digest}.fork`);
    expect(await call(page, 'evidence', vector('valid-hall'))).toEqual([]);
    expect(browser.troubles).toEqual([]);
  });
});
