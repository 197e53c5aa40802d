// Every way in which something comes to a window, and what is no licence.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hasChromium } from '../../../test/browser/chromium.js';
import { jpegOf } from '../../../test/picture/jpeg.js';
import { drawQrCode, qrCodeOf } from '../../../test/picture/qr-code.js';
import { contradictionOf } from '../../../src/format/fork-evidence.js';
import { judgeFork } from '../../../src/index.js';
import { nodeEngine } from '../../../src/node/engine.js';
import { zh } from '../../src/messages.zh.js';
import {
  licence,
  licenceOfOtherTree,
  nowAt,
  openHall,
  pack,
  packOfShown,
  showCode,
  trust,
  trustPin,
  type Hall,
} from './hall.js';
import { keyboardOf, scannerPace } from './keys.js';
import { buildPage, openTerminalSite, type Files, type TerminalSite } from './terminal-site.js';
import { filmOf } from './video.js';

const desktop = { viewport: { width: 1366, height: 768 } };
const bytesOf = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

(hasChromium ? describe : describe.skip)('what comes to a window', () => {
  let temporary: string;
  let files: Files;
  let site: TerminalSite;
  let hall: Hall;
  const code = drawQrCode(qrCodeOf(showCode), 4);
  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-ways-'));
    files = buildPage(temporary, '1.0.0');
  }, 60_000);
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });

  async function openSite(sync: Uint8Array | null): Promise<void> {
    site = await openTerminalSite(files);
    site.answers.set('/v1/trust/latest', trust);
    if (sync !== null) site.answers.set('/v1/sync', sync);
  }
  async function closeAll(): Promise<void> {
    await hall.close();
    await site.close();
  }

  describe('as a show code', () => {
    beforeAll(async () => {
      await openSite(packOfShown);
      const film = join(temporary, 'film.y4m');
      writeFileSync(film, filmOf(code));
      const camera = [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
      ];
      hall = await openHall(site, { ...desktop, args: camera });
      await hall.setUp();
    }, 60_000);
    afterAll(closeAll);
    afterEach(async () => {
      expect(await hall.outcome()).toBe('valid');
      await hall.page.keyboard.press('Escape');
      await hall.page.locator('.ready').waitFor();
      expect(hall.troubles).toEqual([]);
    });

    it('is read by a scanner that types', async () => {
      const keyboard = await keyboardOf(hall.page);
      await keyboard.type(`${showCode}\n`, scannerPace);
      await hall.page.locator('[data-outcome=valid]').waitFor();
    }, 60_000);

    it('is pasted anywhere, or into the field', async () => {
      const { page } = hall;
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        const options = { clipboardData, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new ClipboardEvent('paste', options));
      }, showCode);
      expect(await hall.outcome()).toBe('valid');
      await page.keyboard.press('Escape');
      await page.fill('#paste', `  ${showCode}\n`);
      await hall.press(({ waiting }) => waiting.pasteGo);
      await page.locator('[data-outcome]').waitFor();
    });

    it('is seen in a picture', async () => {
      await hall.drop('photo.jpg', jpegOf(code, 80));
      await hall.page.locator('[data-outcome]').waitFor();
    }, 60_000);

    it('is seen by the camera, which goes on to the next, and without a network too', async () => {
      const { page } = hall;
      await hall.context.setOffline(true);
      await site.stop();
      await page.reload();
      await page.getByRole('button', { name: zh.waiting.camera }).click();
      expect(await hall.outcome()).toBe('valid');
      expect(await page.locator('video').count()).toBe(0);
      // The next one comes by the camera too.
      await hall.press(({ verdict }) => verdict.next);
      await page.locator('[data-outcome]').waitFor();
    }, 60_000);
  });

  describe('before a camera that nobody uses', () => {
    it('is nothing: the camera is closed, and that is said', async () => {
      await openSite(pack);
      const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
      hall = await openHall(site, { ...desktop, args: camera }, null);
      const { page } = hall;
      await page.clock.install({ time: nowAt });
      await page.goto(`${site.origin}/terminal/`);
      await hall.press(({ setUp }) => setUp.gateway);
      await hall.press(({ setUp }) => setUp.accept);
      await page.getByRole('button', { name: zh.waiting.camera }).click();
      await page.locator('video').waitFor();
      await page.clock.fastForward(61_000);
      await page.locator('.ready').waitFor();
      await page.getByText(zh.camera.closed).waitFor();
      expect(await page.locator('video').count()).toBe(0);
      await closeAll();
    }, 60_000);
  });

  describe('that is no licence', () => {
    beforeAll(async () => {
      await openSite(pack);
      hall = await openHall(site, desktop);
      await hall.setUp(trustPin);
    }, 60_000);
    afterAll(closeAll);
    beforeEach(async () => {
      await hall.page.keyboard.press('Escape');
      await hall.page.locator('.ready').waitFor();
    });
    afterEach(() => {
      expect(hall.troubles).toEqual([]);
    });

    it.each([
      ['pdf', bytesOf('%PDF-1.7 …'), zh.told.pdf.title],
      ['ofd', bytesOf('PK', [3, 4], ' OFD.xml'), zh.told.ofd.title],
      ['zip', bytesOf('PK', [3, 4], ' other.txt'), zh.told.zip.title],
      [
        'jpg',
        jpegOf({ width: 64, pixels: new Float64Array(64 * 64) }, 80),
        zh.noCodeInPicture.title,
      ],
      ['bundle', trust, zh.told.trustBundle.title],
      ['txt', bytesOf('示例'), zh.told.unknown.title],
      ['yzl', bytesOf(), zh.told.empty.title],
    ])('but .%s, is named and not judged', async (ending, bytes, title) => {
      await hall.drop(`示例<b>.${ending}`, bytes);
      await hall.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      expect(await hall.page.locator('[data-outcome]').count()).toBe(0);
      // Its name is shown as it is.
      expect(await hall.page.locator('main').textContent()).toContain(`示例<b>.${ending}`);
      expect(await hall.barriers()).toEqual([]);
    });

    it('but another code, is said to be', async () => {
      const keyboard = await keyboardOf(hall.page);
      await keyboard.type('https://example.invalid/x?y=1\n', scannerPace);
      await hall.expectHeading(({ otherText }) => otherText.title);
      await hall.page.keyboard.press('Escape');
      await keyboard.typeInChinese(30, scannerPace);
      await hall.expectHeading(({ capture }) => capture.INPUT_METHOD.title);
    });

    it('any more, since it was tampered with, is invalid wherever it was', async () => {
      const places = Array.from({ length: 8 }, (_, i) =>
        Math.floor(((i + 0.5) * licence.length) / 8),
      );
      for (const at of places) {
        const tampered = licence.slice();
        tampered[at] = (tampered[at] as number) ^ 1;
        await hall.drop(`${at}.yzl`, tampered);
        expect([at, await hall.outcome()]).toEqual([at, 'invalid']);
        await hall.page.keyboard.press('Escape');
        await hall.page.locator('.ready').waitFor();
      }
      await hall.drop('licence.yzl', licence);
      expect(await hall.outcome()).toBe('valid');
    }, 60_000);

    it('if two come together, verifies neither and says so', async () => {
      await hall.dropTwice('licence.yzl', licence);
      await hall.expectHeading(({ capture }) => capture.FILES_SEVERAL.title);
      expect(await hall.page.locator('[data-outcome]').count()).toBe(0);
      expect(await hall.barriers()).toEqual([]);
    });

    it('but typed and not sent, is taken away when nobody is there any more', async () => {
      const { page } = hall;
      await page.clock.install();
      await page.fill('#paste', '示例文字');
      await page.keyboard.press('End');
      await page.clock.fastForward(59_000);
      expect(await page.inputValue('#paste')).toBe('示例文字');
      await page.clock.fastForward(2000);
      expect(await page.inputValue('#paste')).toBe('');
      await page.clock.resume();
    });

    it('raises an alarm where the log has shown another tree, with a file to hand in', async () => {
      const { page } = hall;
      await hall.drop('licence.yzl', licenceOfOtherTree);
      expect(await hall.outcome()).toBe('invalid');
      expect(await hall.codes()).toContain('FORK');
      await page.getByRole('heading', { name: zh.fork.title }).waitFor();
      expect(await hall.barriers()).toEqual([]);
      const saved = page.waitForEvent('download');
      await hall.press(({ fork }) => fork.save);
      const evidence = readFileSync(await (await saved).path());
      const digest = createHash('sha256').update(contradictionOf(evidence)).digest('hex');
      expect((await saved).suggestedFilename()).toBe(`${digest}.fork`);
      expect(judgeFork(evidence, nodeEngine())).toMatchObject({ isConclusive: true });
      // It outlives the licence, and a start.
      await page.keyboard.press('Escape');
      await page.reload();
      await page.getByRole('heading', { name: zh.fork.title }).waitFor();
      await hall.press(({ fork }) => fork.done);
      await page.getByRole('heading', { name: zh.fork.title }).waitFor({ state: 'detached' });
    }, 60_000);

    it('leaves a record where somebody wants one', async () => {
      await hall.drop('licence.yzl', licence);
      await hall.page.locator('[data-outcome]').waitFor();
      const saved = hall.page.waitForEvent('download');
      await hall.press(({ verdict }) => verdict.save);
      const file = await (await saved).path();
      expect((await saved).suggestedFilename()).toMatch(/^statement-.*\.statement$/);
      await hall.page.keyboard.press('Escape');
      await hall.page.locator('.ready').waitFor();
      await hall.drop('x.statement', readFileSync(file));
      await hall.expectHeading(({ told }) => told.statement.title);
    });
  });

  describe('at its first start', () => {
    afterEach(closeAll);

    it('is believed by its fingerprint alone where the address names one', async () => {
      await openSite(pack);
      hall = await openHall(site, desktop);
      await hall.page.goto(`${site.origin}/terminal/#trust=${'0'.repeat(64)}`);
      await hall.press(({ setUp }) => setUp.gateway);
      await hall.page.getByText(zh.setUp.refusal('TRUST_PIN_DIFFERS')).waitFor();
      expect(await hall.barriers()).toEqual([]);
      await hall.page.goto('about:blank');
      await hall.page.goto(`${site.origin}/terminal/#trust=12`);
      await hall.expectHeading(({ setUp }) => setUp.misaddressed.title);
      expect(await hall.barriers()).toEqual([]);
      await hall.page.goto('about:blank');
      await hall.setUp(trustPin);
    }, 60_000);

    it('is the one that the address demands, also in a page that is open and after its skip link', async () => {
      await openSite(pack);
      hall = await openHall(site, desktop);
      const { page } = hall;
      await page.goto(`${site.origin}/terminal/`);
      await hall.press(({ setUp }) => setUp.gateway);
      await hall.expectHeading(({ setUp }) => setUp.compareTitle);
      // As a bookmark does it: another fragment, the same page.
      await page.goto(`${site.origin}/terminal/#trust=${'0'.repeat(64)}`);
      await page.getByText(zh.setUp.pinned).waitFor();
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
      await page.reload();
      await page.getByText(zh.setUp.pinned).waitFor();
      expect(hall.troubles).toEqual([]);
    }, 60_000);

    it('comes from files where there is no gateway: without a pack it says that it does not know', async () => {
      await openSite(null);
      site.answers.clear();
      hall = await openHall(site, desktop);
      await hall.page.goto(`${site.origin}/terminal/`);
      await hall.press(({ setUp }) => setUp.gateway);
      await hall.page.getByText(zh.setUp.refusal('GATEWAY_UNREACHABLE')).waitFor();
      await hall.drop('licence.yzl', licence);
      await hall.page.getByText(zh.setUp.refusal('SET_UP_FIRST')).waitFor();
      await hall.dropTwice('trust.bundle', trust);
      await hall.page.getByText(zh.setUp.refusal('FILES_SEVERAL')).waitFor();
      await hall.choose('trust.bundle', trust);
      await hall.press(({ setUp }) => setUp.accept);
      await hall.page.locator('.ready').waitFor();
      expect(await hall.page.locator('.bar').getAttribute('data-level')).toBe('none');
      await hall.drop('licence.yzl', licence);
      expect(await hall.outcome()).toBe('undetermined');
      expect(await hall.barriers()).toEqual([]);
      await hall.page.keyboard.press('Escape');
      await hall.drop('city.yzs', pack);
      await hall.expectHeading(({ sync }) => sync.end.taken.title);
      await hall.page.keyboard.press('Escape');
      await hall.drop('licence.yzl', licence);
      expect(await hall.outcome()).toBe('valid');
      expect(hall.troubles).toEqual([]);
    }, 60_000);
  });
});
