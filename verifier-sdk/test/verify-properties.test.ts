import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../src/format/bytes.js';
import type { Established, Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { engine } from './world/city.js';
import { makeScene, type Scene } from './world/scene.js';
import { showScene } from './world/show.js';

const judge = ({ input, sync, state, at, policy }: Scene): Verdict =>
  verify(input, { sync, state }, { at, policy, engine });

/** Each thing that is established, as one line. */
function statements({ established, licence }: Verdict): readonly string[] {
  const lines: string[] = [];
  for (const name of ['issued', 'anchored', 'shown', 'status'] as const) {
    const part: Established[typeof name] = established[name];
    for (const [key, value] of Object.entries(part ?? {})) {
      // The weaker of two words: not shown by a path, or nothing known before.
      if (value === 'byQuorum' || value === 'first') continue;
      lines.push(`${name} ${key} ${value instanceof Uint8Array ? toHex(value) : String(value)}`);
    }
  }
  for (const [key, value] of Object.entries(licence ?? {})) {
    if (key !== 'fields') lines.push(`licence ${key} ${JSON.stringify(value)}`);
  }
  for (const { number, value } of licence?.fields ?? []) lines.push(`field ${number} ${value}`);
  return lines;
}

const good = makeScene();
const known = new Set(statements(judge(good)));

/** With one bit of every byte changed in turn. */
function mutantsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (byte, i) => {
    const mutant = Uint8Array.from(bytes);
    mutant[i] = byte ^ (1 << ((i * 5) % 8));
    return mutant;
  });
}

const full = showScene();
const short = showScene({}, { form: 'short' });

describe('a changed byte', () => {
  it.each([
    ['licence file', good, 'input'],
    ['sync pack', good, 'sync'],
    ['show code', full, 'input'],
    ['short show code', short, 'input'],
    ['sync pack under a short show code', short, 'sync'],
  ] as const)('of a %s never makes it valid with more established', (_name, scene, part) => {
    const known = new Set(statements(judge(scene)));
    const bytes = scene[part] as Uint8Array;
    let stillValid = 0;
    for (const mutant of mutantsOf(bytes)) {
      const verdict = judge({ ...scene, [part]: mutant });
      if (verdict.outcome !== 'valid') continue;
      stillValid++;
      expect(statements(verdict).filter((line) => !known.has(line))).toEqual([]);
    }
    expect(stillValid).toBeLessThan(bytes.length / 2);
  });
});

describe('whatever is handed in', () => {
  const good2 = { input: good.input, sync: good.sync as Uint8Array };

  /** Pieces of good bytes taken out, doubled, zeroed or cut off. */
  const damage = fc.record({
    which: fc.constantFrom('input' as const, 'sync' as const),
    from: fc.nat(3000),
    length: fc.nat(200),
    kind: fc.constantFrom('out', 'twice', 'zero', 'cut'),
  });

  function damaged(bytes: Uint8Array, from: number, length: number, kind: string): Uint8Array {
    const start = from % bytes.length;
    const part = bytes.subarray(start, start + length);
    const rest = bytes.subarray(start + part.length);
    const middle = { out: [], cut: [], twice: [part, part], zero: [new Uint8Array(part.length)] }[
      kind
    ];
    return Buffer.concat([
      bytes.subarray(0, start),
      ...(middle ?? []),
      ...(kind === 'cut' ? [] : [rest]),
    ]);
  }

  it('is an answer and not an accident, and never more than the good one', () => {
    fc.assert(
      fc.property(damage, ({ which, from, length, kind }) => {
        const scene = { ...good, [which]: damaged(good2[which], from, length, kind) };
        const verdict = judge(scene);
        expect(verdict.checks).toHaveLength(17);
        if (verdict.outcome === 'valid') {
          expect(statements(verdict).filter((line) => !known.has(line))).toEqual([]);
        }
      }),
      { numRuns: 1000, seed: 36904 },
    );
  });

  it('is an answer where it is noise', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        (input, sync) => {
          expect(judge({ ...good, input, sync }).outcome).toBe('invalid');
        },
      ),
      { numRuns: 300, seed: 36905 },
    );
  });
});
