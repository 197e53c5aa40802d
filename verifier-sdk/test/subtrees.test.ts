import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeUtf8 } from '../src/format/bytes.js';
import { checkSubtrees, joinSubtrees, subtreesOf } from '../src/merkle/subtrees.js';
import { treeRoot } from '../src/merkle/tree.js';
import { nodeEngine } from '../src/node/engine.js';

const { sm3 } = nodeEngine();
const leaves = Array.from({ length: 1_100 }, (_, i) => sm3(encodeUtf8(`leaf ${i}`)));

describe('subtree roots', () => {
  it('make the root of their tree at every size, and of no other', () => {
    fc.assert(
      fc.property(fc.nat(leaves.length), fc.nat(leaves.length), (size, other) => {
        const cut = subtreesOf(sm3, leaves.slice(0, size));
        const root = treeRoot(sm3, leaves.slice(0, size));
        expect(checkSubtrees(sm3, { size, root }, cut)).toBeNull();
        // Size and root come together from a checkpoint: the same subtrees are no other tree's.
        if (other !== size) {
          const head = { size: other, root: treeRoot(sm3, leaves.slice(0, other)) };
          expect(checkSubtrees(sm3, head, cut)).not.toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 1, 255, 256, 257, 511, 512, 1_024])('are as many as %i leaves need', (size) => {
    const { roots, rest } = subtreesOf(sm3, leaves.slice(0, size));
    expect(roots.length).toBe(Math.floor(size / 256));
    expect(rest.length).toBe((size % 256).toString(2).replaceAll('0', '').length);
  });

  it('of a later tree are made whole by those of an earlier one, and by no other tree’s', () => {
    const whole = (size: number) => subtreesOf(sm3, leaves.slice(0, size));
    const foreign = subtreesOf(sm3, [...leaves.slice(0, 700)].reverse());
    fc.assert(
      fc.property(fc.nat(700), fc.integer({ min: 700, max: leaves.length }), (older, newer) => {
        const first = Math.floor(older / 256);
        const later = subtreesOf(sm3, leaves.slice(0, newer), first);
        const head = { size: newer, root: treeRoot(sm3, leaves.slice(0, newer)) };
        expect(checkSubtrees(sm3, head, later)).toBeNull();
        expect(joinSubtrees(sm3, whole(older), later)).toEqual(whole(newer));
        if (first > 0) expect(joinSubtrees(sm3, foreign, later)).toBeNull();
      }),
      { numRuns: 40 },
    );
    const later = subtreesOf(sm3, leaves, 3);
    expect(joinSubtrees(sm3, whole(600), later)).toBeNull();
    expect(joinSubtrees(sm3, later, whole(1_100))).toBeNull();
    // Of two that leave something out the first one's beginning stays.
    expect(joinSubtrees(sm3, subtreesOf(sm3, leaves.slice(0, 800), 2), later)).toEqual(
      subtreesOf(sm3, leaves, 2),
    );
  });
});
