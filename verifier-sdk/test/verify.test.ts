import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCodes } from '../src/check-codes.js';
import { nodeEngine } from '../src/node/engine.js';
import { parsePolicy } from '../src/policy.js';
import { bigintEngine } from '../src/sm/bigint-engine.js';
import type { Engine } from '../src/sm/engine.js';
import { decodeState, encodeState } from '../src/state.js';
import { verify } from '../src/verify.js';
import { verifyCases } from './cases/verify.js';
import type { VerifyCase } from './cases/verify-case.js';
import { vectorOf } from './cases/verify-vector.js';
import { checkCodesReachedByTests } from './codes-reached-by-tests.js';
import { judgeVerdict, type Verifier, type VerifyVector } from './conformance.js';

const folder = join(__dirname, '..', 'vectors', 'verify');
const writing = process.env.WRITE_VECTORS === '1';
const verifierWith = (engine: Engine): Verifier => ({
  verify,
  decodeState,
  encodeState,
  parsePolicy,
  engine,
});

const textOf = (one: VerifyCase): string => `${JSON.stringify(vectorOf(one), null, 2)}\n`;

const reached = new Set<string>();

function read(file: string): VerifyVector {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as VerifyVector;
}

if (writing) {
  mkdirSync(folder, { recursive: true });
  for (const one of verifyCases) writeFileSync(join(folder, `${one.id}.json`), textOf(one));
}
const files = readdirSync(folder);

describe('vectors of verify', () => {
  it('has the file of every case, unchanged', () => {
    expect(new Set(verifyCases.map(({ id }) => id)).size).toBe(verifyCases.length);
    for (const one of verifyCases) {
      expect(readFileSync(join(folder, `${one.id}.json`), 'utf8')).toBe(textOf(one));
    }
  });

  it.each(files)('%s', (file) => {
    const { codes, complaints } = judgeVerdict(file, read(file), verifierWith(nodeEngine()));
    for (const code of Object.values(codes)) reached.add(code);
    expect(complaints).toEqual([]);
  });

  it('have the same answers of the engine bigint', () => {
    const sdk = verifierWith(bigintEngine());
    expect(files.flatMap((file) => judgeVerdict(file, read(file), sdk).complaints)).toEqual([]);
  });

  it('reach every code of a check', () => {
    const missing = checkCodes.filter((code) => !reached.has(code));
    expect(missing).toEqual(Object.keys(checkCodesReachedByTests));
  });
});
