import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { judgementCases } from './cases/judge-seal.js';
import { verifyCases } from './cases/verify.js';
import { vectorOf } from './cases/verify-vector.js';
import { layers } from './layers.js';
import {
  formatManifest,
  isGood,
  rowOfCase,
  rowOfJudgement,
  rowsOfVectors,
  type ManifestRow,
} from './manifest.js';

const folder = join(__dirname, '..', 'vectors');
const file = join(folder, 'manifest.json');
const rows: readonly ManifestRow[] = [
  ...Object.entries(layers).flatMap(([layer, { cases }]) =>
    cases.map((one) => rowOfCase(layer, one)),
  ),
  ...Object.entries(judgementCases).flatMap(([layer, cases]) =>
    cases.map((one) => rowOfJudgement(layer, one)),
  ),
  ...rowsOfVectors(verifyCases.map((one) => [one.id, vectorOf(one)])),
];
if (process.env.WRITE_VECTORS === '1') writeFileSync(file, formatManifest(rows));

/** What stands at `<file>#/<member>`. */
function at(place: string): unknown {
  const [path = '', member = ''] = place.split('#/');
  const vector = JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, unknown>;
  if (!Object.hasOwn(vector, member)) throw new Error(`${place}: no such member`);
  return vector[member];
}

describe('the manifest', () => {
  it('is the one of the cases', () => {
    expect(readFileSync(file, 'utf8')).toBe(formatManifest(rows));
  });

  it('has every file of every layer, once', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join(folder, name)).map((one) => `${name}/${one}`));
    expect(rows.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
  });

  it('names what the files of its cases have', () => {
    for (const { id, input, sync, state, at: instant, policy } of rows) {
      const own = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as object;
      const found = { input: at(input), sync: sync && at(sync), state: state && at(state) };
      expect(own).toMatchObject(id.startsWith('verify/') ? found : { input: found.input });
      if (policy !== null) expect(own).toMatchObject({ at: instant, policy });
    }
  });

  it('has at least 300 bad inputs, of every layer one at least, and none twice', () => {
    const bad = rows.filter((row) => !isGood(row));
    const questions = bad.map(({ layer, input, sync, state, at: instant, policy, challenge }) =>
      JSON.stringify([layer, at(input), sync, state, instant, policy, challenge]),
    );
    expect(new Set(questions).size).toBe(questions.length);
    expect(bad.length).toBeGreaterThanOrEqual(300);
    expect(bad.filter(({ layer }) => layer === 'verify').length).toBeGreaterThanOrEqual(100);
    const layersOf = (some: readonly ManifestRow[]) => [...new Set(some.map(({ layer }) => layer))];
    // Any bytes have a digest, and any entries a root.
    const without = layersOf(rows).filter((layer) => !layersOf(bad).includes(layer));
    expect(without).toEqual(['sm3', 'tree-root']);
    // A demand that is no misuse is one of a whole verification.
    const good = layersOf(rows.filter(isGood));
    expect(layersOf(rows).filter((layer) => !good.includes(layer))).toEqual(['demand']);
  });
});
