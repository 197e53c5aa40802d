import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VerifierError } from '../src/errors.js';
import { toHex } from '../src/format/bytes.js';
import type { LeafStatus } from '../src/format/status.js';
import {
  decodeStatusSnapshot,
  encodeStatusSnapshot,
  type StatusEntry,
  type StatusSnapshot,
} from '../src/format/status-snapshot.js';
import { randomFrom } from './fuzz.js';
import { gapStream } from './reference/range-code.js';

const log = 'yinzhao/city/approval';

/** `count` of the numbers below `size`, each set as likely as any other. */
function sample(size: number, count: number): number[] {
  const random = randomFrom(count);
  const members: number[] = [];
  for (let i = 0; members.length < count; i++) {
    if (random(size - i) < count - members.length) members.push(i);
  }
  return members;
}

/** log₂ C(size, count) in bytes: what no coding can be below on average. */
function leastBytes(size: number, count: number): number {
  let bits = 0;
  for (let i = 0; i < count; i++) bits += Math.log2((size - i) / (i + 1));
  return bits / 8;
}

const snapshotOf = (size: number, entries: readonly StatusEntry[]): StatusSnapshot => ({
  log,
  size,
  sequence: entries.length,
  entries,
});
const revoked = (members: readonly number[]): StatusEntry[] =>
  members.map((leafIndex) => ({ leafIndex, status: 2 }));

describe('the status snapshot', () => {
  it.each([100, 300, 1_000, 3_000, 10_000, 20_000, 30_000])(
    'of %i in a million leaves takes at most 0.2 %% and 64 bytes more than it must',
    (count) => {
      const entries = revoked(sample(1_000_000, count));
      const bytes = encodeStatusSnapshot(snapshotOf(1_000_000, entries));
      const least = leastBytes(1_000_000, count);
      expect(bytes.length).toBeLessThanOrEqual(least * 1.002 + 64);
      expect(decodeStatusSnapshot(bytes).entries).toEqual(entries);
    },
  );

  it.each([
    ['at the beginning', Array.from({ length: 20_000 }, (_, i) => i)],
    ['in the middle', Array.from({ length: 20_000 }, (_, i) => 500_000 + i)],
    ['at the end', Array.from({ length: 20_000 }, (_, i) => 980_000 + i)],
    ['one in fifty', Array.from({ length: 20_000 }, (_, i) => 50 * i)],
    ['in bunches', Array.from({ length: 20_000 }, (_, i) => 40_000 * Math.floor(i / 1_000) + i)],
  ])('stays within it for members that are no chance: %s', (_name, members) => {
    const entries = revoked(members);
    const bytes = encodeStatusSnapshot(snapshotOf(1_000_000, entries));
    expect(bytes.length).toBeLessThanOrEqual(leastBytes(1_000_000, members.length) * 1.002 + 64);
    expect(decodeStatusSnapshot(bytes).entries).toEqual(entries);
  });

  it('of a log in which half of the leaves ended the other half takes two bits for each at most', () => {
    const entries = revoked(Array.from({ length: 500_000 }, (_, i) => i));
    const bytes = encodeStatusSnapshot(snapshotOf(1_000_000, entries));
    expect(bytes.length).toBeLessThanOrEqual(500_000 / 4 + 70);
    const { statusAt } = decodeStatusSnapshot(bytes);
    expect([499_999, 500_000].map(statusAt)).toEqual([2, 0]);
  });

  it('with several statuses takes little more than they say', () => {
    // One in ten superseded, one in a hundred annulled: 0.54 bits each.
    const entries = sample(1_000_000, 30_000).map((leafIndex, i): StatusEntry => {
      const status = i % 100 === 7 ? 3 : i % 10 === 0 ? 5 : 2;
      return { leafIndex, status };
    });
    const bytes = encodeStatusSnapshot(snapshotOf(1_000_000, entries));
    const classes = leastBytes(30_000, 3_300) + leastBytes(3_300, 300);
    expect(bytes.length).toBeLessThanOrEqual((leastBytes(1_000_000, 30_000) + classes) * 1.01 + 64);
    expect(decodeStatusSnapshot(bytes).entries).toEqual(entries);
  });

  it('says of every leaf what was put in, to the same bytes', () => {
    const status = fc.integer({ min: 0, max: 5 }).map((value) => value as LeafStatus);
    fc.assert(
      fc.property(fc.array(status, { maxLength: 60 }), fc.nat(3), (statuses, density) => {
        // Some logs nearly all valid, some nearly none.
        const leaves = statuses.map((value, i) => (i % (density + 1) === 0 ? value : 0));
        const entries = leaves.flatMap((value, leafIndex) =>
          value === 0 ? [] : [{ leafIndex, status: value }],
        );
        const size = 2 * leaves.length;
        const bytes = encodeStatusSnapshot(snapshotOf(size, entries));
        const decoded = decodeStatusSnapshot(bytes);
        expect(leaves.map((_value, i) => decoded.statusAt(i))).toEqual(leaves);
        expect(decoded.entries).toEqual(entries);
        expect(toHex(encodeStatusSnapshot(decoded))).toBe(toHex(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('has the stream that whole numbers without bounds give, carries and all', () => {
    const gaps = fc.array(fc.oneof(fc.nat(3), fc.nat(300)), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.nat(3), (all, room) => {
        let next = 0;
        const members = all.map((gap) => (next += gap + 1) - 1);
        const size = (room + 2) * Math.max(next, 1);
        const bytes = encodeStatusSnapshot(snapshotOf(size, revoked(members)));
        const stream = gapStream(size, all.length, all);
        expect(toHex(bytes).endsWith(toHex(stream))).toBe(true);
        expect(bytes.length - stream.length).toBeLessThan(70);
        expect(decodeStatusSnapshot(bytes).entries).toEqual(revoked(members));
      }),
      { numRuns: 2_000 },
    );
  });

  it('knows nothing of a leaf that is not in the log', () => {
    const { statusAt } = decodeStatusSnapshot(encodeStatusSnapshot(snapshotOf(10, revoked([3]))));
    expect([10, -1, 1.5, Number.NaN, 2 ** 53].map(statusAt)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it.each<[string, StatusSnapshot]>([
    ['descending', snapshotOf(100, revoked([5, 3]))],
    ['twice', snapshotOf(100, revoked([5, 5]))],
    ['beyond', snapshotOf(100, revoked([100]))],
    ['half', snapshotOf(100, revoked([0.5]))],
    ['valid', snapshotOf(100, [{ leafIndex: 1, status: 0 }])],
    ['sequence', { ...snapshotOf(100, revoked([1])), sequence: 0 }],
  ])('is not made of entries that cannot be: %s', (_name, snapshot) => {
    expect(() => encodeStatusSnapshot(snapshot)).toThrow(
      expect.objectContaining({ code: 'STATUS_SNAPSHOT_MALFORMED' }),
    );
  });

  it('is refused or is its own encoding, whatever the stream says', () => {
    const good = encodeStatusSnapshot(snapshotOf(1_000, revoked([1, 2, 300, 999 - 5])));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(good.length), (noise, at) => {
        const bytes = good.slice();
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          const decoded = decodeStatusSnapshot(bytes);
          expect(toHex(encodeStatusSnapshot(decoded))).toBe(toHex(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(VerifierError);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
