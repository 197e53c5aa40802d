import { splitPoint } from '../merkle/tree.js';
import { concatBytes } from './bytes.js';
import { encodeCbor } from './cbor.js';

/** SM3 (GB/T 32905) as an {@link Engine} has it: 32 bytes. */
export type Sm3 = (bytes: Uint8Array) => Uint8Array;
/** What a field holds: numbers are integers of at most 2^53 − 1. Floats have several spellings and do not belong on a licence. */
export type FieldValue = string | number | boolean | null;

/** The prefixes differ from those of a log's tree (0 and 1) and from each other: no node passes for another. */
const leafPrefix = Uint8Array.of(2);
const nodePrefix = Uint8Array.of(3);
const seedPrefix = Uint8Array.of(4);

export const seedLength = 16;
/** More than any licence type has. */
export const maximumFields = 256;

/** A subtree, fields `start` to `end` (exclusive), that is shown or hidden as a whole. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly shown: boolean;
}

/** SM3(0x02 ‖ CBOR[salt, number, value]) */
export function fieldHash(
  salt: Uint8Array,
  number: number,
  value: FieldValue,
  sm3: Sm3,
): Uint8Array {
  return sm3(concatBytes(leafPrefix, encodeCbor([salt, number, value])));
}

/** SM3(0x03 ‖ left ‖ right) */
export function joinFields(left: Uint8Array, right: Uint8Array, sm3: Sm3): Uint8Array {
  return sm3(concatBytes(nodePrefix, left, right));
}

/** The seed of the whole tree, from an issuer's secret: SM3(0x04 ‖ secret), first 16 bytes. */
export function topSeed(secret: Uint8Array, sm3: Sm3): Uint8Array {
  return sm3(concatBytes(seedPrefix, secret)).subarray(0, seedLength);
}

/** SM3(0x04 ‖ seed ‖ bit), first 16 bytes: 0 is the left child. The seed of a single field is its salt. */
export function childSeed(seed: Uint8Array, bit: 0 | 1, sm3: Sm3): Uint8Array {
  return sm3(concatBytes(seedPrefix, seed, Uint8Array.of(bit))).subarray(0, seedLength);
}

/**
 * The largest subtrees of a tree of `count` fields that are shown or hidden as a whole, from left to right. Which they
 * are follows from what is shown: a disclosure has no say in it.
 */
export function runsOf(count: number, isShown: (number: number) => boolean): readonly Run[] {
  const runs: Run[] = [];
  const visit = (start: number, end: number): void => {
    const shown = isShown(start);
    let same = start + 1;
    while (same < end && isShown(same) === shown) same++;
    if (same === end) {
      runs.push({ start, end, shown });
      return;
    }
    const middle = start + splitPoint(end - start);
    visit(start, middle);
    visit(middle, end);
  };
  visit(0, count);
  return runs;
}

/** Hash of the subtree whose seed is given. */
export function hashOfSeed(
  seed: Uint8Array,
  start: number,
  end: number,
  valueAt: (number: number) => FieldValue,
  sm3: Sm3,
): Uint8Array {
  if (end - start === 1) return fieldHash(seed, start, valueAt(start), sm3);
  const middle = start + splitPoint(end - start);
  const left = hashOfSeed(childSeed(seed, 0, sm3), start, middle, valueAt, sm3);
  const right = hashOfSeed(childSeed(seed, 1, sm3), middle, end, valueAt, sm3);
  return joinFields(left, right, sm3);
}

/** The seed of a subtree, from the seed of the whole tree. */
export function seedOfRun(top: Uint8Array, count: number, run: Run, sm3: Sm3): Uint8Array {
  let seed = top;
  let start = 0;
  let end = count;
  while (start !== run.start || end !== run.end) {
    const middle = start + splitPoint(end - start);
    const right = run.start >= middle;
    seed = childSeed(seed, right ? 1 : 0, sm3);
    if (right) start = middle;
    else end = middle;
  }
  return seed;
}

/** The root over the hashes of runs that follow each other from 0 to `count`. */
export function rootOfRuns(
  count: number,
  runs: readonly Run[],
  hashes: readonly Uint8Array[],
  sm3: Sm3,
): Uint8Array {
  let next = 0;
  const visit = (start: number, end: number): Uint8Array => {
    if (runs[next]?.start === start && runs[next]?.end === end) return hashes[next++] as Uint8Array;
    const middle = start + splitPoint(end - start);
    const left = visit(start, middle);
    return joinFields(left, visit(middle, end), sm3);
  };
  return visit(0, count);
}
