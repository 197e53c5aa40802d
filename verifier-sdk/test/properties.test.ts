import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VerifierError } from '../src/errors.js';
import { concatBytes, toHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor, type CborValue } from '../src/format/cbor.js';
import {
  appendLeaves,
  decodeRange,
  emptyRange,
  encodeRange,
  rootOfRange,
} from '../src/merkle/compact-range.js';
import {
  checkConsistency,
  consistencyPath,
  prefixRoot,
  withOlderRoot,
} from '../src/merkle/consistency.js';
import { checkInclusion, inclusionPath } from '../src/merkle/inclusion.js';
import { treeRoot } from '../src/merkle/tree.js';
import { nodeEngine } from '../src/node/engine.js';
import { layers } from './layers.js';

const { sm3 } = nodeEngine();

const cborValue = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.maxSafeInteger().map((value) => value + 0),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.maxSafeInteger().map((key) => key + 0),
            fc.string(),
          ),
          tie('value'),
        ),
        { maxLength: 5 },
      )
      .map((pairs) => new Map(pairs)),
  ),
})).value;

describe('CBOR', () => {
  it('decodes what it encodes, to the same bytes', () => {
    fc.assert(
      fc.property(cborValue, (value) => {
        const bytes = encodeCbor(value);
        expect(toHex(encodeCbor(decodeCbor(bytes)))).toBe(toHex(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('encodes lists of any length', () => {
    const list = new Array<CborValue>(200_000).fill(null);
    const bytes = encodeCbor(list);
    expect(bytes.length).toBe(5 + list.length);
    expect(decodeCbor(bytes)).toEqual(list);
  });

  it('accepts random bytes only where they are their own encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let value: CborValue;
        try {
          value = decodeCbor(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(VerifierError);
          return;
        }
        expect(toHex(encodeCbor(value))).toBe(toHex(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([1.5, Number.NaN, 2 ** 53, -0, Number.POSITIVE_INFINITY])(
    'does not encode %p',
    (value) => {
      expect(() => encodeCbor(value)).toThrow(
        expect.objectContaining({ code: 'CBOR_INTEGER_RANGE' }),
      );
    },
  );

  it('does not encode half a character', () => {
    expect(() => encodeCbor('\ud800')).toThrow(
      expect.objectContaining({ code: 'CBOR_TEXT_INVALID' }),
    );
  });
});

describe('every byte of an accepted vector', () => {
  // A flipped bit is refused or means something else: two encodings of one value would be two digests of one object.
  const formats = [
    'batch',
    'certificate',
    'checkpoint',
    'entry',
    'group',
    'registry-record',
    'seal-list',
    'status',
    'status-snapshot',
    'sync-log',
    'sync-pack',
  ];
  it.each(formats)('counts: %s', (name) => {
    const layer = layers[name];
    for (const { input } of layer?.cases.filter(({ expect: e }) => e === 'ok') ?? []) {
      const text = input as string;
      const bytes = name === 'checkpoint' ? toHex(new TextEncoder().encode(text)) : text;
      let changed = 0;
      for (let i = 0; i < bytes.length; i += 2) {
        const flipped = (parseInt(bytes.slice(i, i + 2), 16) ^ (1 << ((i / 2) % 8)))
          .toString(16)
          .padStart(2, '0');
        const mutant = bytes.slice(0, i) + flipped + bytes.slice(i + 2);
        try {
          // run() itself demands that the mutant encodes to its own bytes.
          layer?.run(name === 'checkpoint' ? { bytes: mutant } : mutant);
        } catch (error) {
          expect(error).toBeInstanceOf(VerifierError);
        }
        changed++;
      }
      expect(changed).toBe(bytes.length / 2);
    }
  });
});

const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });
const leaves = fc.array(leaf, { minLength: 1, maxLength: 40 });

describe('the Merkle tree', () => {
  it('has one root, whether built at once, leaf by leaf or in two batches', () => {
    fc.assert(
      fc.property(leaves, fc.nat(40), (all, cut) => {
        const first = appendLeaves(sm3, emptyRange, all.slice(0, cut));
        const stored = decodeRange(first.size, encodeRange(first));
        const whole = appendLeaves(sm3, stored, all.slice(cut));
        expect(toHex(rootOfRange(sm3, whole))).toBe(toHex(treeRoot(sm3, all)));
      }),
    );
  });

  it('proves the inclusion of every leaf at its index only', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.nat(), (all, seed, otherSeed) => {
        const index = seed % all.length;
        const other = otherSeed % all.length;
        const root = treeRoot(sm3, all);
        const proof = { index, size: all.length, path: inclusionPath(sm3, all, index, all.length) };
        expect(checkInclusion(sm3, all[index] as Uint8Array, proof, root)).toBeNull();
        if (other !== index) {
          expect(
            checkInclusion(sm3, all[index] as Uint8Array, { ...proof, index: other }, root),
          ).not.toBeNull();
        }
      }),
    );
  });

  it('proves the consistency of every prefix, and of no other tree', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (all, seed) => {
        const size = 1 + (seed % all.length);
        const older = { size, root: treeRoot(sm3, all.slice(0, size)) };
        const newer = { size: all.length, root: treeRoot(sm3, all) };
        const path = consistencyPath(sm3, all, size);
        expect(checkConsistency(sm3, older, newer, path)).toBeNull();
        const wrong = { size, root: sm3(concatBytes(older.root)) };
        expect(checkConsistency(sm3, wrong, newer, path)).not.toBeNull();
      }),
    );
  });

  it('tells the root of every beginning by its own path, of whatever tree, and of no damaged one', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.nat(), (all, seed, place) => {
        fc.pre(all.length > 1);
        const size = 1 + (seed % (all.length - 1));
        const older = { size, root: treeRoot(sm3, all.slice(0, size)) };
        const newer = { size: all.length, root: treeRoot(sm3, all) };
        const path = withOlderRoot(older, consistencyPath(sm3, all, size));
        expect(prefixRoot(sm3, size, path, newer)).toEqual(older.root);
        const changed = path.map((node, i) => (i === place % path.length ? sm3(node) : node));
        expect(prefixRoot(sm3, size, changed, newer)).toBeNull();
        expect(prefixRoot(sm3, size, path.slice(1), newer)).toBeNull();
        expect(prefixRoot(sm3, all.length, path, newer)).toBeNull();
      }),
    );
  });

  it.each([
    ['inclusionPath', () => inclusionPath(sm3, [], 0, 0)],
    ['consistencyPath', () => consistencyPath(sm3, [], 0)],
    [
      'appendLeaves',
      () => appendLeaves(sm3, { size: Number.MAX_SAFE_INTEGER, nodes: [] }, [new Uint8Array(32)]),
    ],
  ])('refuses impossible arguments: %s', (_name, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'TREE_RANGE_INVALID' }));
  });
});
