import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isSignerCode, isVerifierCode, signerCodes } from '../src/errors.js';

describe('every code of the signer', () => {
  const tests = readdirSync(__dirname).filter(
    (name) => name.endsWith('.test.ts') && name !== 'codes.test.ts',
  );
  const texts = tests.map((name) => readFileSync(join(__dirname, name), 'utf8'));

  it.each([...signerCodes])('%s is expected by a test', (code) => {
    const forms = [`'${code}'`, `/^${code}: /`];
    expect(texts.some((text) => forms.some((form) => text.includes(form)))).toBe(true);
  });

  it('stands in order and once, and is no code of the formats', () => {
    expect([...new Set(signerCodes)].sort()).toEqual([...signerCodes]);
    expect(signerCodes.filter(isVerifierCode)).toEqual([]);
    expect(isSignerCode('GROUP_MALFORMED')).toBe(false);
  });
});
