import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(__dirname, '..', '..', '..');
let home: string;

function build(name: string, ...more: readonly string[]): Map<string, Buffer> {
  const out = join(home, name);
  const script = join(root, 'scripts', 'terminal.js');
  execFileSync(process.execPath, [script, '--quiet', '--out', out, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Map(readdirSync(out).map((file) => [file, readFileSync(join(out, file))]));
}

interface Kept {
  readonly version: string;
  readonly first: readonly (readonly [string, string])[];
  readonly later: readonly (readonly [string, string])[];
}

/** As the service worker has it. */
function keptBy(files: ReadonlyMap<string, Buffer>): Kept {
  const text = files.get('service-worker.js')?.toString() ?? '';
  const [, list = ''] =
    /(\{version:"[0-9a-f]{16}",first:\[.*?\]\],later:\[.*?\]\]\})/.exec(text) ?? [];
  return JSON.parse(list.replace(/(version|first|later):/g, '"$1":')) as Kept;
}

describe('the page as it is served', () => {
  let files: Map<string, Buffer>;
  let texts: (readonly [string, string])[];
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'yz-terminal-'));
    files = build('one');
    const isText = (name: string): boolean => /\.(html|js|css|svg|webmanifest)$/.test(name);
    texts = [...files]
      .filter(([name]) => isText(name))
      .map(([name, bytes]) => [name, bytes.toString()]);
  });
  afterAll(() => {
    rmSync(home, { recursive: true });
  });

  it('is at most 120 kB after gzip until it can be used; the reader of codes comes apart', () => {
    const { first, later } = keptBy(files);
    const names = [...first.map(([name]) => name), 'service-worker.js'];
    const sizes = names.map((name) => gzipSync(files.get(name) as Buffer, { level: 9 }).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(120_000);
    expect(later.map(([name]) => name.replace(/-[A-Z0-9]{8}\./, '.')).sort()).toEqual([
      'read-qr-codes.js',
      'zxing_reader.wasm',
    ]);
  });

  it('is kept whole by its service worker, by digest', () => {
    const { first, later } = keptBy(files);
    const kept = [...first, ...later];
    expect([...kept.map(([name]) => name), 'service-worker.js'].sort()).toEqual(
      [...files.keys()].sort(),
    );
    for (const [name, integrity] of kept) {
      const digest = createHash('sha256')
        .update(files.get(name) as Buffer)
        .digest('base64');
      expect(integrity).toBe(`sha256-${digest}`);
    }
  });

  it('is the same each time, and another version by another text', () => {
    expect(build('two')).toEqual(files);
    const other = build('three', '--version', '9.9.9');
    expect(keptBy(other).version).not.toBe(keptBy(files).version);
    const scripts = (of: ReadonlyMap<string, Buffer>): string[] =>
      [...of.keys()].filter((name) => name.startsWith('app-'));
    expect(scripts(other)).not.toEqual(scripts(files));
    // What an earlier build has left is gone.
    expect([...build('one', '--version', '9.9.9').keys()]).toEqual([...other.keys()]);
  });

  it('has nothing inline, makes no code of texts and names no other host', () => {
    const page = files.get('index.html')?.toString() ?? '';
    expect(
      page.match(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i),
    ).toBeNull();
    for (const [name, text] of texts) {
      const found = {
        name,
        code: text.match(/\beval\(|\bFunction\(|\bimport\(|\.innerHTML|\bdocument\.write\b/),
        styles: name.endsWith('.js') ? text.match(/["'`]style["'`]|\bcssText\b/) : null,
        hosts: text.match(
          /\b(?:https?|wss?):\/\/(?!www\.w3\.org\/2000\/svg\b)[^\s"'`]*|["'`(]\/\/[a-z]/,
        ),
        node: text.match(/["'`]node:|\brequire\(/),
      };
      expect(found).toEqual({ name, code: null, styles: null, hosts: null, node: null });
    }
  });

  it('can be installed', () => {
    const manifest = JSON.parse(files.get('manifest.webmanifest')?.toString() ?? '') as {
      readonly lang: string;
      readonly display: string;
      readonly icons: readonly { readonly src: string; readonly sizes: string }[];
    };
    expect(manifest).toMatchObject({ lang: 'zh-CN', display: 'standalone', start_url: './' });
    for (const { src, sizes } of manifest.icons) {
      const bytes = files.get(src) as Buffer;
      if (!src.endsWith('.png')) continue;
      // Width and height in the first chunk of a PNG.
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
    const page = files.get('index.html')?.toString() ?? '';
    for (const [, name = ''] of page.matchAll(/\s(?:src|href)="([^"]+)"/g)) {
      expect([...files.keys()]).toContain(name);
    }
    expect(page).toContain('rel="manifest"');
  });
});
