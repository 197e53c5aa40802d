// A window without a mouse.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasChromium } from '../../../test/browser/chromium.js';
import { zh } from '../../src/messages.zh.js';
import { licence, openHall, pack, trust, type Hall } from './hall.js';
import { buildPage, openTerminalSite, type TerminalSite } from './terminal-site.js';

(hasChromium ? describe : describe.skip)('a window without a mouse', () => {
  let temporary: string;
  let site: TerminalSite;
  let hall: Hall;
  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-keyboard-'));
    site = await openTerminalSite(buildPage(temporary, '1.0.0'));
    site.answers.set('/v1/trust/latest', trust);
    site.answers.set('/v1/sync', pack);
    hall = await openHall(site, { viewport: { width: 1366, height: 768 } });
    await hall.page.goto(`${site.origin}/terminal/`);
  }, 60_000);
  afterAll(async () => {
    await hall.close();
    await site.close();
    rmSync(temporary, { recursive: true });
  });

  /** Name of what has the focus; the ring around it is seen. */
  const focused = (): Promise<{ name: string; isSeen: boolean }> =>
    hall.page.evaluate(() => {
      const active = document.activeElement as HTMLElement;
      if (active === document.body) return { name: '', isSeen: false };
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(active);
      const hasRing = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      const { width, height } = active.getBoundingClientRect();
      const label = active.getAttribute('aria-label') ?? active.textContent;
      return { name: label.trim(), isSeen: hasRing && width > 0 && height > 0 };
    });
  /** With the tab key from where the focus is, every stop of which has to be seen. */
  async function reach(name: string): Promise<void> {
    const passed: string[] = [];
    for (let stops = 0; stops < 30; stops++) {
      await hall.page.keyboard.press('Tab');
      const here = await focused();
      if (here.name !== '') expect(here).toEqual({ name: here.name, isSeen: true });
      if (here.name.startsWith(name)) return;
      passed.push(here.name);
    }
    throw new Error(`not reached: ${name}; passed ${passed.join(', ')}`);
  }

  it('is set up, verifies, says what it knows and is used in English', async () => {
    const { page, expectHeading, outcome } = hall;
    await expectHeading(({ setUp }) => setUp.title);
    await reach(zh.setUp.gateway);
    await page.keyboard.press('Enter');
    await expectHeading(({ setUp }) => setUp.compareTitle);
    // The heading of a new screen has the focus, so that it is read out and the way goes on from there.
    expect((await focused()).name).toBe(zh.setUp.compareTitle);
    await reach(zh.setUp.accept);
    await page.keyboard.press('Space');
    await expectHeading(({ waiting }) => waiting.title);

    // Asked for before the way there: the browser is told meanwhile that it shows no dialogue of its own.
    const chooser = page.waitForEvent('filechooser');
    await reach(zh.waiting.file);
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'a.yzl', mimeType: '', buffer: Buffer.from(licence) });
    expect(await outcome()).toBe('valid');
    expect((await focused()).name).toBe(zh.outcome.valid);
    expect(await page.locator('[role=status][aria-live]').textContent()).toContain(
      zh.outcome.valid,
    );
    await reach(zh.verdict.next);
    await page.keyboard.press('Enter');
    await expectHeading(({ waiting }) => waiting.title);

    await page.reload();
    await page.locator('.ready').waitFor();
    await reach(zh.skip);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => location.hash)).toBe('');
    await reach(zh.waiting.camera);
    await page.keyboard.press('Shift+Tab');
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    await reach(zh.settings);
    await page.keyboard.press('Enter');
    await expectHeading(({ preferences }) => preferences.title);
    await reach(zh.sync.now);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: zh.sync.busy }).waitFor({ state: 'detached' });
    await page.getByText(zh.sync.end.taken.text).waitFor();
    expect((await focused()).name).toBe(zh.sync.now);
    await page.keyboard.press('Escape');
    await expectHeading(({ waiting }) => waiting.title);
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    await reach(zh.otherLanguage);
    await page.keyboard.press('Enter');
    await page.locator('html[lang=en]').waitFor();
    await expectHeading(({ waiting }) => waiting.title);
    expect(hall.troubles).toEqual([]);
  }, 120_000);
});
