import { g, p } from './sm2-curve.js';

/** Jacobian coordinates (X/Z², Y/Z³); each is a remainder of p that may be negative. null is the point at infinity. */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

/** dbl-2001-b of the explicit-formulas database, for a = −3. No point of the curve has y = 0: its order is prime. */
function double({ x, y, z }: Point): Point {
  const delta = (z * z) % p;
  const gamma = (y * y) % p;
  const beta = (x * gamma) % p;
  const alpha = (3n * (x - delta) * (x + delta)) % p;
  const doubled = (alpha * alpha - 8n * beta) % p;
  return {
    x: doubled,
    y: (alpha * (4n * beta - doubled) - 8n * gamma * gamma) % p,
    z: (2n * y * z) % p,
  };
}

/** add-1998-cmo-2 of the same, complete: equal points, opposite ones and infinity are told apart. */
export function add(one: Point | null, two: Point | null): Point | null {
  if (one === null || two === null) return one ?? two;
  const zz1 = (one.z * one.z) % p;
  const zz2 = (two.z * two.z) % p;
  const u = (one.x * zz2) % p;
  const s = (((one.y * two.z) % p) * zz2) % p;
  const h = (two.x * zz1 - u) % p;
  const r = (((two.y * one.z) % p) * zz1 - s) % p;
  if (h === 0n) return r === 0n ? double(one) : null;
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (u * hh) % p;
  const x = (r * r - hhh - 2n * v) % p;
  return { x, y: (r * (v - x) - s * hhh) % p, z: (((one.z * two.z) % p) * h) % p };
}

/** The odd multiples P, 3P, 5P … that digits of `width` bits need. */
export function oddMultiples(point: Point, width: number): readonly Point[] {
  const twice = double(point);
  const multiples = [point];
  // Never infinity: the multiples are far below the order of the curve.
  while (multiples.length < 2 ** (width - 2)) {
    multiples.push(add(multiples[multiples.length - 1] as Point, twice) as Point);
  }
  return multiples;
}

/**
 * Non-adjacent form of a scalar below 2^256, least digit first: 0 or odd, below 2^(width − 1) in absolute value, no two
 * that are not 0 closer than `width`.
 */
function digitsOf(scalar: bigint, width: number): readonly number[] {
  const digits: number[] = [];
  const base = 2 ** width;
  for (let rest = scalar; rest > 0n;) {
    let digit = 0;
    if (rest & 1n) {
      const low = Number(BigInt.asUintN(width, rest));
      digit = low < base / 2 ? low : low - base;
      rest -= BigInt(digit);
    }
    digits.push(digit);
    rest >>= 1n;
  }
  return digits;
}

function addDigit(sum: Point | null, digit: number, multiples: readonly Point[]): Point | null {
  if (digit === 0) return sum;
  const point = multiples[(Math.abs(digit) - 1) / 2] as Point;
  return add(sum, digit > 0 ? point : { ...point, y: -point.y });
}

const baseWidth = 7;
const keyWidth = 5;
let baseMultiples: readonly Point[] | null = null;

/** What {@link multiplyAdd} needs of a key; worth keeping. */
export function multiplesOfKey(x: bigint, y: bigint): readonly Point[] {
  return oddMultiples({ x, y, z: 1n }, keyWidth);
}

/** s·G + t·P in one row of doublings. Its time depends on the scalars: for public values only. */
export function multiplyAdd(s: bigint, t: bigint, key: readonly Point[]): Point | null {
  baseMultiples ??= oddMultiples({ ...g, z: 1n }, baseWidth);
  const ofBase = digitsOf(s, baseWidth);
  const ofKey = digitsOf(t, keyWidth);
  let sum: Point | null = null;
  for (let i = Math.max(ofBase.length, ofKey.length) - 1; i >= 0; i--) {
    sum = sum && double(sum);
    sum = addDigit(sum, ofBase[i] ?? 0, baseMultiples);
    sum = addDigit(sum, ofKey[i] ?? 0, key);
  }
  return sum;
}
