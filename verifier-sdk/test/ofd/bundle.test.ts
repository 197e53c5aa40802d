import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';

const script = join(__dirname, '..', '..', '..', 'scripts', 'bundle.js');
const source = join(__dirname, '..', '..', 'src');

/** As a browser would load it, with the files that it was made of. */
function bundle(entry: string): { text: string; sources: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'yz-ofd-'));
  try {
    const out = join(folder, 'out.js');
    execFileSync(process.execPath, [
      script,
      '--quiet',
      '--entry',
      join(source, entry),
      '--out',
      out,
    ]);
    const map = JSON.parse(readFileSync(`${out}.map`, 'utf8')) as { sources: readonly string[] };
    return { text: readFileSync(out, 'utf8'), sources: map.sources };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('the reader of OFD files is at most 40 kB after gzip, and needs nothing of Node', () => {
  const { text, sources } = bundle('ofd/entry.ts');
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(40_000);
  expect(text.match(/\bimport\b|\brequire\(|["'`]node:|\bprocess\.|\bBuffer\b/)).toBeNull();
  expect(sources.some((name) => name.endsWith('src/ofd/unzip.ts'))).toBe(true);
});

it('the file for browsers has nothing of it', () => {
  const { sources } = bundle('browser/entry.ts');
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter((name) => name.includes('verifier-sdk/src/ofd/'))).toEqual([]);
});
