// A window of a hall in a browser, and what happens to the one licence that is brought to it.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import {
  openBrowser,
  type Browser,
  type BrowserSettings,
  type Site,
} from '../../../test/browser/chromium.js';
import { day, noon, sm3 } from '../../../test/world/city.js';
import { goodBundle, leafIndex, makeScene, nowAt } from '../../../test/world/scene.js';
import { showScene } from '../../../test/world/show.js';
import { toHex } from '../../../src/format/bytes.js';
import { trustDigest } from '../../../src/format/trust-bundle.js';
import { en } from '../../src/messages.en.js';
import type { Messages } from '../../src/messages.js';
import { zh } from '../../src/messages.zh.js';

export const languages = { zh, en } as const;

const shown = showScene();
const good = makeScene();
/** Two days later: it is revoked, and the log has grown. */
const revoked = makeScene({
  pack: {
    size: 20,
    time: noon + 2 * day,
    statuses: [
      { leafIndex: 0, status: 2 },
      { leafIndex, status: 2 },
    ],
  },
  proofs: [8, 12, 16],
});

/** A quorum has witnessed another tree of the pack's size too, and the licence stands in that one. */
const forked = makeScene({ receipt: { size: 16, history: 'other' } });

export const licence = good.input;
export const licenceOfOtherTree = forked.input;
export const pack = good.sync as Uint8Array;
export const packOfRevoked = revoked.sync as Uint8Array;
/** Of a licence whose holder has a device; anchored in the same log, at the same place of another history. */
export const showCode = Buffer.from(shown.input).toString();
export const packOfShown = shown.sync as Uint8Array;
export const trust = goodBundle;
export const trustPin = toHex(trustDigest(goodBundle, sm3));
export { nowAt };

export interface Hall extends Browser {
  readonly page: Page;
  /** Of the language that is shown. */
  readonly texts: () => Promise<Messages>;
  readonly press: (name: (texts: Messages) => string) => Promise<void>;
  /** First start: the bundle of the gateway, with or without a pin, is compared and accepted. */
  readonly setUp: (pin?: string) => Promise<void>;
  readonly drop: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Together. */
  readonly dropTwice: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly choose: (name: string, bytes: Uint8Array) => Promise<void>;
  /** What is answered: waits for it. */
  readonly outcome: () => Promise<string | null>;
  readonly codes: () => Promise<string[]>;
  /** The heading of the screen that is shown, once it is this one. */
  readonly expectHeading: (text: (texts: Messages) => string) => Promise<void>;
  readonly setTime: (at: number) => Promise<void>;
  /** Violations that axe finds, with where they are; WCAG 2.2 A and AA. */
  readonly barriers: () => Promise<string[]>;
  /** Whether something reaches out of the window to the side. */
  readonly isTooWide: () => Promise<boolean>;
}

/** @param at - Unix milliseconds, where its clock stands still; null: it goes */
export async function openHall(
  site: Site,
  settings: BrowserSettings = {},
  at: number | null = nowAt,
): Promise<Hall> {
  const browser = await openBrowser(site, { acceptDownloads: true, ...settings });
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const setTime: Hall['setTime'] = async (instant) => {
    await browser.context.addInitScript(standStill, instant);
    await page.evaluate(standStill, instant);
  };
  if (at !== null) await setTime(at);
  page.on('pageerror', (error) => browser.troubles.push(String(error)));
  const texts = async (): Promise<Messages> =>
    (await page.getAttribute('html', 'lang')) === 'en' ? en : zh;
  const press: Hall['press'] = async (name) => {
    await page.getByRole('button', { name: name(await texts()), exact: true }).click();
  };
  const expectHeading: Hall['expectHeading'] = async (text) => {
    // Which language was chosen is read at the start: the other one may be seen before.
    const heading = page.getByRole('heading', { level: 1 });
    const named = (texts: Messages): Locator => page.getByText(text(texts), { exact: true });
    await heading.and(named(zh).or(named(en))).waitFor();
  };
  return {
    ...browser,
    page,
    texts,
    press,
    expectHeading,
    setUp: async (pin) => {
      await page.goto(`${site.origin}/terminal/${pin === undefined ? '' : `#trust=${pin}`}`);
      await press(({ setUp }) => setUp.gateway);
      await press(({ setUp }) => setUp.accept);
      await expectHeading(({ waiting }) => waiting.title);
      await page.locator('.bar[data-level=fresh]').waitFor();
    },
    drop: (name, bytes) => drop(page, name, bytes),
    dropTwice: (name, bytes) => drop(page, name, bytes, 2),
    choose: async (name, bytes) => {
      const file = { name, mimeType: '', buffer: Buffer.from(bytes) };
      await page.setInputFiles('input[type=file]', file);
    },
    outcome: () => page.locator('[data-outcome]').getAttribute('data-outcome'),
    codes: () => page.locator('.reasons code').allTextContents(),
    setTime,
    barriers: () => barriers(page),
    isTooWide: () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth > clientWidth;
      }),
  };
}

/** The page's clock; events and timers keep their own. */
function standStill(at: number): void {
  const kept = globalThis as unknown as { RealDate?: DateConstructor };
  const Real = (kept.RealDate ??= Date);
  class Still extends Real {
    constructor(...given: [] | [number]) {
      super(given[0] ?? at);
    }
    static override now(): number {
      return at;
    }
  }
  globalThis.Date = Still as unknown as DateConstructor;
}

function drop(page: Page, name: string, bytes: Uint8Array, times = 1): Promise<void> {
  return page.evaluate(
    ([called, content, count]) => {
      const dataTransfer = new DataTransfer();
      const file = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      for (let i = 0; i < count; i++) dataTransfer.items.add(new File([file], called));
      const options = { dataTransfer, bubbles: true, cancelable: true };
      const target = document.querySelector('main') as Element;
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, options));
      }
    },
    [name, Buffer.from(bytes).toString('base64'), times] as const,
  );
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What a debugger evaluates is not kept from the page by its policy. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(`if (!('axe' in globalThis)) { ${axe} }`);
  const { violations } = await page.evaluate<AxeResults, readonly string[]>(
    (values) =>
      (
        globalThis as unknown as {
          axe: { run: (where: Document, how: object) => Promise<AxeResults> };
        }
      ).axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
    tags,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
