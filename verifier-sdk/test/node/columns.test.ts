import { describe, expect, it } from '@jest/globals';
import { entry, fold, padTo, widthOf } from '../../src/node/columns.js';
import { nearest } from '../../src/node/nearest.js';

describe('columns', () => {
  it.each([
    ['name', 4],
    ['名称 Name', 9],
    ['（2026）', 8],
    ['e\u0301', 1],
    ['𠮷', 2],
    ['✓ · → —', 7],
  ])('%s takes %d', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
    expect(widthOf(padTo(text, 20))).toBe(20);
  });

  it('a text is folded where it may break, and nothing of it is lost', () => {
    const text = '糕点销售；'.repeat(30) + ' retail of books '.repeat(10);
    const lines = fold(text, '  经营范围  ', 4);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}[^ ；]/);
    const bare = (some: string): string => some.replaceAll(' ', '');
    expect(bare(lines.join(''))).toBe(bare(`经营范围${text}`));
  });

  it('an identifier stays whole', () => {
    const identifier = 'A'.repeat(90);
    expect(entry('标识', identifier)).toEqual(['  标识', `    ${identifier}`]);
  });

  it('a value of two lines cannot pass for a line of the answer', () => {
    expect(entry('备注', '一\n有效 · valid')).toEqual(['  备注', '    一', '    有效 · valid']);
  });
});

it.each([
  ['polcy', 'policy'],
  ['snyc', 'sync'],
  ['stat', 'state'],
  ['json', null],
  ['at', null],
])('what is meant by %s: %s', (typed, meant) => {
  expect(nearest(typed, ['policy', 'sync', 'state', 'trust'])).toBe(meant);
});
