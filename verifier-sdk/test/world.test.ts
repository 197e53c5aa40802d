import { describe, expect, it } from '@jest/globals';
import { encodeUtf8, toHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { publicKeyOf, sign } from './reference/sm2.js';
import { nonceFor, signWith, testKey } from './world/signer.js';

describe('the keys of the test world', () => {
  it.each(['root', 'approval', 'police witness'])('%s signs as the reference does', (name) => {
    const key = testKey(name);
    const message = encodeUtf8(`message of ${name}`);
    expect(toHex(key.publicKey)).toBe(toHex(publicKeyOf(key.secret)));
    const signature = signWith(key, message);
    expect(toHex(signature)).toBe(toHex(sign(key.secret, message, nonceFor(key.secret, message))));
    expect(nodeEngine().verify(key.publicKey, message, signature)).toBe(true);
  });
});
