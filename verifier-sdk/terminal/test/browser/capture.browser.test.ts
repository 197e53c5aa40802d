import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  bundle,
  hasChromium,
  openBrowser,
  pageOf,
  type Browser,
} from '../../../test/browser/chromium.js';
import { jpegOf } from '../../../test/picture/jpeg.js';
import { drawQrCode, qrCodeOf } from '../../../test/picture/qr-code.js';
import { showScene } from '../../../test/world/show.js';
import type { Came, CaptureTab } from './capture-page.js';
import { keyboardOf, personPace, scannerPace, type Keyboard } from './keys.js';
import { buildPage, openTerminalSite, type TerminalSite } from './terminal-site.js';
import { filmOf } from './video.js';

const whole = Buffer.from(showScene().input).toString();
const picture = drawQrCode(qrCodeOf(whole), 4);
/** As much as is enough: browsers take their time with keys that come from a test. */
const code = whole.slice(0, 500);

(hasChromium ? describe : describe.skip)('what brings something in', () => {
  let temporary: string;
  let site: TerminalSite;
  let browser: Browser;
  let page: Page;
  let keyboard: Keyboard;

  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-capture-'));
    const files = new Map(buildPage(temporary, '1.0.0'));
    const reader = [...files.keys()].find((name) => name.startsWith('read-qr-codes-')) ?? '';
    files.set('page.html', Buffer.from(pageOf('page.js')));
    const script = bundle(temporary, join(__dirname, 'capture-page.ts'));
    // The name that the build would have written.
    files.set('page.js', Buffer.from(`globalThis.QR_READER_FILE = './${reader}';${script}`));
    site = await openTerminalSite(files);
    const film = join(temporary, 'film.y4m');
    writeFileSync(film, filmOf(picture));
    browser = await openBrowser(site, {
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    rmSync(temporary, { recursive: true });
  });
  beforeEach(async () => {
    page = await browser.open('/terminal/page.html');
    await page.waitForFunction(() => 'tab' in globalThis);
    keyboard = await keyboardOf(page);
  });
  afterEach(async () => {
    await page.close();
    expect(browser.troubles.splice(0)).toEqual([]);
  });

  const came = (): Promise<Came[]> =>
    page.evaluate(() => (globalThis as unknown as { tab: CaptureTab }).tab.came);
  const comes = async (count: number): Promise<Came[]> => {
    await page.waitForFunction(
      (wanted) => (globalThis as unknown as { tab: CaptureTab }).tab.came.length >= wanted,
      count,
    );
    return came();
  };
  /** Longer than the silence that ends a burst. */
  const quietly = (): Promise<void> => page.waitForTimeout(1400);

  describe('a scanner that types', () => {
    it.each([
      ['Enter', '\n'],
      ['Tab', '\t'],
      ['nothing', ''],
    ])('is heard whole, ended by %s, whatever has the focus', async (_name, end) => {
      await page.focus('button');
      await keyboard.type(`${code}${end}`, scannerPace);
      await comes(1);
      await quietly();
      // On a busy machine it may have been heard in part before. The spaces and the last key have not pressed the
      // button, nor moved the focus.
      expect((await came()).at(-1)).toEqual({ by: 'wedge', text: code });
      expect((await came()).filter(({ by }) => by === 'button')).toEqual([]);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
    });

    it('leaves a field as it was', async () => {
      await page.fill('textarea', 'noted');
      await comes(1);
      await keyboard.type(`${code}\n`, scannerPace);
      await quietly();
      const heard = (await came()).filter(({ by }) => by === 'wedge');
      expect(heard.at(-1)).toEqual({ by: 'wedge', text: code });
      expect(await page.inputValue('textarea')).toBe('noted');
    });

    it('is heard with caps lock on', async () => {
      await keyboard.type(`${code.toLowerCase()}\n`, scannerPace);
      expect(await comes(1)).toEqual([{ by: 'wedge', text: code }]);
    });

    it('is heard twice where it reads twice', async () => {
      await keyboard.type('YZ1:ABCDEF\nYZ1:UVWXYZ\n', scannerPace);
      expect((await comes(2)).map(({ text }) => text)).toEqual(['YZ1:ABCDEF', 'YZ1:UVWXYZ']);
    });

    it('that an input method listens in on is told, not guessed', async () => {
      await keyboard.typeInChinese(40, scannerPace);
      expect(await comes(1)).toEqual([{ by: 'wedge', text: 'INPUT_METHOD' }]);
    });
  });

  describe('a person who types', () => {
    it('writes into a field', async () => {
      await page.focus('textarea');
      await keyboard.type('Hall 3: window 12', personPace);
      await quietly();
      expect(await page.inputValue('textarea')).toBe('Hall 3: window 12');
      expect((await came()).filter(({ by }) => by === 'wedge')).toEqual([]);
    });

    it('presses a button, with the space key and with Enter', async () => {
      await page.focus('button');
      await keyboard.type(' \n', personPace);
      expect((await comes(2)).map(({ by }) => by)).toEqual(['button', 'button']);
    });

    it('is not taken for a scanner in Chinese', async () => {
      await page.focus('textarea');
      await keyboard.typeInChinese(12, personPace);
      await quietly();
      expect(await came()).toEqual([]);
    });
  });

  describe('files', () => {
    const drop = (selector: string, names: readonly string[]): Promise<boolean> =>
      page.evaluate(
        ([where, all]) => {
          const dataTransfer = new DataTransfer();
          for (const name of all) dataTransfer.items.add(new File([Uint8Array.of(1, 2)], name));
          const options = { dataTransfer, bubbles: true, cancelable: true };
          const target = document.querySelector(where) as Element;
          target.dispatchEvent(new DragEvent('dragover', options));
          return !target.dispatchEvent(new DragEvent('drop', options));
        },
        [selector, names] as const,
      );

    it('that are dropped are read one at a time: of several none, and that is said', async () => {
      expect(await drop('#area', ['one.yzl'])).toBe(true);
      expect(await comes(1)).toEqual([{ by: 'file', text: 'one.yzl 1,2' }]);
      expect(await drop('#area', ['one.yzl', 'two.yzs'])).toBe(true);
      expect((await comes(2)).slice(1)).toEqual([
        { by: 'file', text: 'FILES_SEVERAL one.yzl … (2)' },
      ]);
      expect(await page.getAttribute('#area', 'data-dropping')).toBeNull();
    });

    it('dropped beside the area do nothing, least of all leave the page', async () => {
      expect(await drop('button', ['one.yzl'])).toBe(true);
      await quietly();
      expect(await came()).toEqual([]);
    });

    it('are chosen, the same one twice too', async () => {
      const file = { name: 'one.yzl', mimeType: '', buffer: Buffer.from([7]) };
      for (let times = 1; times <= 2; times++) {
        await page.setInputFiles('input[type=file]', file);
        expect(await comes(times)).toHaveLength(times);
      }
      expect((await came()).map(({ text }) => text)).toEqual(['one.yzl 7', 'one.yzl 7']);
    });

    it('that are far too large are not read', async () => {
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        const large = new File([new Uint8Array((64 << 20) + 1)], 'film.mp4');
        dataTransfer.items.add(large);
        const options = { dataTransfer, bubbles: true, cancelable: true };
        document.querySelector('#area')?.dispatchEvent(new DragEvent('drop', options));
      });
      expect(await comes(1)).toEqual([{ by: 'file', text: 'FILE_TOO_LARGE film.mp4' }]);
    });
  });

  describe('the clipboard', () => {
    const paste = (selector: string, text: string, names: readonly string[] = []): Promise<void> =>
      page.evaluate(
        ([where, plain, all]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', plain);
          for (const name of all) clipboardData.items.add(new File([Uint8Array.of(3)], name));
          const options = { clipboardData, bubbles: true, cancelable: true };
          document.querySelector(where)?.dispatchEvent(new ClipboardEvent('paste', options));
        },
        [selector, text, names] as const,
      );

    it('gives a text without the breaks of a mail, and keeps a space at its end', async () => {
      await paste('body', ' YZ1:AB\r\nCD \n');
      expect(await comes(1)).toEqual([{ by: 'paste', text: 'YZ1:ABCD ' }]);
    });

    it('gives files', async () => {
      await paste('body', '', ['one.yzl']);
      expect(await comes(1)).toEqual([{ by: 'paste', text: 'one.yzl 3' }]);
    });

    it('is a field’s own where it has the focus, and nothing where it is empty', async () => {
      await paste('textarea', 'YZ1:ABCD');
      await paste('body', '');
      await quietly();
      expect(await came()).toEqual([]);
    });
  });

  describe('a camera', () => {
    it('cannot read before the reader is there', async () => {
      const reader = [...site.page.keys()].filter((name) => name.startsWith('read-qr-codes-'));
      const all = site.page;
      site.page = new Map([...all].filter(([name]) => !reader.includes(name)));
      await page.evaluate(() => (globalThis as unknown as { tab: CaptureTab }).tab.camera());
      expect(await comes(1)).toEqual([{ by: 'camera', text: 'READER_MISSING' }]);
      site.page = all;
    });

    it('reads the code that is held before it, once, and closes while nobody looks', async () => {
      await page.evaluate(() => (globalThis as unknown as { tab: CaptureTab }).tab.camera());
      expect(await comes(1)).toEqual([{ by: 'camera', text: whole }]);
      await page.waitForTimeout(1000);
      expect(await came()).toHaveLength(1);
      const isFilmed = (): Promise<boolean> =>
        page.evaluate(() => (globalThis as unknown as { tab: CaptureTab }).tab.isFilmed());
      const turn = (hidden: boolean): Promise<void> =>
        page.evaluate((isHidden) => {
          Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }, hidden);
      expect(await isFilmed()).toBe(true);
      await turn(true);
      expect(await isFilmed()).toBe(false);
      await turn(false);
      expect((await comes(2))[1]).toEqual({ by: 'camera', text: whole });
    }, 60_000);

    it('that is refused is said to be', async () => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('no', 'NotAllowedError'));
        return (globalThis as unknown as { tab: CaptureTab }).tab.camera();
      });
      expect(await comes(1)).toEqual([{ by: 'camera', text: 'CAMERA_REFUSED' }]);
    });

    it('is not needed where there is a picture', async () => {
      const read = (bytes: Uint8Array): Promise<readonly string[]> =>
        page.evaluate(
          (list) => (globalThis as unknown as { tab: CaptureTab }).tab.picture(list),
          [...bytes],
        );
      expect(await read(jpegOf(picture, 80))).toEqual([whole]);
      expect(await read(Uint8Array.of(1, 2, 3))).toEqual([]);
    });
  });
});
