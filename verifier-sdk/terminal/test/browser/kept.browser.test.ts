// Evidence of forks in IndexedDB: one file of each contradiction, and not without end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  bundle,
  hasChromium,
  openBrowser,
  openSite,
  pageOf,
  type Browser,
  type Site,
} from '../../../test/browser/chromium.js';
import {
  decodeForkEvidence,
  encodeForkEvidence,
  maximumKeptEvidence,
} from '../../../src/format/fork-evidence.js';
import { decodeSignedNote, encodeSignedNote } from '../../../src/format/signed-note.js';
import { builtInPolicy, openKnowledge } from '../../../src/index.js';
import { nodeEngine } from '../../../src/node/engine.js';
import { hour, noon } from '../../../test/world/city.js';
import { makeScene } from '../../../test/world/scene.js';
import type { KeptTab } from './kept-page.js';

/** Each number is a contradiction of its own. */
function evidence(number: number): Uint8Array {
  const at = { size: 16, time: noon + hour };
  const { sync, state } = makeScene({
    known: { ...at, history: 'known' },
    pack: { ...at, time: at.time + number },
  });
  const known = openKnowledge({ sync, state }, builtInPolicy('hall'), nodeEngine());
  return known.evidence?.[0] as Uint8Array;
}

/** The same contradiction in another form, as no verifier makes it. */
function turned(file: Uint8Array): Uint8Array {
  const { notes, ...more } = decodeForkEvidence(file);
  const { text, signatures } = decodeSignedNote(notes[0]);
  const note = encodeSignedNote({ text, signatures: [...signatures].reverse() });
  return encodeForkEvidence({ ...more, notes: [notes[1], note] });
}

(hasChromium ? describe : describe.skip)('evidence that a window keeps', () => {
  let temporary: string;
  let site: Site;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-kept-'));
    site = await openSite({
      '/index.html': pageOf('page.js'),
      '/page.js': bundle(temporary, join(__dirname, 'kept-page.ts')),
    });
    browser = await openBrowser(site);
    page = await browser.open('/index.html');
    await page.waitForFunction(() => 'tab' in globalThis);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    rmSync(temporary, { recursive: true });
  });

  const keep = (...files: readonly Uint8Array[]): Promise<void> =>
    page.evaluate(
      (given) => (globalThis as unknown as { tab: KeptTab }).tab.keep(given),
      files.map((file) => [...file]),
    );
  const kept = () =>
    page.evaluate(() => (globalThis as unknown as { tab: KeptTab }).tab.evidence());

  it('is one file of each contradiction, the first, and of too many the first ones', async () => {
    const first = evidence(0);
    await keep(first);
    await keep(turned(first), turned(first));
    expect(await kept()).toEqual({ files: [[...first]], isMore: false });

    const more = Array.from({ length: maximumKeptEvidence }, (_, i) => evidence(i + 1));
    await keep(...more);
    const full = await kept();
    expect([full.files.length, full.isMore]).toEqual([maximumKeptEvidence, true]);
    expect(full.files).toContainEqual([...first]);
    await keep(evidence(99));
    expect(await kept()).toEqual(full);

    await page.evaluate(() => (globalThis as unknown as { tab: KeptTab }).tab.putAway());
    expect(await kept()).toEqual({ files: [], isMore: false });
    // It was reported: only what is new is told.
    const fresh = evidence(99);
    await keep(first, fresh);
    expect(await kept()).toEqual({ files: [[...fresh]], isMore: false });
  }, 60_000);

  it('says STATE_UNAVAILABLE where the browser refuses, and goes on once it does not', async () => {
    const refused = () =>
      page.evaluate(() => (globalThis as unknown as { tab: KeptTab }).tab.refused());
    await page.evaluate(() => {
      const { prototype } = IDBObjectStore;
      const put = Object.getOwnPropertyDescriptor(prototype, 'put') as PropertyDescriptor;
      prototype.put = () => {
        Object.defineProperty(prototype, 'put', put);
        throw new DOMException('no space', 'QuotaExceededError');
      };
    });
    expect(await refused()).toBe('STATE_UNAVAILABLE');
    expect(await refused()).toBeNull();
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.deleteDatabase('yinzhao-terminal');
          request.onsuccess = resolve;
        }),
    );
    expect(await refused()).toBeNull();
    expect(browser.troubles).toEqual([]);
  }, 60_000);
});
