import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isShowCode } from '../src/format/show-code.js';
import { decodeSyncPack, type SyncLog } from '../src/format/sync-pack.js';
import { openKnowledge, type OpenKnowledge } from '../src/open-knowledge.js';
import type { Verdict } from '../src/verdict.js';
import { verify, verifyWith } from '../src/verify.js';
import { claimsBeyond } from './claims-beyond.js';
import { engine, identifierOf, otherOrigin } from './world/city.js';
import { makeScene, type Changes, type Scene } from './world/scene.js';
import { deviceKey, showScene } from './world/show.js';

const judge = ({ input, sync, state, at, policy }: Scene): Verdict =>
  verify(input, { sync, state }, { at, policy, engine });

const good = makeScene();
const full = showScene();
/** Two logs, subtree roots, proofs from four sizes, every field shown. */
const largeChanges = ((): Changes => {
  const police = makeScene({ subtrees: true, log: otherOrigin, known: null });
  const [other] = decodeSyncPack(police.sync as Uint8Array).logs;
  return {
    subtrees: true,
    shown: [0, 1, 2, 3, 4, 5],
    receipt: { size: 300 },
    pack: { size: 600 },
    proofs: [8, 256, 300, 511],
    content: { holderKey: deviceKey, predecessor: identifierOf('SAMPLE0000') },
    editPack: (pack) => ({ ...pack, logs: [...pack.logs, other as SyncLog] }),
  };
})();
const large = makeScene(largeChanges);
const short = { ...large, input: showScene(largeChanges, { form: 'short' }).input };

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Another byte in place of each: one bit in turn, and of a text another character that it could have. */
function* mutantsOf(bytes: Uint8Array, isText: boolean): Generator<Uint8Array> {
  for (const [i, byte] of bytes.entries()) {
    const next = alphabet[(alphabet.indexOf(String.fromCharCode(byte)) + 1) % 45] as string;
    const others = [byte ^ (1 << ((i * 5) % 8)), ...(isText ? [next.charCodeAt(0)] : [])];
    for (const other of others) {
      const mutant = Uint8Array.from(bytes);
      mutant[i] = other;
      yield mutant;
    }
  }
}

const open = ({ sync, state, policy }: Scene): OpenKnowledge =>
  openKnowledge({ sync, state }, policy, engine);

describe('a changed byte', () => {
  it.each([
    ['the licence file of the demo', good],
    ['a large licence file', large],
    ['a show code', full],
    ['a short show code', short],
  ] as const)('of %s never makes it valid with more established', (_name, scene) => {
    const known = open(scene);
    const { input, at } = scene;
    const original = verifyWith(known, input, at);
    expect(original.outcome).toBe('valid');
    let [tried, stillValid] = [0, 0];
    for (const mutant of mutantsOf(input, isShowCode(input))) {
      const verdict = verifyWith(known, mutant, at);
      expect(claimsBeyond(verdict, original)).toEqual([]);
      tried++;
      if (verdict.outcome === 'valid') stillValid++;
    }
    expect(tried).toBe(input.length * (isShowCode(input) ? 2 : 1));
    expect(stillValid).toBeLessThan(input.length / 2);
  });

  it.each([
    ['the sync pack of the demo', [good]],
    ['a large sync pack, under a file and a short show code', [large, short]],
  ] as const)('of %s never makes it valid with more established', (_name, scenes) => {
    const [{ sync }] = scenes;
    const bytes = sync as Uint8Array;
    const originals = scenes.map(judge);
    expect(originals.every(({ outcome }) => outcome === 'valid')).toBe(true);
    let [tried, stillValid] = [0, 0];
    for (const mutant of mutantsOf(bytes, false)) {
      const known = open({ ...scenes[0], sync: mutant });
      for (const [i, { input, at }] of scenes.entries()) {
        const verdict = verifyWith(known, input, at);
        expect(claimsBeyond(verdict, originals[i] as Verdict)).toEqual([]);
        tried++;
        if (verdict.outcome === 'valid') stillValid++;
      }
    }
    expect(tried).toBe(bytes.length * scenes.length);
    expect(stillValid).toBeLessThan(tried / 2);
  });

  it('is tried in the demo as it is shipped', () => {
    const demo = (name: string) => readFileSync(join(__dirname, '..', 'demo', name));
    expect(demo('licence.yzl').equals(good.input)).toBe(true);
    expect(demo('city.yzs').equals(good.sync as Uint8Array)).toBe(true);
  });
});

describe('whatever is handed in', () => {
  const good2 = { input: good.input, sync: good.sync as Uint8Array };
  const original = judge(good);

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
        expect(claimsBeyond(verdict, original)).toEqual([]);
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
