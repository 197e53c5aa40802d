import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { encodeUtf8, toHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { publicKeyOf, sign, toNumber, verify } from './reference/sm2.js';
import { sm3 } from './reference/sm3.js';

const engine = nodeEngine();

describe('the reference', () => {
  it('signs the example of GB/T 32918.5 annex A.2 with its nonce', () => {
    const secret = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n;
    const nonce = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
    expect(toHex(sign(secret, encodeUtf8('message digest'), nonce))).toBe(
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
        'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
    );
  });
});

describe('the engine of Node', () => {
  it('hashes as the reference does, at every length around the block border', () => {
    for (let length = 0; length <= 130; length++) {
      const bytes = randomBytes(length);
      expect(toHex(engine.sm3(bytes))).toBe(toHex(sm3(bytes)));
      expect(toHex(engine.sm3(bytes))).toBe(createHash('sm3').update(bytes).digest('hex'));
    }
  });

  it('agrees with the reference on random signatures and on each mutated one', () => {
    const answers = { yes: 0, no: 0 };
    for (let i = 0; i < 12; i++) {
      const secret = toNumber(randomBytes(31)) + 1n;
      const publicKey = publicKeyOf(secret);
      const message = randomBytes(i * 7);
      const signature = sign(secret, message, toNumber(randomBytes(31)) + 1n);
      const bit = signature.slice();
      bit[i * 5] = (bit[i * 5] as number) ^ (1 << (i % 8));
      for (const candidate of [signature, bit]) {
        const answer = engine.verify(publicKey, message, candidate);
        expect(answer).toBe(verify(publicKey, message, candidate));
        answers[answer ? 'yes' : 'no']++;
      }
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
