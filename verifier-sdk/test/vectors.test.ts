import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { verifierCodes } from '../src/errors.js';
import { bigintEngine } from '../src/sm/bigint-engine.js';
import type { Case } from './cases/case.js';
import { checkCodesReachedByTests, codesReachedByTests } from './codes-reached-by-tests.js';
import { judge, type Vector } from './conformance.js';
import { layers } from './layers.js';
import { runsWith } from './runners.js';

const folder = join(__dirname, '..', 'vectors');
// `npm run vectors` writes the files from the cases; without it they have to agree.
const writing = process.env.WRITE_VECTORS === '1';

function textOf({ note, expect: expected, input, value }: Case): string {
  return `${JSON.stringify({ note, expect: expected, input, value }, null, 2)}\n`;
}

function read(layer: string, file: string): Vector {
  return JSON.parse(readFileSync(join(folder, layer, file), 'utf8')) as Vector;
}

const reached = new Set<string>();

describe.each(Object.entries(layers))('vectors of %s', (name, { cases, run }) => {
  const layerFolder = join(folder, name);
  if (writing) {
    mkdirSync(layerFolder, { recursive: true });
    for (const one of cases) writeFileSync(join(layerFolder, `${one.id}.json`), textOf(one));
  }
  const files = existsSync(layerFolder) ? readdirSync(layerFolder) : [];

  it('has the file of every case, unchanged', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const one of cases) {
      expect(readFileSync(join(layerFolder, `${one.id}.json`), 'utf8')).toBe(textOf(one));
    }
  });

  it.each(files)('%s', (file) => {
    const { code, complaint } = judge(file, read(name, file), run);
    reached.add(code);
    expect(complaint).toBeNull();
  });
});

describe('the engine bigint', () => {
  it.each(Object.entries(runsWith(bigintEngine())))(
    'answers the vectors of %s alike',
    (name, run) => {
      const files = readdirSync(join(folder, name));
      expect(files.map((file) => judge(file, read(name, file), run).complaint)).toEqual(
        files.map(() => null),
      );
    },
  );
});

describe('codes', () => {
  it('are each reached by a vector', () => {
    const missing = verifierCodes.filter((code) => !reached.has(code));
    expect(missing).toEqual(Object.keys(codesReachedByTests));
  });

  it.each([...Object.entries(codesReachedByTests), ...Object.entries(checkCodesReachedByTests)])(
    '%s, which is none for a vector, is reached by the tests that are named',
    (code, tests) => {
      expect(tests.length).toBeGreaterThan(0);
      for (const { file, name } of tests) {
        const text = readFileSync(join(__dirname, file), 'utf8');
        expect(text.replace(/\(\s+/g, '(').replace(/,\s+/g, ', ')).toContain(`('${name}', `);
        expect(text).toMatch(new RegExp(`['\`]${code}\\b`));
      }
    },
  );

  it('stand in order and once', () => {
    expect([...new Set(verifierCodes)].sort()).toEqual([...verifierCodes]);
  });
});
