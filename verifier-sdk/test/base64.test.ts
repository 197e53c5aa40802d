import { expect, it } from '@jest/globals';
import { decodeBase64 } from '../src/format/base64.js';

it('reads and refuses long texts like short ones', () => {
  const text = 'A'.repeat(12_000_000);
  expect(decodeBase64(text)).toHaveLength(9_000_000);
  expect(() => decodeBase64(`${text}!AAA`)).toThrow(
    expect.objectContaining({ code: 'BASE64_INVALID' }),
  );
});

it.each(['=', '==', '===', '====', 'A===', 'AA=A', 'AAAA=', 'AAAA=A==', 'AA==AAAA', 'AAAA\n'])(
  'refuses padding where it does not belong: %j',
  (text) => {
    expect(() => decodeBase64(text)).toThrow(expect.objectContaining({ code: 'BASE64_INVALID' }));
  },
);
