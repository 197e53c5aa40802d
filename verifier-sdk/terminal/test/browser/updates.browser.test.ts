// A new version of the page: it comes while the old one is used, and takes over at a start, whole or not at all.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hasChromium } from '../../../test/browser/chromium.js';
import { licence, openHall, pack, trust, type Hall } from './hall.js';
import { buildPage, openTerminalSite, type Files, type TerminalSite } from './terminal-site.js';

(hasChromium ? describe : describe.skip)('a new version of the page', () => {
  let temporary: string;
  let first: Files;
  let second: Files;
  let site: TerminalSite;
  let hall: Hall;
  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-updates-'));
    first = buildPage(temporary, '1.0.0');
    second = buildPage(temporary, '2.0.0');
  }, 60_000);
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });
  beforeEach(async () => {
    site = await openTerminalSite(first);
    site.answers.set('/v1/trust/latest', trust);
    site.answers.set('/v1/sync', pack);
    hall = await openHall(site);
    await hall.setUp();
    await isKept(hall.page);
    await start(hall.page);
  }, 60_000);
  afterEach(async () => {
    await hall.close();
    await site.close();
    expect(hall.troubles).toEqual([]);
  });

  const scriptOf = (files: Files): string =>
    [...files.keys()].find((name) => name.startsWith('app-')) ?? '';
  /** Name of the script that runs. */
  const running = (page: Page): Promise<string> =>
    page.evaluate(() => document.querySelector('script')?.getAttribute('src') ?? '');
  const start = async (page: Page): Promise<void> => {
    await page.reload();
    await page.locator('.ready').waitFor();
  };
  /** Asks the page again and again. */
  async function until(page: Page, isSo: (count: number) => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      if (await page.evaluate(isSo, first.size - 1)) return;
      await page.waitForTimeout(100);
    }
    throw new Error('it does not come to that');
  }
  /** Waits until every file of a version is kept. */
  const isKept = (page: Page): Promise<void> =>
    until(page, async (count) => {
      const names = await caches.keys();
      const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return kept.some((requests) => requests.length === count);
    });
  const waits = (page: Page): Promise<void> =>
    until(page, async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (registration?.waiting ?? null) !== null;
    });
  const cachesOf = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());

  it('is fetched beside the one in use, and begins with the next start', async () => {
    const { page } = hall;
    expect(await running(page)).toBe(scriptOf(first));
    site.page = second;
    await start(page);
    expect(await running(page)).toBe(scriptOf(first));
    await waits(page);
    // In use it is the old one still, and says that there is a newer.
    expect(await running(page)).toBe(scriptOf(first));
    await hall.press(({ settings }) => settings);
    await page.getByText((await hall.texts()).preferences.newer).waitFor();
    await start(page);
    expect(await running(page)).toBe(scriptOf(second));
    // A page of the one before could be open still; nothing older is kept.
    expect(await cachesOf(page)).toHaveLength(2);
    await hall.context.setOffline(true);
    await site.stop();
    await start(page);
    expect(await running(page)).toBe(scriptOf(second));
    await hall.drop('licence.yzl', licence);
    expect(await hall.outcome()).toBe('valid');
  }, 60_000);

  it('does not begin under another page that is open', async () => {
    const other = await hall.context.newPage();
    await other.goto(`${site.origin}/terminal/`);
    await other.locator('.ready').waitFor();
    site.page = second;
    await start(hall.page);
    await waits(hall.page);
    await start(hall.page);
    expect(await running(hall.page)).toBe(scriptOf(first));
    await other.close();
    await start(hall.page);
    expect(await running(hall.page)).toBe(scriptOf(second));
  }, 60_000);

  it('does not begin where a file of it cannot be had, or is of another', async () => {
    const broken = new Map(second);
    broken.set('icon.svg', Buffer.from('<svg/>'));
    for (const page of [broken, new Map([...second].filter(([name]) => name !== 'icon.svg'))]) {
      site.page = page;
      await start(hall.page);
      // Looked for, fetched, given up.
      const found = await hall.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        await registration?.update().catch(() => undefined);
        while (registration?.installing) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return registration?.waiting ?? null;
      });
      expect(found).toBeNull();
      await start(hall.page);
      expect(await running(hall.page)).toBe(scriptOf(first));
      await hall.drop('licence.yzl', licence);
      expect(await hall.outcome()).toBe('valid');
    }
  }, 60_000);

  it('can be installed, as the one before', async () => {
    const session = await hall.context.newCDPSession(hall.page);
    const { errors } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A test's window has no place to install into.
    const reasons = installabilityErrors.map(({ errorId }) => errorId);
    expect(reasons.filter((reason) => reason !== 'in-incognito')).toEqual([]);
  });

  it('never keeps what the gateway answers', async () => {
    await hall.press(({ settings }) => settings);
    const before = site.asked.length;
    // What the page says of its last look stands there already.
    const answered = hall.page.waitForResponse((response) => response.url().includes('/v1/sync'));
    await hall.press(({ sync }) => sync.now);
    await (await answered).finished();
    await hall.page.getByText((await hall.texts()).sync.end.taken.text).waitFor();
    expect(site.asked.length).toBeGreaterThan(before);
    const kept = await hall.page.evaluate(async () => {
      const names = await caches.keys();
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.filter((path) => !path.startsWith('/terminal/'))).toEqual([]);
    expect(kept).toHaveLength(first.size - 1);
  }, 60_000);
});
