import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { prepareTemplate } from '../../src/ofd/prepare-template.js';
import { readTemplates, templateOf } from '../../src/ofd/read-templates.js';
import { codes, faces, pageFolder, sm3, types } from './sample-document.js';

const text = readFileSync(join(pageFolder, 'business-licence.json'), 'utf8');
const png = (file: string): Buffer => readFileSync(join(pageFolder, file));

type Json = Record<string, unknown>;

const page = JSON.parse(text) as Json & { texts: (Json & { field?: string })[] };
const shows = (field: string): number => page.texts.findIndex((one) => one.field === field);

/** Prepares the page of a business licence with another value in one place; undefined: without it. */
function changed(path: string, value?: unknown): () => unknown {
  const copy = structuredClone(page);
  const names = path.split('/');
  const last = names.pop() ?? '';
  const place = names.reduce<Json>((at, name) => at[name] as Json, copy);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- JSON has no undefined
  if (value === undefined) delete place[last];
  else place[last] = value;
  return () => prepareTemplate(templateOf(copy, types, png), faces(), sm3);
}

describe('the pages', () => {
  it('are one for each licence type, plainly samples', () => {
    const templates = readTemplates(pageFolder, types);
    expect([...templates.keys()].sort()).toEqual(codes);
    for (const { template } of templates.values()) {
      expect(template.texts.map((one) => one.text)).toContain('样本 · 仅供演示，不具法律效力');
    }
  });

  it('that are well are taken', () => {
    expect(changed('type', page.type)).not.toThrow();
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown member', 'colour', 'red', '#/colour is not a field'],
    ['no page', 'page', undefined, '#/page is missing'],
    ['another type', 'type', '11999999EXAMPLE11X009', 'there is no licence type'],
    ['an unknown style', 'texts/0/style', 'none', 'there is no style none'],
    ['an inherited style', 'texts/0/style', 'toString', 'there is no style toString'],
    ['an unknown face', 'styles/title/face', 'kai', '#/styles/title/face is none of'],
    ['an unknown field', `texts/${shows('scope')}/field`, 'none', 'there is no field none'],
    ['a text that is two things', 'texts/0/field', 'name', '#/texts/0'],
    ['a text that is nothing', 'texts/0/text', undefined, '#/texts/0'],
    ['a fixed text that may be absent', 'texts/0/absent', '/', '#/texts/0'],
    ['a field that is not shown', `texts/${shows('scope')}/field`, 'kind', 'does not show scope'],
    [
      'a particular that a licence may lack',
      'particulars/number',
      'number',
      'number is no field that every licence',
    ],
    ['a box beyond the page', 'texts/0/box/0', 250, 'does not lie on the page'],
    ['a seal beyond the page', 'seal', [280, 0, 40, 40], 'does not lie on the page'],
    ['a box without height', 'pictures/0/box/3', 0, 'does not lie on the page'],
    ['a line beyond the page', 'lines/0/points/0', 298, 'does not lie on the page'],
    ['half a point', 'lines/0/points', [1, 2, 3, 4, 5], 'does not lie on the page'],
    [
      'a smallest size above the size',
      'styles/title/minimumSize',
      20,
      'the smallest size of title',
    ],
    ['a file of another folder', 'pictures/0/file', '../x.png', '#/pictures/0/file'],
  ])('are refused with %s', (_name, path, value, message) => {
    expect(changed(path, value)).toThrow(message);
  });

  it('are refused with a text of their own that does not fit or cannot be drawn', () => {
    expect(changed('texts/0/text', '营'.repeat(40))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_TEXT_TOO_LONG' }),
    );
    const low = `texts/${shows('scope')}/box/3`;
    expect(changed(low, 1)).toThrow(expect.objectContaining({ code: 'DOCUMENT_TEXT_TOO_LONG' }));
    for (const path of ['texts/0/text', `texts/${shows('number')}/absent`]) {
      expect(changed(path, '\u{20bb7}')).toThrow(
        expect.objectContaining({ code: 'DOCUMENT_CHARACTER_MISSING' }),
      );
    }
  });

  it('are refused by the name of their file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'yinzhao-pages-'));
    try {
      writeFileSync(join(folder, 'one.json'), text);
      expect(() => readTemplates(folder, types)).toThrow(
        /^one.json is not the page .*ornament.png/,
      );
      writeFileSync(join(folder, 'ornament.png'), 'GIF89a');
      expect(() => readTemplates(folder, types)).toThrow('ornament.png is no PNG picture');
      writeFileSync(join(folder, 'ornament.png'), png('ornament.png'));
      writeFileSync(join(folder, 'two.json'), text);
      expect(() => readTemplates(folder, types)).toThrow('two.json: the type');
      writeFileSync(join(folder, 'two.json'), '{');
      expect(() => readTemplates(folder, types)).toThrow('two.json is not the page');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
