import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { nodeInflate } from '../../src/node/inflate.js';
import { portableInflate } from '../../src/ofd/inflate.js';
import { randomFrom } from '../fuzz.js';

type Random = (below: number) => number;

/** With repetitions near and far, as texts have them. */
function sample(random: Random): Uint8Array {
  const bytes: number[] = [];
  const letters = 1 + random(random(2) === 0 ? 4 : 256);
  const length = random(5000);
  while (bytes.length < length) {
    if (random(4) > 0 || bytes.length === 0) bytes.push(random(letters));
    else {
      const from = random(bytes.length);
      bytes.push(...bytes.slice(from, from + 3 + random(200)));
    }
  }
  return Uint8Array.from(bytes);
}

const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FIXED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
];

function pack(bytes: Uint8Array, random: Random): Uint8Array {
  const strategy = strategies[random(strategies.length)] as number;
  return deflateRawSync(bytes, { level: random(10), strategy });
}

const damaged = (bytes: Uint8Array, random: Random): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const at = random(copy.length);
  copy[at] = (copy[at] as number) ^ (1 << random(8));
  return random(4) === 0 ? copy.subarray(0, random(copy.length)) : copy;
};

describe('both inflates', () => {
  it('give back what was packed, in every form', () => {
    const random = randomFrom(33190);
    for (let i = 0; i < 500; i++) {
      const bytes = sample(random);
      const packed = pack(bytes, random);
      for (const inflate of [nodeInflate, portableInflate]) {
        expect(Buffer.from(bytes).equals(inflate(packed, bytes.length) as Uint8Array)).toBe(true);
        if (bytes.length > 0) expect(inflate(packed, bytes.length - 1)).toBeNull();
        expect(inflate(Uint8Array.of(...packed, 0), bytes.length)).toBeNull();
        expect(inflate(packed.subarray(0, -1), bytes.length)).toBeNull();
      }
    }
  });

  it('answer alike to damage', () => {
    const random = randomFrom(1951);
    let refused = 0;
    for (let i = 0; i < 4000; i++) {
      const packed = damaged(pack(sample(random), random), random);
      const [one, other] = [nodeInflate(packed, 100_000), portableInflate(packed, 100_000)];
      expect(other && Buffer.from(other).toString('hex')).toBe(
        one && Buffer.from(one).toString('hex'),
      );
      if (one === null) refused++;
    }
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(4000);
  });

  it('answer alike to anything', () => {
    const random = randomFrom(8);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: random(40) }, () => random(256));
      const one = nodeInflate(bytes, 10_000);
      const other = portableInflate(bytes, 10_000);
      expect(other && [...other]).toEqual(one && [...one]);
    }
  });
});
