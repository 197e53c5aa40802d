// Good seals and document seals with one byte changed: no answer may say valid.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VerifierError } from '../../src/errors.js';
import { fromHex } from '../../src/format/bytes.js';
import { nodeEngine } from '../../src/node/engine.js';
import { judgeDocumentSeal } from '../../src/ofd/judge-document-seal.js';
import { judgeSeal } from '../../src/ofd/judge-seal.js';
import { demandOf, type JudgementLayer, type SealVector } from '../judge-seal-vector.js';

const engine = nodeEngine();

function read(layer: JudgementLayer, id: string): SealVector {
  const file = join(__dirname, '..', '..', 'vectors', layer, `${id}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as SealVector;
}

describe.each([
  ['judge-seal', 'valid-version-1'],
  ['judge-seal', 'valid-version-4'],
  ['judge-seal', 'valid-version-5'],
  ['judge-document-seal', 'valid-version-1'],
  ['judge-document-seal', 'valid-version-4'],
  ['judge-document-seal', 'valid-version-5'],
] as const)('%s, %s', (layer, id) => {
  const vector = read(layer, id);
  const good = fromHex(vector.input.bytes);
  const demand = demandOf(vector, engine);
  const judge = (bytes: Uint8Array) =>
    layer === 'judge-seal' ? judgeSeal(bytes, demand) : judgeDocumentSeal(bytes, demand);

  it('is valid as it is', () => {
    expect(judge(good).outcome).toBe('valid');
  });

  it('is never valid with any byte changed', () => {
    const maskAt = (at: number): number => [1, 0x80, 0xff][at % 3] as number;
    const valid = [...good.keys()].filter(
      (at) =>
        judge(good.map((byte, i) => (i === at ? byte ^ maskAt(at) : byte))).outcome === 'valid',
    );
    expect(good.length).toBeGreaterThan(1000);
    expect(valid).toEqual([]);
  });

  it('is never valid cut short or with a byte behind it', () => {
    const lengths = [...good.keys()].filter((length) => length % 16 === 0 || length < 16);
    const cut = lengths.map((length) => judge(good.subarray(0, length)).outcome);
    expect(new Set(cut)).toEqual(new Set(['invalid']));
    expect(judge(Uint8Array.from([...good, 0])).outcome).toBe('invalid');
  });
});

describe('what is no argument', () => {
  const vector = read('judge-document-seal', 'valid-version-4');
  const bytes = fromHex(vector.input.bytes);
  const demand = demandOf(vector, engine);
  const { trust } = demand;

  it.each<readonly [string, string, object]>([
    ['ARGUMENT_INVALID', 'no engine', { engine: undefined }],
    ['ARGUMENT_INVALID', 'no trust', { trust: undefined }],
    ['ARGUMENT_INVALID', 'roots as digits', { trust: { ...trust, roots: ['30'] } }],
    ['ARGUMENT_INVALID', 'no makers', { trust: { ...trust, makers: undefined } }],
    ['ARGUMENT_INVALID', 'no revocations', { trust: { ...trust, revocations: undefined } }],
    ['ARGUMENT_INVALID', 'a list of nothing', { trust: { ...trust, revocations: [{}] } }],
    ['ARGUMENT_INVALID', 'half a hash', { dataHash: new Uint8Array(16) }],
    ['ARGUMENT_INVALID', 'no place', { propertyInfo: undefined }],
    ['ARGUMENT_INVALID', 'no word on a proof', { existedBy: undefined }],
    ['TIME_INVALID', 'no time', { at: undefined }],
    ['TIME_INVALID', 'a time that is no number', { at: Number.NaN }],
    [
      'DER_TRUNCATED',
      'a root that is no certificate',
      { trust: { ...trust, roots: [new Uint8Array(0)] } },
    ],
  ])('is a misuse, %s, and never an answer: %s', (code, _note, changes) => {
    let found: unknown = null;
    try {
      judgeDocumentSeal(bytes, { ...demand, ...changes });
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(VerifierError);
    expect((found as VerifierError).code).toBe(code);
  });

  it('is a seal as digits', () => {
    expect(() => judgeSeal('30' as never, demand)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });

  it('is an engine that promises', () => {
    const promising = { ...engine, verify: () => Promise.resolve(true) as never };
    expect(() => judgeDocumentSeal(bytes, { ...demand, engine: promising })).toThrow(
      expect.objectContaining({ code: 'ENGINE_SELF_TEST_FAILED' }),
    );
  });
});
