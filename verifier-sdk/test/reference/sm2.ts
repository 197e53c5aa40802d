// SM2 over BigInt, slow and plain, for tests only: the second opinion on every engine, and a signer with a chosen nonce
// so that vectors come out the same on every run.
import { concatBytes, fromHex, toHex } from '../../src/format/bytes.js';
import { zInput } from '../../src/sm/sm2-curve.js';
import { sm3 } from './sm3.js';

export const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const a = p - 3n;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const g: Point = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let x = mod(base, modulus), e = exponent; e > 0n; e >>= 1n, x = (x * x) % modulus) {
    if (e & 1n) result = (result * x) % modulus;
  }
  return result;
}

export function add(one: Point | null, two: Point | null): Point | null {
  if (!one || !two) return one ?? two;
  if (one.x === two.x && mod(one.y + two.y, p) === 0n) return null;
  const slope =
    one.x === two.x
      ? (3n * one.x * one.x + a) * power(2n * one.y, p - 2n, p)
      : (two.y - one.y) * power(two.x - one.x, p - 2n, p);
  const x = mod(slope * slope - one.x - two.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
}

export function multiply(scalar: bigint, point: Point = g): Point | null {
  let sum: Point | null = null;
  let double: Point | null = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n, double = add(double, double)) {
    if (rest & 1n) sum = add(sum, double);
  }
  return sum;
}

/** By Fermat, for a prime modulus. */
export function inverse(value: bigint, modulus: bigint): bigint {
  return power(value, modulus - 2n, modulus);
}

/** A y for that x, null where the curve has none. p ≡ 3 (mod 4): the root is a power. */
export function yOf(x: bigint): bigint | null {
  const square = mod(x * x * x + a * x + b, p);
  const y = power(square, (p + 1n) / 4n, p);
  return mod(y * y, p) === square ? y : null;
}

export function to32(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, '0'));
}

export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

export function publicKeyOf(secret: bigint): Uint8Array {
  const point = multiply(secret) as Point;
  return concatBytes(Uint8Array.of(4), to32(point.x), to32(point.y));
}

function digest(publicKey: Uint8Array, message: Uint8Array): bigint {
  return toNumber(sm3(concatBytes(sm3(zInput(publicKey)), message)));
}

/** GB/T 32918.2 §6.1 with the nonce given. */
export function sign(secret: bigint, message: Uint8Array, nonce: bigint): Uint8Array {
  return signDigest(secret, digest(publicKeyOf(secret), message), nonce);
}

/** The same over any number in place of SM3(Z ‖ message). */
export function signDigest(secret: bigint, e: bigint, nonce: bigint): Uint8Array {
  const r = mod(e + (multiply(nonce) as Point).x, n);
  const s = mod(power(1n + secret, n - 2n, n) * (nonce - r * secret), n);
  if (r === 0n || s === 0n || r + nonce === n) throw new Error('another nonce is needed');
  return concatBytes(to32(r), to32(s));
}

/** GB/T 32918.2 §7.1; the key must be a point of the curve. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const r = toNumber(signature.subarray(0, 32));
  const s = toNumber(signature.subarray(32));
  const t = mod(r + s, n);
  if (r === 0n || s === 0n || r >= n || s >= n || t === 0n) return false;
  const key = { x: toNumber(publicKey.subarray(1, 33)), y: toNumber(publicKey.subarray(33)) };
  const sum = add(multiply(s), multiply(t, key));
  return sum !== null && mod(digest(publicKey, message) + sum.x, n) === r;
}
