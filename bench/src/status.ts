import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import {
  decodeStatusSnapshot,
  encodeStatusSnapshot,
  type StatusEntry,
} from '@yinzhao/verifier/format/status-snapshot';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { BenchResult } from './report.js';
import { median } from './statistics.js';

const log = 'yinzhao/bench/city';
const shares = [0.0001, 0.001, 0.003, 0.0075, 0.014, 0.03];
const large = 10_000_000;
const sizes = [1_000_000, large];
const loads = 31;
const lookups = 200_000;
const leafHashes = 20_000;

/** A generator with a fixed seed: the same sets on every machine (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of the numbers below `size`, each set as likely as any other. */
function sample(size: number, count: number): StatusEntry[] {
  const next = random(count);
  const entries: StatusEntry[] = [];
  for (let i = 0; entries.length < count; i++) {
    if (next() * (size - i) < count - entries.length) entries.push({ leafIndex: i, status: 2 });
  }
  return entries;
}

function snapshotOf(size: number, share: number): Uint8Array {
  const entries = sample(size, Math.round(size * share));
  return encodeStatusSnapshot({ log, size, sequence: entries.length, entries });
}

/** log₂ C(size, count) in bytes: what no coding is below on average. */
function leastBytes(size: number, count: number): number {
  let bits = 0;
  for (let i = 0; i < count; i++) bits += Math.log2((size - i) / (i + 1));
  return bits / 8;
}

/** The largest share over log₂ C(n, k), once 64 bytes for the head are taken off. */
export function statusOverhead(): number {
  const beyond = sizes.flatMap((size) =>
    shares.map((share) => {
      const least = leastBytes(size, Math.round(size * share));
      return (snapshotOf(size, share).length - 64 - least) / least;
    }),
  );
  return Math.max(...beyond);
}

function millisecondsOf(call: () => void): number {
  const begun = performance.now();
  call();
  return performance.now() - begun;
}

/** Loading ten million leaves of which 1 % have ended, and asking for one of them. */
export function benchStatus(): Promise<BenchResult> {
  const bytes = snapshotOf(large, 0.01);
  const times = Array.from({ length: loads }, () =>
    millisecondsOf(() => decodeStatusSnapshot(bytes)),
  );
  const { statusAt } = decodeStatusSnapshot(bytes);
  const next = random(1);
  const asked = Array.from({ length: lookups }, () => Math.floor(next() * large));
  let ended = 0;
  const lookupUs =
    (millisecondsOf(() => {
      asked.forEach((i) => (ended += Number(statusAt(i) !== 0)));
    }) *
      1000) /
    lookups;
  if (ended === 0) throw new Error('nothing was found');
  const { sm3 } = nodeEngine();
  const entry = encodeUtf8('x'.repeat(66));
  const hashing = millisecondsOf(() => {
    for (let i = 0; i < leafHashes; i++) sm3(entry);
  });
  const leafHashUs = (hashing * 1000) / leafHashes;
  const loadMs = median(times);
  const figures = {
    status_load_ms: loadMs,
    status_first_load_ms: times[0] as number,
    status_lookup_us: lookupUs,
    status_overhead: statusOverhead(),
    load_per_leaf_hash: (loadMs * 1000) / leafHashUs,
    lookup_per_leaf_hash: lookupUs / leafHashUs,
    leaf_hash_us: leafHashUs,
  };
  return Promise.resolve({
    figures,
    conditions: { leaves: large, 'bytes of the snapshot': bytes.length },
  });
}
