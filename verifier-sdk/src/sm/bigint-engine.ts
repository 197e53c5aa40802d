import { concatBytes, toHex } from '../format/bytes.js';
import type { Engine } from './engine.js';
import { rememberKeys } from './remember-keys.js';
import { selfTest } from './self-test.js';
import { checkPublicKey, n, p, zInput } from './sm2-curve.js';
import { multiplesOfKey, multiplyAdd, type Point } from './sm2-point.js';
import { sm3 } from './sm3.js';

/** A key as its signatures are verified. */
export interface PreparedKey {
  readonly z: Uint8Array;
  readonly multiples: readonly Point[];
}

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

/** @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE */
export function prepareKey(publicKey: Uint8Array): PreparedKey {
  checkPublicKey(publicKey);
  const [x, y] = [toNumber(publicKey.subarray(1, 33)), toNumber(publicKey.subarray(33))];
  return { z: sm3(zInput(publicKey)), multiples: multiplesOfKey(x, y) };
}

/**
 * GB/T 32918.2 §7.1 from step B5 on. t = 0 must be refused: with s = n − r the answer would not depend on the key.
 * @param e - the digest as a number
 */
export function verifyDigest(
  { multiples }: PreparedKey,
  e: bigint,
  signature: Uint8Array,
): boolean {
  const r = toNumber(signature.subarray(0, 32));
  const s = toNumber(signature.subarray(32));
  if (r === 0n || r >= n || s === 0n || s >= n) return false;
  const t = (r + s) % n;
  if (t === 0n) return false;
  const sum = multiplyAdd(s, t, multiples);
  return sum !== null && hasAbscissa(sum, (((r - e) % n) + n) % n);
}

/** Whether x ≡ wanted (mod n), without a division by Z²: x is below p, so it is `wanted` or `wanted + n`. */
function hasAbscissa({ x, z }: Point, wanted: bigint): boolean {
  const square = (z * z) % p;
  const candidates = wanted + n < p ? [wanted, wanted + n] : [wanted];
  return candidates.some((candidate) => (candidate * square - x) % p === 0n);
}

/**
 * SM2 and SM3 in nothing but JavaScript: slow, and the same wherever JavaScript runs. It sees public values only, and
 * its time depends on them.
 * @throws VerifierError ENGINE_SELF_TEST_FAILED
 */
export function bigintEngine(): Engine {
  const prepare = rememberKeys(prepareKey);
  const engine: Engine = {
    name: 'bigint',
    sm3,
    verify: (publicKey, message, signature) => {
      const key = prepare(publicKey);
      if (signature.length !== 64) return false;
      return verifyDigest(key, toNumber(sm3(concatBytes(key.z, message))), signature);
    },
  };
  selfTest(engine);
  return engine;
}
