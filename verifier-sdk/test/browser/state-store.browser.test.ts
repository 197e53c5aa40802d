import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  bundle,
  hasChromium,
  openBrowser,
  openSite,
  pageOf,
  type Browser,
  type Site,
} from './chromium.js';
import type { StateTab } from './state-page.js';

(hasChromium ? describe : describe.skip)('the state in IndexedDB', () => {
  let site: Site;
  let browser: Browser;
  let temporary: string;
  let page: Page;

  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-bundle-'));
    const [shipped, script] = [bundle(temporary), bundle(temporary, 'state-page.ts')];
    site = await openSite({
      '/yinzhao-verifier.js': shipped,
      '/page.js': script,
      '/page.html': pageOf('/page.js'),
    });
  }, 60_000);
  afterAll(async () => {
    await site.close();
    rmSync(temporary, { recursive: true });
  });
  // Every test in a browser that has never been anywhere.
  beforeEach(async () => {
    browser = await openBrowser(site);
    page = await openTab();
  }, 60_000);
  afterEach(async () => {
    await browser.close();
    expect(browser.troubles).toEqual([]);
  }, 60_000);

  async function openTab(): Promise<Page> {
    const tab = await browser.open('/page.html');
    await ready(tab);
    return tab;
  }

  async function ready(tab: Page): Promise<void> {
    await tab.waitForFunction(() => 'tab' in globalThis);
  }

  function call(tab: Page, deed: keyof StateTab, argument?: unknown): Promise<unknown> {
    return tab.evaluate(
      ([name, value]) =>
        (globalThis as unknown as { tab: Record<string, (value: unknown) => unknown> }).tab[
          name as string
        ]?.(value),
      [deed, argument] as const,
    );
  }

  /** What a hand in the developer tools would do. @returns the bytes that were kept */
  function inTable(
    tab: Page,
    bytes: number[] | null,
    deed: 'read' | 'put' | 'delete',
  ): Promise<number[] | null> {
    return tab.evaluate(
      ([value, what]) =>
        new Promise<number[] | null>((resolve, reject) => {
          const opened = indexedDB.open('yinzhao-verifier');
          opened.onerror = () => {
            reject(opened.error ?? new Error('not opened'));
          };
          opened.onsuccess = () => {
            const database = opened.result;
            const transaction = database.transaction('states', 'readwrite');
            const table = transaction.objectStore('states');
            const read = table.get('hall');
            if (what === 'delete') table.delete('hall');
            if (what === 'put') table.put(Uint8Array.from(value as number[]), 'hall');
            transaction.oncomplete = () => {
              database.close();
              resolve(read.result === undefined ? null : [...(read.result as Uint8Array)]);
            };
          };
        }),
      [bytes, deed] as const,
    );
  }

  async function saveAll(tab: Page, ...floors: readonly number[]): Promise<void> {
    for (const floor of floors) {
      await call(tab, 'open');
      expect(await call(tab, 'save', floor)).toBe('saved');
      await call(tab, 'close');
    }
  }

  it('is empty at first, and after a reload what was saved last', async () => {
    expect(await call(page, 'open')).toBeNull();
    expect(await call(page, 'save', 7)).toBe('saved');
    expect(await call(page, 'save', 8)).toBe('saved');
    // Not closed: a page that is gone holds nothing.
    await page.reload();
    await ready(page);
    expect(await call(page, 'open')).toBe(8);
    await call(page, 'close');
    const other = await openTab();
    expect(await call(other, 'open')).toBe(8);
  });

  it('is held by one tab at a time', async () => {
    const other = await openTab();
    expect(await call(page, 'open')).toBeNull();
    expect(await call(other, 'open', { wait: 100 })).toBe('STATE_LOCKED');
    const waiting = call(other, 'open');
    expect(await call(page, 'save', 5)).toBe('saved');
    await call(page, 'close');
    expect(await waiting).toBe(5);
  });

  it('lets each of two tabs add its own', async () => {
    const other = await openTab();
    await Promise.all([call(page, 'addOne', 25), call(other, 'addOne', 25)]);
    expect(await call(page, 'open')).toBe(50);
  });

  it('never goes back', async () => {
    await saveAll(page, 9);
    expect(await call(page, 'open')).toBe(9);
    expect(await call(page, 'save', 8)).toBe('STATE_ROLLED_BACK');
    // The refused one has changed nothing and stops nothing.
    expect(await call(page, 'save', 10)).toBe('saved');
    await call(page, 'close');
    expect(await call(page, 'open')).toBe(10);
  });

  it('is not overwritten where somebody has written without the lock', async () => {
    await saveAll(page, 1);
    const older = await inTable(page, null, 'read');
    await saveAll(page, 2);
    expect(await call(page, 'open')).toBe(2);
    await inTable(page, older, 'put');
    expect(await call(page, 'save', 3)).toBe('STATE_LOCKED');
  });

  it('notices an older copy, until the user takes it as it is', async () => {
    await saveAll(page, 1);
    const older = await inTable(page, null, 'read');
    await saveAll(page, 2);
    await inTable(page, older, 'put');
    expect(await call(page, 'open')).toBe('STATE_ROLLED_BACK');
    // Refused, it is not held.
    expect(await call(page, 'open', { wait: 100 })).toBe('STATE_ROLLED_BACK');
    expect(await call(page, 'open', { adopt: true })).toBe(1);
    await call(page, 'close');
    expect(await call(page, 'open')).toBe(1);
  });

  it('notices that it was deleted', async () => {
    await saveAll(page, 1);
    await inTable(page, null, 'delete');
    expect(await call(page, 'open')).toBe('STATE_MISSING');
  });

  it('notices another one’s, and what is no state', async () => {
    await saveAll(page, 1);
    const foreign = await inTable(page, null, 'read');
    await inTable(page, null, 'delete');
    await page.evaluate(() => {
      localStorage.clear();
    });
    await saveAll(page, 1);
    await inTable(page, foreign, 'put');
    expect(await call(page, 'open')).toBe('STATE_FOREIGN');
    await inTable(page, [0x80], 'put');
    expect(await call(page, 'open')).toBe('STATE_FILE_MALFORMED');
  });

  it('is good where the power took the marks with it', async () => {
    await saveAll(page, 1, 2, 3);
    await page.evaluate(() => {
      localStorage.clear();
    });
    expect(await call(page, 'open')).toBe(3);
  });
});
