import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCodes, checkEffects, type CheckCode } from '../src/check-codes.js';
import { checkText } from '../src/check-texts.js';

const page = join(__dirname, '..', '..', 'docs', 'errors.md');
const writing = process.env.WRITE_VECTORS === '1';
const table = /(## Answers of a verification[\s\S]*?\|---\|---\|---\|---\|\n)((?:\|.*\n)*)/;

function rowOf(code: CheckCode): string {
  const { zh, en, advice } = checkText(code);
  const answer = checkEffects[code] === 'failed' ? 'invalid' : 'undetermined';
  return `| \`${code}\` | ${answer} | ${zh}；${advice.zh} | ${en}; ${advice.en} |\n`;
}

const rows = checkCodes.map(rowOf).join('');
if (writing) {
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(table, (_all, head: string) => head + rows),
  );
}

describe('codes of checks', () => {
  it('stand in order and once', () => {
    expect([...new Set(checkCodes)].sort()).toEqual([...checkCodes]);
  });

  it('are explained in docs/errors.md, each in two languages with what to do', () => {
    expect(table.exec(readFileSync(page, 'utf8'))?.[2]).toBe(rows);
  });

  it.each(checkCodes)('%s says something in both languages', (code) => {
    const { zh, en, advice } = checkText(code);
    for (const text of [zh, advice.zh]) expect(text).toMatch(/\p{Script=Han}/u);
    for (const text of [en, advice.en]) expect(text).toMatch(/^[\x20-\x7e’]+$/);
  });
});
