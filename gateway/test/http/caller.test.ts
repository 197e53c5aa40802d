import { describe, expect, it } from '@jest/globals';
import { bodyOf, demandScope, keyOf } from '../../src/http/caller.js';
import { keyText } from '../../src/issue/callers.js';

const random = Uint8Array.from({ length: 32 }, (_, i) => i);

describe('an API key', () => {
  it('is a text of 32 random bytes that a header gives back', () => {
    const key = keyText(random);
    expect(key).toMatch(/^yz_[A-Za-z0-9_-]{43}$/);
    expect(keyOf(`Bearer ${key}`)).toBe(key);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'bearer yz_x',
    `Bearer ${keyText(random)} `,
    `Bearer ${keyText(random)}x`,
  ])('is not in %p', (header) => {
    const code = header === undefined ? 'API_KEY_MISSING' : 'API_KEY_UNKNOWN';
    expect(() => keyOf(header)).toThrow(expect.objectContaining({ code }));
  });

  it('speaks for its body, and does what its scopes say', () => {
    const hall = { name: 'hall', body: null, scopes: ['verify'] as const };
    expect(bodyOf({ ...hall, body: '11999999EXAMPLE2XM' })).toBe('11999999EXAMPLE2XM');
    expect(() => bodyOf(hall)).toThrow(expect.objectContaining({ code: 'BODY_FOREIGN' }));
    demandScope(hall, 'verify');
    expect(() => {
      demandScope(hall, 'issue');
    }).toThrow(expect.objectContaining({ code: 'SCOPE_MISSING' }));
  });
});
