import { describe, expect, it } from '@jest/globals';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { equalBytes, toHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { goodCases, mutationJudge, type GoodCase } from './mutation.js';
import { singleFieldMutants } from './mutants.js';

const hex = (bytes: Uint8Array): readonly string[] => [
  ...new Set(singleFieldMutants(bytes).map((one) => toHex(one.bytes()))),
];

describe('mutants of a small object', () => {
  // [1, "a", h'8102'] and a map.
  const object = encodeCbor([1, 'a', encodeCbor([2]), new Map([['k', null]])]);
  const all = hex(object);

  it.each([
    ['an element changed', '8402616142' + '8102' + 'a1616bf6'],
    ['an element dropped', '8301' + '428102' + 'a1616bf6'],
    ['an element twice', '850101' + '6161' + '428102' + 'a1616bf6'],
    ['two swapped', '84' + '6161' + '01' + '428102' + 'a1616bf6'],
    ['one more', '8501' + '6161' + '428102' + 'a1616bf6' + 'f6'],
    ['another type', '84f6' + '6161' + '428102' + 'a1616bf6'],
    ['a longer head', '841801' + '6161' + '428102' + 'a1616bf6'],
    ['inside a byte string', '8401' + '6161' + '428103' + 'a1616bf6'],
    ['inside a byte string, of another length', '8401' + '6161' + '438181' + '02' + 'a1616bf6'],
    ['a map entry twice', '8401' + '6161' + '428102' + 'a2616bf6616bf6'],
    ['a key changed', '8401' + '6161' + '428102' + 'a1616af6'],
    ['a byte after it', toHex(object) + '00'],
  ])('have %s', (_name, mutant) => {
    expect(all).toContain(mutant);
  });

  it('are the same each time, and the object itself is none but by a change that changes nothing', () => {
    expect(hex(object)).toEqual(all);
    expect(all.filter((one) => one === toHex(object)).length).toBeLessThanOrEqual(1);
  });

  it('are nearly all refused by the strict decoder or mean something else', () => {
    for (const mutant of all) {
      let again: string;
      try {
        again = toHex(encodeCbor(decodeCbor(Buffer.from(mutant, 'hex'))));
      } catch {
        continue;
      }
      expect(again).toBe(mutant);
    }
  });
});

describe('every mutant of good verifications in a single place', () => {
  const judge = mutationJudge(nodeEngine());
  const byId = new Map(goodCases().map((good) => [good.id, good]));

  /** What may change without a word against it, each for its reason. */
  const free = {
    // The fields may be withheld; the number of those not shown is no claim.
    input: /^2 becomes null$|^2\.0 says one (more|less)$/,
    // A bundle that is held already, the order of cosignatures, proofs that are not needed.
    sync: /^2[. ]|^3\.0\.1\.0 |^3\.0\.4[. ]/,
  } as const;

  it.each([
    ['valid-hall', 'input'],
    ['valid-copy', 'input'],
    ['valid-hall', 'sync'],
  ] as const)(
    '%s, %s: nothing more is established',
    (id, member) => {
      const good = byId.get(id) as GoodCase;
      const bytes = good.scene[member] as Uint8Array;
      const complaints: string[] = [];
      const valid: string[] = [];
      const mutants = singleFieldMutants(bytes);
      for (const { name, bytes: bytesOf } of mutants) {
        const mutant = bytesOf();
        if (equalBytes(mutant, bytes)) continue;
        const tried = judge(good, { [member]: mutant });
        complaints.push(...tried.complaints.map((complaint) => `${name}: ${complaint}`));
        if (tried.verdict.outcome === 'valid') valid.push(name);
      }
      expect(complaints).toEqual([]);
      expect(mutants.length).toBeGreaterThan(1000);
      expect(valid.filter((name) => !free[member].test(name))).toEqual([]);
      expect(valid.length).toBeGreaterThan(0);
    },
    300_000,
  );
});
