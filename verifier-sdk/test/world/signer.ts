// SM2 signatures with real keys, the same on every run, some fifty times faster than the reference: Jacobian coordinates
// over a table of 2^i·G. A test compares it with the reference.
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { zInput } from '../../src/sm/sm2-curve.js';
import { n, p, to32, toNumber } from '../reference/sm2.js';
import { nodeEngine } from '../../src/node/engine.js';

const { sm3 } = nodeEngine();
const gx = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const gy = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;

type Affine = readonly [bigint, bigint];
type Jacobian = readonly [bigint, bigint, bigint];

const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [mod(value, modulus), modulus, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return mod(x, modulus);
}

function affine([x, y, z]: Jacobian): Affine {
  const inverted = inverse(z, p);
  const square = (inverted * inverted) % p;
  return [(x * square) % p, (((y * square) % p) * inverted) % p];
}

/** a = −3: dbl-2001-b of the explicit-formulas database. */
function double([x, y, z]: Jacobian): Jacobian {
  const delta = (z * z) % p;
  const gamma = (y * y) % p;
  const beta = (x * gamma) % p;
  const alpha = mod(3n * (x - delta) * (x + delta), p);
  const x3 = mod(alpha * alpha - 8n * beta, p);
  const z3 = mod((y + z) * (y + z) - gamma - delta, p);
  return [x3, mod(alpha * (4n * beta - x3) - 8n * gamma * gamma, p), z3];
}

/** madd-2007-bl; the points of the table and partial sums of them never coincide for scalars below n. */
function addAffine([x1, y1, z1]: Jacobian, [x2, y2]: Affine): Jacobian {
  const square = (z1 * z1) % p;
  const h = mod(x2 * square - x1, p);
  const r = mod(y2 * square * z1 - y1, p);
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (x1 * hh) % p;
  const x3 = mod(r * r - hhh - 2n * v, p);
  return [x3, mod(r * (v - x3) - y1 * hhh, p), (z1 * h) % p];
}

const powers: Affine[] = [];
for (let i = 0, point: Jacobian = [gx, gy, 1n]; i < 256; i++) {
  const [x, y] = affine(point);
  powers.push([x, y]);
  point = double([x, y, 1n]);
}

function multiplyBase(scalar: bigint): Affine {
  let sum: Jacobian | null = null;
  for (const [i, power] of powers.entries()) {
    if (((scalar >> BigInt(i)) & 1n) === 0n) continue;
    sum = sum === null ? [...power, 1n] : addAffine(sum, power);
  }
  return affine(sum as Jacobian);
}

export interface TestKey {
  readonly secret: bigint;
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly z: Uint8Array;
}

const keys = new Map<string, TestKey>();

/** The key of that name, always the same. */
export function testKey(name: string): TestKey {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const secret = 1n + (toNumber(sm3(encodeUtf8(`key of ${name}`))) % (n - 2n));
  const [x, y] = multiplyBase(secret);
  const publicKey = concatBytes(Uint8Array.of(4), to32(x), to32(y));
  const key = { secret, publicKey, z: sm3(zInput(publicKey)) };
  keys.set(name, key);
  return key;
}

export function nonceFor(secret: bigint, message: Uint8Array): bigint {
  return 1n + (toNumber(sm3(concatBytes(to32(secret), message))) % (n - 1n));
}

const signatures = new Map<string, Uint8Array>();

/** GB/T 32918.2 §6.1 with a nonce that follows from key and message. */
export function signWith({ secret, z }: TestKey, message: Uint8Array): Uint8Array {
  const id = `${secret} ${toHex(sm3(message))}`;
  const known = signatures.get(id);
  if (known !== undefined) return known;
  const nonce = nonceFor(secret, message);
  const [x] = multiplyBase(nonce);
  const r = mod(toNumber(sm3(concatBytes(z, message))) + x, n);
  const s = mod(inverse(1n + secret, n) * (nonce - r * secret), n);
  const signature = concatBytes(to32(r), to32(s));
  signatures.set(id, signature);
  return signature;
}
