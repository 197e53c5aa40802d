import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VerifierError, verifierCodes } from '../src/errors.js';
import { toHex } from '../src/format/bytes.js';
import type { Case } from './cases/case.js';
import { layers } from './runners.js';

const folder = join(__dirname, '..', 'vectors');
// `npm run vectors` writes the files from the cases; without it they have to agree.
const writing = process.env.WRITE_VECTORS === '1';

function textOf({ note, expect: expected, input, value }: Case): string {
  return `${JSON.stringify({ note, expect: expected, input, value }, null, 2)}\n`;
}

/** As a vector writes it: bytes as hexadecimal digits, tags and maps as their contents. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

function outcome(run: () => unknown): { code: string; value: unknown } {
  try {
    return { code: 'ok', value: plain(run()) };
  } catch (error) {
    if (error instanceof VerifierError) return { code: error.code, value: error.message };
    throw error;
  }
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
    const vector = JSON.parse(readFileSync(join(layerFolder, file), 'utf8')) as Omit<Case, 'id'>;
    const { code, value } = outcome(() => run(vector.input));
    reached.add(code);
    expect(code).toBe(vector.expect);
    expect(file.startsWith(vector.expect === 'ok' ? 'accept-' : 'reject-')).toBe(true);
    if (typeof vector.value === 'object' && vector.value !== null)
      expect(value).toMatchObject(vector.value);
    else if (vector.value !== undefined) expect(value).toEqual(vector.value);
  });
});

/** What two processes do to each other is no vector; test/node/state-file.test.ts reaches it. */
const reachedElsewhere = ['STATE_LOCKED'];

describe('codes', () => {
  it('are each reached by a vector', () => {
    const missing = verifierCodes.filter((code) => !reached.has(code));
    expect(missing).toEqual(reachedElsewhere);
  });

  it('stand in order and once', () => {
    expect([...new Set(verifierCodes)].sort()).toEqual([...verifierCodes]);
  });
});
