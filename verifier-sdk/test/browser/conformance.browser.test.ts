import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { judgementLayers } from '../judge-seal-vector.js';
import { runsWith } from '../runners.js';
import { bigintEngine } from '../../src/sm/bigint-engine.js';
import {
  bundle,
  hasChromium,
  openBrowser,
  openSite,
  pageOf,
  type Browser,
  type Site,
} from './chromium.js';
import type { Report, Vectors } from './conformance-page.js';

const folder = join(__dirname, '..', '..', 'vectors');

function readLayer(layer: string): Record<string, never> {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(join(folder, layer, file), 'utf8'));
  return Object.fromEntries(
    readdirSync(join(folder, layer)).map((file) => [file, read(file)]),
  ) as Record<string, never>;
}

const names = readdirSync(folder).filter((name) => !['verify', 'manifest.json'].includes(name));
const vectors: Vectors = {
  layers: Object.fromEntries(names.map((name) => [name, readLayer(name)])),
  verify: readLayer('verify'),
};

(hasChromium ? describe : describe.skip)('in Chromium', () => {
  let site: Site;
  let browser: Browser;
  let temporary: string;

  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'yz-bundle-'));
    const [shipped, script] = [bundle(temporary), bundle(temporary, 'conformance-page.ts')];
    site = await openSite({
      '/yinzhao-verifier.js': shipped,
      '/page.js': script,
      '/vectors.json': JSON.stringify(vectors),
      '/page.html': pageOf('/page.js'),
      '/unsafe.html': `${pageOf('/eval.js')}<script>globalThis.inline = 1</script>`,
      '/eval.js': 'try { eval("1") } catch { globalThis.refused = true }',
    });
    browser = await openBrowser(site);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await site.close();
    rmSync(temporary, { recursive: true });
  });

  it('every vector is answered as in Node, by the file that is shipped, under the policy', async () => {
    const page = await browser.open('/page.html');
    await page.waitForFunction(() => 'report' in globalThis, null, { timeout: 240_000 });
    const { counts, complaints } = await page.evaluate(
      () => (globalThis as unknown as { report: Report }).report,
    );
    expect(complaints).toEqual([]);
    // Only the ways in which engines go wrong are shown with Node's own.
    const expected = [...Object.keys(runsWith(bigintEngine())), ...judgementLayers, 'verify'].map(
      (layer) => [layer, readdirSync(join(folder, layer)).length],
    );
    expect(counts).toEqual(Object.fromEntries(expected));
    expect(names.filter((name) => counts[name] === undefined)).toEqual(['engine']);
    expect(browser.troubles).toEqual([]);
  }, 300_000);

  it('what the policy refuses is noticed', async () => {
    const page = await browser.open('/unsafe.html');
    await page.waitForFunction(() => 'refused' in globalThis);
    expect(await page.evaluate(() => 'inline' in globalThis)).toBe(false);
    expect(browser.troubles.splice(0).sort()).toEqual([
      'script-src refused eval',
      'script-src-elem refused inline',
    ]);
  });
});
