import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gatewayCodes } from '../src/errors.js';
import { storeCodes } from '../src/store/errors.js';

/** Every test of the gateway, here and on a network, without the errors that tests make themselves. */
function testTexts(): string[] {
  const folders = [__dirname, join(__dirname, '..', '..', 'e2e', 'test')];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && name !== 'codes.test.ts')
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .map((text) => text.replace(/new \w*Error\(\s*'[A-Z_]+'/g, '')),
  );
}

describe('every code of the gateway', () => {
  const texts = testTexts();

  it.each([...gatewayCodes, ...storeCodes])('%s is expected by a test', (code) => {
    expect(texts.some((text) => text.includes(`'${code}'`))).toBe(true);
  });

  it('stands in order and once', () => {
    expect([...new Set(gatewayCodes)].sort()).toEqual([...gatewayCodes]);
    expect([...new Set(storeCodes)].sort()).toEqual([...storeCodes]);
  });
});
