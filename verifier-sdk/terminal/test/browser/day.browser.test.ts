// The day of a window, from its first start on: on every size, in both languages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hasChromium } from '../../../test/browser/chromium.js';
import { day } from '../../../test/world/city.js';
import { licence, nowAt, openHall, pack, packOfRevoked, trust, type Hall } from './hall.js';
import { buildPage, openTerminalSite, type Files, type TerminalSite } from './terminal-site.js';

const sizes = [
  ['phone', { width: 390, height: 844 }, { hasTouch: true, isMobile: true }],
  ['tablet', { width: 820, height: 1180 }, { hasTouch: true }],
  ['desktop', { width: 1366, height: 768 }, {}],
  // The same desktop at 200 %, and 1280 pixels at 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
  ['desktop at 200 %', { width: 683, height: 384 }, { deviceScaleFactor: 2 }],
  ['desktop at 400 %', { width: 320, height: 256 }, { deviceScaleFactor: 4 }],
] as const;
const runs = sizes.flatMap(([name, viewport, more]) =>
  (['zh', 'en'] as const).map((language) => [name, language, { viewport, ...more }] as const),
);

(hasChromium ? describe : describe.skip)('a window', () => {
  let temporary: string;
  let files: Files;
  let site: TerminalSite;
  let hall: Hall;
  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-hall-'));
    files = buildPage(temporary, '1.0.0');
  }, 60_000);
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });
  afterEach(async () => {
    await hall.close();
    await site.close();
  });

  /** That anybody can use what is on the screen now. */
  async function isUsable(): Promise<void> {
    expect(await hall.barriers()).toEqual([]);
    expect(await hall.isTooWide()).toBe(false);
    expect(await hall.page.locator('.bar').isVisible()).toBe(true);
  }

  it.each(runs)(
    'of the size of a %s, in %s',
    async (_name, language, settings) => {
      site = await openTerminalSite(files);
      site.answers.set('/v1/trust/latest', trust);
      site.answers.set('/v1/sync', pack);
      hall = await openHall(site, settings);
      const { page, press, expectHeading, outcome, drop, choose } = hall;

      await page.goto(`${site.origin}/terminal/`);
      await expectHeading(({ setUp }) => setUp.title);
      if (language === 'en') await press(({ otherLanguage }) => otherLanguage);
      await expectHeading(({ setUp }) => setUp.title);
      await isUsable();
      // Before anybody is believed nothing is verified.
      await drop('licence.yzl', licence);
      await expectHeading(({ setUp }) => setUp.title);
      await press(({ setUp }) => setUp.gateway);
      await expectHeading(({ setUp }) => setUp.compareTitle);
      await isUsable();
      await press(({ setUp }) => setUp.accept);
      await expectHeading(({ waiting }) => waiting.title);
      await page.locator('.bar[data-level=fresh]').waitFor();
      await isUsable();

      await drop('licence.yzl', licence);
      expect(await outcome()).toBe('valid');
      await expectHeading(({ outcome: words }) => words.valid);
      await isUsable();
      await press(({ verdict }) => verdict.next);
      await press(({ settings: name }) => name);
      await expectHeading(({ preferences }) => preferences.title);
      await isUsable();

      // The network is cut: it starts again nevertheless, in the same language, and verifies.
      await hall.context.setOffline(true);
      await site.stop();
      await page.reload();
      await expectHeading(({ waiting }) => waiting.title);
      expect(await page.getAttribute('html', 'lang')).toBe(language === 'en' ? 'en' : 'zh-CN');
      await choose('licence.yzl', licence);
      expect(await outcome()).toBe('valid');
      expect(await page.locator('.bar').textContent()).toContain((await hall.texts()).bar.offline);
      await isUsable();

      // Two days without anything new: what it knows is too old, and that is what it says.
      await hall.setTime(nowAt + 2 * day);
      await page.reload();
      await page.locator('.bar[data-level=old]').waitFor();
      await drop('licence.yzl', licence);
      expect(await outcome()).toBe('undetermined');
      expect(await hall.codes()).toEqual(['KNOWLEDGE_OLD']);
      await isUsable();

      // The network is back, and the licence has been revoked.
      await site.start();
      site.answers.set('/v1/sync', packOfRevoked);
      await hall.context.setOffline(false);
      await press(({ verdict }) => verdict.next);
      await press(({ settings: name }) => name);
      await press(({ sync }) => sync.now);
      const { taken } = (await hall.texts()).sync.end;
      await page.getByText(taken.text, { exact: true }).waitFor();
      await isUsable();
      await press(({ back }) => back);
      await page.locator('.bar[data-level=fresh]').waitFor();
      await drop('licence.yzl', licence);
      expect(await outcome()).toBe('invalid');
      expect(await hall.codes()).toEqual(['LICENCE_REVOKED']);
      await isUsable();
      expect(hall.troubles).toEqual([]);
    },
    180_000,
  );
});
