import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { concatBytes, encodeUtf8, toHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { bigintEngine, prepareKey, verifyDigest } from '../src/sm/bigint-engine.js';
import {
  add,
  multiply,
  n,
  p,
  publicKeyOf,
  sign,
  to32,
  toNumber,
  verify,
  yOf,
  type Point,
} from './reference/sm2.js';
import { sha256 } from './reference/sha256.js';
import { sm3 } from './reference/sm3.js';

describe('the reference', () => {
  it('signs the example of GB/T 32918.5 annex A.2 with its nonce', () => {
    const secret = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n;
    const nonce = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
    expect(toHex(sign(secret, encodeUtf8('message digest'), nonce))).toBe(
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
        'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
    );
  });

  it('has a SHA-256 like everybody else’s', () => {
    for (let length = 0; length <= 130; length++) {
      const bytes = randomBytes(length);
      expect(toHex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});

/** Random signatures, and each with one bit changed; with what the reference says. */
const samples = Array.from({ length: 12 }, (_, i) => {
  const secret = toNumber(randomBytes(31)) + 1n;
  const publicKey = publicKeyOf(secret);
  const message = randomBytes(i * 7);
  const good = sign(secret, message, toNumber(randomBytes(31)) + 1n);
  const bit = good.slice();
  bit[i * 5] = (bit[i * 5] as number) ^ (1 << (i % 8));
  return [good, bit].map((signature) => {
    return { publicKey, message, signature, expected: verify(publicKey, message, signature) };
  });
}).flat();

describe.each([nodeEngine(), bigintEngine()])('the engine $name', (engine) => {
  it('hashes as the reference does, at every length around the block border', () => {
    for (let length = 0; length <= 130; length++) {
      const bytes = randomBytes(length);
      expect(toHex(engine.sm3(bytes))).toBe(toHex(sm3(bytes)));
      expect(toHex(engine.sm3(bytes))).toBe(createHash('sm3').update(bytes).digest('hex'));
    }
  });

  it('hashes a part of a buffer, and a megabyte', () => {
    for (const bytes of [randomBytes(1000).subarray(3, 900), randomBytes(2 ** 20)]) {
      expect(toHex(engine.sm3(bytes))).toBe(createHash('sm3').update(bytes).digest('hex'));
    }
  });

  it('agrees with the reference on random signatures and on each mutated one', () => {
    const answers = { yes: 0, no: 0 };
    for (const { publicKey, message, signature, expected } of samples) {
      const answer = engine.verify(publicKey, message, signature);
      expect(answer).toBe(expected);
      answers[answer ? 'yes' : 'no']++;
    }
    expect(answers).toEqual({ yes: 12, no: 12 });
  });

  it('remembers keys without mixing them up', () => {
    const message = encodeUtf8('who signed this?');
    const keys = Array.from({ length: 300 }, (_, i) => publicKeyOf(BigInt(i + 1)));
    const signature = sign(7n, message, 12345n);
    const good = keys.filter((key) => engine.verify(key, message, signature));
    expect(good).toEqual([keys[6]]);
    expect(engine.verify(keys[6] as Uint8Array, message, signature)).toBe(true);
  });
});

describe('the sum s·G + t·P', () => {
  // Where partial sums meet: equal points, opposite ones, infinity, the ends of the range.
  const scalars = [1n, 2n, 3n, 16n, n / 2n, n - 2n, n - 1n];
  // Each with the number of pairs that cancel out.
  const secrets = [
    ['G', 1n, 4],
    ['2G', 2n, 3],
    ['3G', 3n, 1],
    ['-2G', n - 2n, 3],
    ['-G', n - 1n, 0],
  ] as const;
  const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;
  const signatureOf = (r: bigint, s: bigint): Uint8Array => concatBytes(to32(r), to32(s));

  it.each(secrets)(
    'is right for every pair of edge scalars and the key %s',
    (_name, secret, cancelling) => {
      const key = prepareKey(publicKeyOf(secret));
      let infinite = 0;
      for (const s of scalars) {
        for (const t of scalars) {
          const r = mod(t - s, n);
          if (r === 0n) continue;
          const sum = multiply(mod(s + t * secret, n));
          if (sum === null) infinite++;
          const e = mod(r - (sum?.x ?? 0n), n);
          expect(verifyDigest(key, e, signatureOf(r, s))).toBe(sum !== null);
          expect(verifyDigest(key, e ^ 1n, signatureOf(r, s))).toBe(false);
        }
      }
      expect(infinite).toBe(cancelling);
    },
  );

  it('has an abscissa between n and p that counts as what is left of n', () => {
    let x = n;
    while (yOf(x) === null) x++;
    expect(x).toBeLessThan(p);
    const y = yOf(x) as bigint;
    // With s = 1 and t = 2, the key that is half of R − G makes the sum R, whose discrete logarithm nobody knows.
    const base = multiply(1n) as Point;
    const difference = add({ x, y }, { x: base.x, y: p - base.y }) as Point;
    const half = multiply((n + 1n) / 2n, difference) as Point;
    const key = prepareKey(concatBytes(Uint8Array.of(4), to32(half.x), to32(half.y)));
    expect(verifyDigest(key, mod(1n - x, n), signatureOf(1n, 1n))).toBe(true);
    expect(verifyDigest(key, mod(2n - x, n), signatureOf(1n, 1n))).toBe(false);
  });
});
