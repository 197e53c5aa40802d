import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  documentSealCheckNames,
  sealCheckCodes,
  sealCheckEffects,
  type SealCheckCode,
} from '../../src/ofd/seal-checks.js';
import { sealCheckText, sealCheckTitle } from '../../src/ofd/seal-texts.js';

const page = join(__dirname, '..', '..', '..', 'docs', 'errors.md');
const writing = process.env.WRITE_VECTORS === '1';
const table = /(## Answers about a seal[\s\S]*?\|---\|---\|---\|---\|\n)((?:\|.*\n)*)/;
const answers = { failed: 'invalid', unknown: 'undetermined', notice: 'notice' } as const;

function rowOf(code: SealCheckCode): string {
  const { zh, en, advice } = sealCheckText(code);
  const answer = answers[sealCheckEffects[code]];
  return `| \`${code}\` | ${answer} | ${zh}；${advice.zh} | ${en}; ${advice.en} |\n`;
}

const rows = sealCheckCodes.map(rowOf).join('');
if (writing) {
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(table, (_all, head: string) => head + rows),
  );
}

describe('codes of checks of seals', () => {
  it('stand in order and once', () => {
    expect([...new Set(sealCheckCodes)].sort()).toEqual([...sealCheckCodes]);
  });

  it('are explained in docs/errors.md, each in two languages with what to do', () => {
    expect(table.exec(readFileSync(page, 'utf8'))?.[2]).toBe(rows);
  });

  it.each(sealCheckCodes)('%s says something in both languages', (code) => {
    const { zh, en, advice } = sealCheckText(code);
    for (const text of [zh, advice.zh]) expect(text).toMatch(/\p{Script=Han}/u);
    for (const text of [en, advice.en]) expect(text).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('names of checks of seals', () => {
  it('are each called something else, in both languages', () => {
    const titles = documentSealCheckNames.map(sealCheckTitle);
    expect(new Set(titles.map(({ zh }) => zh)).size).toBe(titles.length);
    expect(new Set(titles.map(({ en }) => en)).size).toBe(titles.length);
  });
});
