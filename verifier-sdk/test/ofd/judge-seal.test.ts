import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bigintEngine } from '../../src/sm/bigint-engine.js';
import { nodeEngine } from '../../src/node/engine.js';
import { sealCheckCodes } from '../../src/ofd/seal-checks.js';
import { judgementCases, type JudgementCase } from '../cases/judge-seal.js';
import { judgementLayers, judgeSealVector, type SealVector } from '../judge-seal-vector.js';

const vectors = join(__dirname, '..', '..', 'vectors');
const writing = process.env.WRITE_VECTORS === '1';
const textOf = ({ vector }: JudgementCase): string => `${JSON.stringify(vector, null, 2)}\n`;
const reached = new Set<string>();

describe.each(judgementLayers)('vectors of %s', (layer) => {
  const folder = join(vectors, layer);
  const cases = judgementCases[layer];
  const read = (file: string): SealVector =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as SealVector;
  if (writing) {
    mkdirSync(folder, { recursive: true });
    for (const one of cases) writeFileSync(join(folder, `${one.id}.json`), textOf(one));
  }
  const files = readdirSync(folder);

  it('has the file of every case, unchanged, and no other', () => {
    expect(files.sort()).toEqual(cases.map(({ id }) => `${id}.json`).sort());
    for (const one of cases) {
      expect(readFileSync(join(folder, `${one.id}.json`), 'utf8')).toBe(textOf(one));
    }
  });

  it.each(files)('%s', (file) => {
    const { codes, complaints } = judgeSealVector(layer, file, read(file), nodeEngine());
    for (const code of Object.values(codes)) reached.add(code);
    expect(complaints).toEqual([]);
  });

  it('have the same answers of the engine bigint', () => {
    const engine = bigintEngine();
    expect(
      files.flatMap((file) => judgeSealVector(layer, file, read(file), engine).complaints),
    ).toEqual([]);
  });
});

describe('codes of checks of seals', () => {
  it('are each reached by a vector', () => {
    expect(sealCheckCodes.filter((code) => !reached.has(code))).toEqual([]);
  });
});
