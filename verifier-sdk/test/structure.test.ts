import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import { encodeCbor } from '../src/format/cbor.js';
import { goodCases } from './mutation.js';
import { changed, restructured, structureOf } from './structure.js';

const own = structureOf(encodeCbor([1, ['a', 'b'], encodeCbor([2, 3])]));
const donor = structureOf(encodeCbor([7, ['c', 'd'], encodeCbor([8, 9])]));

/** The same numbers on every run. */
function counter(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}
const many = (make: (random: (below: number) => number) => Uint8Array): ReadonlySet<string> =>
  new Set(Array.from({ length: 3000 }, (_, i) => toHex(make(counter(i)))));
const hex = (value: Parameters<typeof encodeCbor>[0]): string => toHex(encodeCbor(value));

describe('an object with members in the place of others', () => {
  const found = many((random) => restructured(own, donor, random));

  it.each([
    ['a member of the other object', hex([7, ['a', 'b'], encodeCbor([2, 3])])],
    ['a member inside a byte string', hex([1, ['a', 'b'], encodeCbor([8, 3])])],
    ['a whole list of the other', hex([1, ['c', 'd'], encodeCbor([2, 3])])],
    ['both lists joined', hex([1, ['a', 'b', 'c', 'd'], encodeCbor([2, 3])])],
    ['both lists, the other first', hex([1, ['c', 'd', 'a', 'b'], encodeCbor([2, 3])])],
    ['every second member', hex([1, ['a', 'd'], encodeCbor([2, 3])])],
    ['a member twice', hex([1, ['a', 'b', 'a'], encodeCbor([2, 3])])],
    ['a list turned', hex([1, ['b', 'a'], encodeCbor([2, 3])])],
    ['a member dropped', hex([1, ['b'], encodeCbor([2, 3])])],
    ['a member of another place', hex([1, ['a', 'b'], encodeCbor([2, 9])])],
  ])('has %s', (_name, bytes) => {
    expect(found).toContain(bytes);
  });
});

describe('an object with an element changed', () => {
  const found = many((random) => changed(own, random));

  it.each([
    ['another type', hex([null, ['a', 'b'], encodeCbor([2, 3])])],
    ['another type inside a byte string', hex([1, ['a', 'b'], encodeCbor([2, true])])],
    ['a longer head', `831801${hex(['a', 'b'])}43820203`],
  ])('has %s', (_name, bytes) => {
    expect(found).toContain(bytes);
  });
});

describe('the structure of a good object', () => {
  it.each(['input', 'sync'] as const)('writes it again byte for byte, %s', (member) => {
    for (const { scene } of goodCases()) {
      const bytes = scene[member] as Uint8Array;
      const { part, paths } = structureOf(bytes);
      expect(toHex(part.write(part.children.map((child) => child.bytes)))).toBe(toHex(bytes));
      // Not only the outermost members: credentials, receipts, notes and bundles are taken apart.
      expect(paths.length).toBeGreaterThan(40);
      expect(Math.max(...paths.map(({ length }) => length))).toBeGreaterThan(2);
    }
  });
});
