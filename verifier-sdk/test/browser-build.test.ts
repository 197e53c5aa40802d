import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as sources from '../src/index.js';

const script = join(__dirname, '..', '..', 'scripts', 'bundle.js');
let folder: string;

function build(name: string): Buffer {
  const out = join(folder, name, 'yinzhao-verifier.js');
  execFileSync(process.execPath, [script, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return readFileSync(out);
}

describe('the file for browsers', () => {
  let bytes: Buffer;
  let text: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yz-build-'));
    bytes = build('one');
    text = bytes.toString('utf8');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is at most 60 kB after gzip', () => {
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(60_000);
  });

  it('is the same each time', () => {
    expect(build('two').equals(bytes)).toBe(true);
    const map = (name: string) => readFileSync(join(folder, name, 'yinzhao-verifier.js.map'));
    expect(map('two').equals(map('one'))).toBe(true);
  });

  it('imports nothing and makes no code of texts', () => {
    expect(text.match(/\bimport\b|\}\s*from\b|\brequire\(|["'`]node:/)).toBeNull();
    expect(text.match(/\beval\(|\bFunction\(|\bprocess\.|\bBuffer\b/)).toBeNull();
  });

  it('has a source map of our sources alone', () => {
    expect(text.trimEnd().slice(-80)).toMatch(
      /\n\/\/# sourceMappingURL=yinzhao-verifier\.js\.map$/,
    );
    const map = JSON.parse(
      readFileSync(join(folder, 'one', 'yinzhao-verifier.js.map'), 'utf8'),
    ) as { sources: string[] };
    expect(map.sources.length).toBeGreaterThan(30);
    expect(map.sources.filter((name) => !/verifier-sdk\/src\/(?!node\/|ofd\/)/.test(name))).toEqual(
      [],
    );
  });

  it('exports what the package exports, an engine and its memory', () => {
    const names = [
      ...Object.keys(sources),
      'bigintEngine',
      'evidenceFiles',
      'openStateStore',
    ].sort();
    const list = `const it = await import(${JSON.stringify(join(folder, 'one', 'yinzhao-verifier.js'))});
      it.bigintEngine();
      console.log(JSON.stringify(Object.keys(it).sort()));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', list]);
    expect(JSON.parse(printed.toString('utf8'))).toEqual(names);
  });
});
