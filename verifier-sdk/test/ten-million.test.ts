import { describe, expect, it } from '@jest/globals';
import { encodeUtf8, equalBytes } from '../src/format/bytes.js';
import { decodeReceipt, encodeReceipt, type LeafPlace } from '../src/format/receipt.js';
import { shortPlace } from '../src/format/short-place.js';
import { decodeShowCode } from '../src/format/show-code.js';
import { appendLeaves, emptyRange, rootOfRange } from '../src/merkle/compact-range.js';
import { rootFromInclusion } from '../src/merkle/inclusion.js';
import { builtInPolicy } from '../src/policy.js';
import type { Engine } from '../src/sm/engine.js';
import { stateOfTrust } from '../src/state.js';
import type { Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { engine, sm3, witnessesOf, origin, noon, hour } from './world/city.js';
import { codeWith, entries, leaf, leafIndex } from './world/fields-6of12.js';
import { goodBundle, nowAt } from './world/scene.js';
import { packWith, path, receipt, root, subtrees } from './world/ten-million.js';

const block = Math.floor(leafIndex / 256);
const place = shortPlace(receipt(), entries) as LeafPlace;
const short = codeWith({ place });

function judge(text: string, sync: Uint8Array, by: Engine = engine): Verdict {
  const state = stateOfTrust('city', goodBundle);
  const demand = { at: nowAt, policy: builtInPolicy('hall'), engine: by };
  return verify(encodeUtf8(text), { sync, state }, demand);
}
const codesOf = ({ checks }: Verdict): Record<string, string> =>
  Object.fromEntries(
    checks.flatMap(({ name, code }) =>
      code === null || code === 'NOT_JUDGED' ? [] : [[name, code as string]],
    ),
  );

/** The subtree roots with others in place of some. */
const replaced = (...others: readonly (readonly [number, Uint8Array])[]) => ({
  ...subtrees,
  roots: subtrees.roots.map((one, i) => others.find(([place]) => place === i)?.[1] ?? one),
});
const other = sm3(encodeUtf8('another subtree'));

describe('a log of ten million', () => {
  it('has one root, by the path of the leaf and by the subtrees', () => {
    expect(path).toHaveLength(24);
    const found = rootFromInclusion(sm3, leaf, { index: leafIndex, size: entries, path });
    expect(found && equalBytes(found, root)).toBe(true);
    expect(subtrees.roots).toHaveLength(39_062);
    expect(subtrees.rest).toHaveLength(1);
  });

  it('gives a terminal that holds its subtrees a short code of 8 hashes, and is asked for nothing else', () => {
    const { receipt: none, place: found } = decodeShowCode(encodeUtf8(short));
    expect(none).toBeNull();
    expect(found).toEqual({ leafIndex, path: path.slice(0, 8) });
    const verdict = judge(short, packWith());
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', {}]);
    expect(verdict.established).toMatchObject({
      anchored: { leafIndex, size: entries, time: noon + hour, witnessedBy: ['market', 'police'] },
      status: { value: 0, size: entries, sameTree: 'proven' },
      shown: { time: nowAt },
    });
  });

  it('costs a hash for each subtree and no more than the checkpoint’s signatures', () => {
    const cost = { digests: 0, signatures: 0 };
    const counting: Engine = {
      name: 'counting',
      sm3: (bytes) => (cost.digests++, engine.sm3(bytes)),
      verify: (...question) => (cost.signatures++, engine.verify(...question)),
    };
    expect(judge(short, packWith(), counting).outcome).toBe('valid');
    expect(cost.digests).toBeGreaterThan(subtrees.roots.length);
    expect(cost.digests).toBeLessThan(subtrees.roots.length + 200);
    // Bundle, chain of two, credential, proof, log and two witnesses.
    expect(cost.signatures).toBeLessThanOrEqual(8);
  });

  it('gives every other terminal a full code, whose leaf is proven to be in the pack’s tree', () => {
    const full = codeWith({ receipt: encodeReceipt(receipt()) });
    const verdict = judge(full, packWith());
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', {}]);
    expect(verdict.established.status?.sameTree).toBe('proven');
    expect(decodeReceipt(encodeReceipt(receipt()))).toEqual(receipt());
  });

  it('says that it is revoked by the list of the pack', () => {
    const statuses = [{ leafIndex, status: 2 } as const];
    const verdict = judge(short, packWith({ statuses }));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['invalid', { status: 'LICENCE_REVOKED' }]);
  });
});

describe('a forged short code in a log of ten million', () => {
  const good = packWith();
  const flip = (hash: Uint8Array): Uint8Array =>
    hash.map((byte, i) => (i === 31 ? byte ^ 1 : byte));

  it.each([
    ['another leaf beside it', { ...place, leafIndex: leafIndex ^ 1 }],
    ['the same place in the subtree before', { ...place, leafIndex: leafIndex - 256 }],
    ['the same place in the last full subtree', { ...place, leafIndex: 39_061 * 256 }],
    [
      'the lowest hash changed',
      { ...place, path: [flip(path[0] as Uint8Array), ...path.slice(1, 8)] },
    ],
    [
      'the highest hash changed',
      { ...place, path: [...path.slice(0, 7), flip(path[7] as Uint8Array)] },
    ],
  ])('is refused: %s', (_name, forged) => {
    const verdict = judge(codeWith({ place: forged }), good);
    expect([verdict.outcome, codesOf(verdict)]).toEqual([
      'invalid',
      { inclusion: 'SUBTREE_ROOT_WRONG' },
    ]);
    expect(verdict.established.anchored).toBeNull();
  });

  it.each([
    ['a hash less', { ...place, path: path.slice(0, 7) }],
    ['no hash', { ...place, path: [] }],
    ['a place behind the last leaf', { ...place, leafIndex: entries }],
    ['a place among the 128 behind the last full subtree', { ...place, leafIndex: entries - 1 }],
    ['the largest number', { ...place, leafIndex: Number.MAX_SAFE_INTEGER }],
  ])('shows nothing: %s', (_name, forged) => {
    const verdict = judge(codeWith({ place: forged }), good);
    expect([verdict.outcome, codesOf(verdict)]).toEqual([
      'undetermined',
      { inclusion: 'SUBTREE_UNKNOWN' },
    ]);
  });
});

describe('a forged subtree root', () => {
  /** A path of zeros, and the root that it leads the very leaf to. */
  const zeros = Array.from({ length: 8 }, () => new Uint8Array(32));
  const forgedRoot = rootFromInclusion(sm3, leaf, {
    index: leafIndex % 256,
    size: 256,
    path: zeros,
  });
  const forgedCode = codeWith({ place: { leafIndex, path: zeros } });
  const forged = replaced([block, forgedRoot as Uint8Array]);
  const rootOf = (roots: readonly Uint8Array[]): Uint8Array => {
    const { nodes } = appendLeaves(sm3, emptyRange, roots);
    return rootOfRange(sm3, { size: entries, nodes: [...nodes, ...subtrees.rest] });
  };

  it.each([
    ['over the leaf', forged],
    ['elsewhere, beside the right one', replaced([0, other])],
    ['the last', replaced([39_061, other])],
    [
      'two changed over',
      replaced([block, subtrees.roots[0] as Uint8Array], [0, subtrees.roots[block] as Uint8Array]),
    ],
    ['behind the last full subtree', { ...subtrees, rest: [other] }],
    ['one too few', { ...subtrees, roots: subtrees.roots.slice(1) }],
    [
      'all before it by another root',
      { ...subtrees, first: 1, before: [other], roots: subtrees.roots.slice(1) },
    ],
  ])('makes the pack’s subtrees none, whichever it is: %s', (_name, wrong) => {
    const sync = packWith({ subtrees: wrong });
    for (const text of [short, forgedCode]) {
      const verdict = judge(text, sync);
      expect([verdict.outcome, codesOf(verdict)]).toEqual([
        'undetermined',
        { inclusion: 'SUBTREE_UNKNOWN' },
      ]);
      expect(verdict.established.anchored).toBeNull();
    }
  });

  it.each([
    ['no witness', { witnesses: [] }, 'QUORUM_MISSING'],
    ['one witness', { witnesses: witnessesOf(origin).slice(0, 1) }, 'QUORUM_MISSING'],
    ['another log key', { log: 'a thief' }, 'SYNC_SIGNATURE_WRONG'],
  ] as const)('under a checkpoint of its own with %s shows nothing', (_name, signers, code) => {
    const sync = packWith({
      subtrees: forged,
      checkpoint: { root: rootOf(forged.roots) },
      signers,
    });
    const verdict = judge(forgedCode, sync);
    expect([verdict.outcome, codesOf(verdict)]).toEqual([
      'undetermined',
      { inclusion: 'SUBTREE_UNKNOWN', checkpoint: code },
    ]);
  });

  it('is what a quorum that lies could make: nothing else could', () => {
    const sync = packWith({ subtrees: forged, checkpoint: { root: rootOf(forged.roots) } });
    expect(judge(forgedCode, sync).outcome).toBe('valid');
    // Who has seen the other tree convicts it: here by the receipt of the same licence.
    const full = codeWith({ receipt: encodeReceipt(receipt()) });
    const verdict = judge(full, sync);
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['invalid', { continuity: 'FORK' }]);
    expect(verdict.evidence).toHaveLength(1);
  });
});
