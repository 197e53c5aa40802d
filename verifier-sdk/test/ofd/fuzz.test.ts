// Damage to good files: whatever is done to the bytes, a document that is called closed is the one that was signed.
import { describe, expect, it } from '@jest/globals';
import { concatBytes, equalBytes } from '../../src/format/bytes.js';
import { nodeEngine } from '../../src/node/engine.js';
import { nodeInflate } from '../../src/node/inflate.js';
import type { Inflate } from '../../src/ofd/inflate.js';
import { portableInflate } from '../../src/ofd/inflate.js';
import { readOfd, type OfdReading } from '../../src/ofd/read-ofd.js';
import { randomFrom } from '../fuzz.js';
import { listPath, signDocument, smallDocument, wholeDocument, zipPackage } from './sample.js';

type Random = (below: number) => number;

const whole = { covers: (): boolean => true };
const licence = { 'yinzhao/licence.yzl': Uint8Array.of(0x85) };
const goods: readonly Uint8Array[] = [
  zipPackage({ ...signDocument(smallDocument), ...licence }),
  zipPackage(signDocument(wholeDocument, [{ hasSeal: true }, {}]), true),
  zipPackage(signDocument(wholeDocument, [{}, whole])),
];

const engine = nodeEngine();
const read = (bytes: Uint8Array, inflate: Inflate): OfdReading =>
  readOfd(bytes, { engine, inflate });
const readings = goods.map((bytes) => read(bytes, nodeInflate));

/** What a viewer can show, by its paths. */
function shown({ coverage, parts }: OfdReading): ReadonlyMap<string, Uint8Array> {
  const paths = coverage.filter(({ role }) => role === 'document').map(({ path }) => path);
  return new Map(paths.map((path) => [path, parts.get(path) as Uint8Array]));
}

/** Null, or why this must not be called closed. */
function complaintOf(reading: OfdReading): string | null {
  if (!reading.isClosed) return reading.findings.length > 0 ? null : 'open for no reason';
  const now = shown(reading);
  const isGood = readings.some((good) => {
    const then = shown(good);
    const isSame = [...then].every(([path, bytes]) =>
      equalBytes(now.get(path) ?? new Uint8Array(), bytes),
    );
    return then.size === now.size && isSame;
  });
  if (!isGood) return 'closed, and shows something else';
  const others = reading.coverage.filter(({ role }) => role === 'other');
  const uncovered = others.filter(({ coveredBy }) => coveredBy.length === 0);
  return uncovered.length === 0
    ? null
    : `closed, with ${uncovered.map(({ path }) => path).join(', ')}`;
}

const damages: readonly ((bytes: Uint8Array, at: number, random: Random) => Uint8Array)[] = [
  (bytes, at, random) => replaced(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random(8)))),
  (bytes, at, random) =>
    replaced(bytes, at, 1, Uint8Array.of([0, 1, 0x3c, 0x50, 0x7f, 0xff][random(6)] as number)),
  (bytes, at, random) => replaced(bytes, at, 1 + random(64), new Uint8Array()),
  (bytes, at, random) => {
    const part = bytes.subarray(at, at + 1 + random(256));
    return replaced(bytes, at, 0, part);
  },
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => bytes.subarray(at),
  (bytes, at, random) => {
    const other = goods[random(goods.length)] as Uint8Array;
    const from = random(other.length);
    const part = other.subarray(from, from + 1 + random(512));
    return replaced(bytes, at, random(2) * part.length, part);
  },
];

function replaced(bytes: Uint8Array, at: number, length: number, part: Uint8Array): Uint8Array {
  return concatBytes(bytes.subarray(0, at), part, bytes.subarray(at + length));
}

describe('a damaged OFD file', () => {
  it('is good before', () => {
    expect(readings.map(({ isClosed, findings }) => [isClosed, findings])).toEqual(
      goods.map(() => [true, []]),
    );
    expect(readings.map((reading) => shown(reading).size)).toEqual([3, 20, 20]);
  });

  it('is found out at every byte, or shows the same', () => {
    const [bytes, reading] = [goods[0] as Uint8Array, readings[0] as OfdReading];
    const closed: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (bytes[at] as number) ^ 0x20;
      const now = read(damaged, portableInflate);
      expect([at, complaintOf(now)]).toEqual([at, null]);
      if (now.isClosed) closed.push(at);
    }
    // Versions and times in headers, and nothing that has a checksum.
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.length).toBeLessThan(reading.parts.size * 26);
  });

  it('never crashes, nor is called closed with another content', () => {
    const random = randomFrom(20260302);
    const before = process.resourceUsage().maxRSS * 1024;
    let refused = 0;
    for (let i = 0; i < 4000; i++) {
      const bytes = goods[random(goods.length)] as Uint8Array;
      const damage = damages[random(damages.length)] as (typeof damages)[number];
      const reading = read(damage(bytes, random(bytes.length), random), nodeInflate);
      expect([i, complaintOf(reading)]).toEqual([i, null]);
      if (!reading.isClosed) refused++;
    }
    expect(refused).toBeGreaterThan(2500);
    expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(256 * 2 ** 20);
  });

  it('with damage below the checksums is found out by its digests', () => {
    const random = randomFrom(7);
    const parts = signDocument(wholeDocument, [{ hasSeal: true }, {}]);
    const paths = Object.keys(parts).filter((path) => !path.endsWith('SignedValue.dat'));
    let closed = 0;
    for (let i = 0; i < 2000; i++) {
      const path = paths[random(paths.length)] as string;
      const part = parts[path] as string | Uint8Array;
      const bytes = typeof part === 'string' ? new TextEncoder().encode(part) : part;
      const damage = damages[random(damages.length)] as (typeof damages)[number];
      const damaged = damage(bytes, random(bytes.length), random);
      const reading = read(zipPackage({ ...parts, [path]: damaged }), nodeInflate);
      expect([i, path, complaintOf(reading)]).toEqual([i, path, null]);
      if (!reading.isClosed) continue;
      closed++;
      // What only the signed value protects, and the list, which a later signature may replace.
      const isUnproven = path === listPath || path === 'Doc_0/Signs/Sign_1/Signature.xml';
      expect([path, isUnproven || equalBytes(damaged, bytes)]).toEqual([path, true]);
    }
    expect(closed).toBeGreaterThan(0);
  });
});
