import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { licenceNamespace } from '../../src/ofd/document-files.js';
import { readFontMetrics } from '../../src/ofd/font-metrics.js';
import { fieldTexts } from '../../src/ofd/particulars.js';
import { writeDocument } from '../../src/ofd/write-document.js';
import { writeZip } from '../../src/ofd/zip.js';
import type { FieldValues } from '../../src/types/licence-type.js';
import { elements, readPackage, readXml, textsOf, type XmlNode } from './read-package.js';
import { codes, documentBytes, faces, prepared, sampleLicence, types } from './sample-document.js';

const documentation = join(__dirname, '..', '..', '..', 'docs', 'format', 'ofd-document.md');
const [business = '', food = '', estate = ''] = codes;
const templates = new Map(codes.map((code) => [code, prepared(code)]));

function templateFor(code: string) {
  const template = templates.get(code);
  if (template === undefined) throw new Error(`no template for ${code}`);
  return template;
}

function write(code: string, fields: FieldValues = {}) {
  const licence = sampleLicence(code, fields);
  const bytes = documentBytes(templateFor(code), licence);
  const parts = readPackage(bytes);
  const xml = (name: string): XmlNode => readXml(parts.get(name));
  const page = xml('Doc_0/Pages/Page_0/Content.xml');
  const shown = new Map(
    elements(page, 'ofd:TextObject').map((object) => [
      Number(object.attributes.ID),
      textsOf(object, 'ofd:TextCode').join(''),
    ]),
  );
  return { licence, bytes, parts, xml, page, shown };
}

/** Name → text of the elements right below. */
function record(node: XmlNode | undefined): Record<string, string> {
  return Object.fromEntries((node?.children ?? []).map(({ name, text }) => [name, text]));
}

function refusalOf(deed: () => unknown): unknown {
  try {
    deed();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

describe.each(codes)('the document of %s', (code) => {
  const type = types.get(code);
  if (type === undefined) throw new Error(`no type ${code}`);

  it('has the same bytes each time, also from a template that was prepared anew', () => {
    const { bytes, licence } = write(code);
    expect(write(code).bytes.equals(bytes)).toBe(true);
    expect(documentBytes(prepared(code), licence).equals(bytes)).toBe(true);
    expect(bytes.length).toBeLessThanOrEqual(60_000);
  });

  it('leads from OFD.xml to every part, and has no other', () => {
    const { parts, xml } = write(code);
    const [root] = textsOf(xml('OFD.xml'), 'ofd:DocRoot');
    expect(root).toBe('Doc_0/Document.xml');
    const document = xml('Doc_0/Document.xml');
    const below = (name: string): string[] => textsOf(document, name).map((at) => `Doc_0/${at}`);
    const lists = ['ofd:PublicRes', 'ofd:DocumentRes', 'ofd:CustomTags', 'ofd:Attachments'].flatMap(
      below,
    );
    const pages = elements(document, 'ofd:Page').map(
      ({ attributes }) => `Doc_0/${String(attributes.BaseLoc)}`,
    );
    const resources = lists
      .filter((name) => name.endsWith('Res.xml'))
      .flatMap((name) =>
        ['ofd:FontFile', 'ofd:MediaFile'].flatMap((one) => textsOf(xml(name), one)),
      )
      .map((file) => `Doc_0/Res/${file}`);
    const named = lists
      .filter((name) => !name.endsWith('Res.xml'))
      .flatMap((name) => textsOf(xml(name), 'ofd:FileLoc'))
      .map((at) => at.replace(/^\//, ''));
    expect([...parts.keys()].sort()).toEqual(
      ['OFD.xml', 'Doc_0/Document.xml', ...lists, ...pages, ...resources, ...named].sort(),
    );
    expect([...parts.keys()][0]).toBe('OFD.xml');
  });

  it('numbers everything once, and names the highest number first', () => {
    const { xml, page } = write(code);
    const document = xml('Doc_0/Document.xml');
    const files = [document, page, xml('Doc_0/PublicRes.xml'), xml('Doc_0/DocumentRes.xml')];
    const ids = files
      .flatMap((file) => [...new Set(allBelow(file))])
      .flatMap(({ attributes }) => (attributes.ID === undefined ? [] : [Number(attributes.ID)]));
    expect(new Set(ids).size).toBe(ids.length);
    const [common] = elements(document, 'ofd:CommonData');
    expect(common?.children[0]).toMatchObject({
      name: 'ofd:MaxUnitID',
      text: String(Math.max(...ids)),
    });
    const used = elements(page, 'ofd:TextObject').map(({ attributes }) => attributes.Font);
    const fonts = elements(xml('Doc_0/PublicRes.xml'), 'ofd:Font').map(
      ({ attributes }) => attributes.ID,
    );
    expect(new Set(used)).toEqual(new Set(fonts));
  });

  it('says the same on its page, in CustomDatas and in the attached file', () => {
    const { licence, xml, shown } = write(code);
    const datas = new Map(
      elements(xml('OFD.xml'), 'ofd:CustomData').map(({ attributes, text }) => [
        attributes.Name,
        text,
      ]),
    );
    const attached = xml('Doc_0/Attachs/licence.xml');
    const extension = record(elements(attached, 'extend_info')[0]);
    const onPage = [...shown.values()];
    for (const { field, text } of fieldTexts(type, licence)) {
      expect([field.name, datas.get(`KZ_${field.name}`)]).toEqual([field.name, text]);
      expect([field.name, extension[field.name]]).toEqual([field.name, text]);
      expect(onPage).toContain(text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1年$2月$3日'));
      // A certificate of real estate has its number below its title.
      if (field.displayName.zh !== '不动产权证号') expect(onPage).toContain(field.displayName.zh);
    }
    expect(datas.get('ZZBS')).toBe(`1.2.156.3005.2.${licence.identifier}`);
    expect(onPage).toContain(`1.2.156.3005.2.${licence.identifier}`);
    expect(attached.attributes.xmlns).toBe(licenceNamespace);
    expect(record(attached)).toMatchObject({
      certificate_type_code: code,
      certificate_version: '001',
      certificate_issuing_authority_code: '11999999EXAMPLE11X',
      certificate_validate_start: '20260105',
    });
  });

  it('tags each field with the objects that show it', () => {
    const { licence, xml, shown } = write(code);
    const tags = xml('Doc_0/Tags/licence.xml');
    const [extension] = elements(tags, 'extend_info');
    const tagged = fieldTexts(type, licence).map(({ field }) => field.name);
    expect(extension?.children.map(({ name }) => name).sort()).toEqual([...tagged].sort());
    for (const { field, text } of fieldTexts(type, licence)) {
      const [tag] = elements(tags, field.name);
      const texts = textsOf(tag as XmlNode, 'ofd:ObjectRef').map((id) => shown.get(Number(id)));
      const expected = text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1年$2月$3日');
      expect([field.name, texts.join('')]).toEqual([field.name, expected]);
    }
    const [holder] = elements(tags, 'certificate_holder_code');
    expect(holder?.children).toHaveLength(1);
  });

  it('embeds every character that it draws, as wide as in the whole face', () => {
    const { parts, page, xml } = write(code);
    for (const font of elements(xml('Doc_0/PublicRes.xml'), 'ofd:Font')) {
      const [file = ''] = textsOf(font, 'ofd:FontFile');
      const embedded = readFontMetrics(parts.get(`Doc_0/Res/${file}`) ?? Buffer.alloc(0));
      const whole = faces()[file.replace('.ttf', '') as 'serif' | 'sans'].metrics;
      const drawn = elements(page, 'ofd:TextObject')
        .filter(({ attributes }) => attributes.Font === font.attributes.ID)
        .flatMap((object) => textsOf(object, 'ofd:TextCode'))
        .join('');
      expect(drawn.length).toBeGreaterThan(10);
      for (const character of drawn) {
        const codePoint = character.codePointAt(0) ?? 0;
        expect([character, embedded.get(codePoint)]).toEqual([character, whole.get(codePoint)]);
      }
      expect(embedded.size).toBe(new Set(`${drawn} `).size);
    }
  });
});

function allBelow(node: XmlNode): XmlNode[] {
  return [node, ...node.children.flatMap(allBelow)];
}

describe('a document', () => {
  it('moves from character to character by their widths, and its last one nowhere', () => {
    const { page } = write(business);
    for (const code of elements(page, 'ofd:TextCode')) {
      const words = (code.attributes.DeltaX ?? '').split(' ').filter((word) => word !== '');
      let count = 0;
      for (let i = 0; i < words.length; i++) {
        if (words[i] === 'g') count += Number(words[(i += 2) - 1]);
        else count++;
      }
      expect([code.text, count]).toEqual([code.text, Array.from(code.text).length - 1]);
    }
  });

  it('says when a licence ends, and nothing where it does not', () => {
    const ends = (code: string): string[] =>
      textsOf(write(code).xml('Doc_0/Attachs/licence.xml'), 'certificate_validate_end');
    expect(ends(food)).toEqual(['20310104']);
    expect(ends(business)).toEqual([]);
    expect([...write(food).shown.values()]).toContain('2026年01月05日至2031年01月04日');
  });

  it('names the body that the caller names where the type has no field for it', () => {
    const { xml, shown } = write(estate);
    const attached = record(xml('Doc_0/Attachs/licence.xml'));
    expect(attached.certificate_issuing_authority_name).toBe('示例市行政审批局');
    expect(attached.certificate_issuing_authority_date).toBe('20260105');
    expect(attached.certificate_holder_type_name).toBe('公民身份号码');
    expect([...shown.values()]).toContain('示例市行政审批局');
    const own = record(write(business).xml('Doc_0/Attachs/licence.xml'));
    expect(own.certificate_issuing_authority_name).toBe('示例市市场监督管理局');
    expect(own.certificate_holder_type_name).toBe('统一社会信用代码');
  });

  it('has room for a seal on its page, and says that it has signatures when it is told so', () => {
    const document = writeDocument(templateFor(business), sampleLicence(business));
    const entryOf = (signed: boolean) => Buffer.from(document.entry(signed).bytes).toString();
    expect(entryOf(true)).toContain('<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>');
    expect(entryOf(false)).not.toContain('Signatures');
    expect(document.parts.map(({ name }) => name)).not.toContain('OFD.xml');
    expect(document.seal).toEqual({ pageId: 4, box: [192, 127, 38, 38] });
    const pages = textsOf(
      readXml(
        readPackage(writeZip([document.entry(false), ...document.parts])).get('Doc_0/Document.xml'),
      ),
      'ofd:MaxUnitID',
    );
    expect(Number(pages[0])).toBeGreaterThan(30);
  });

  it('has the attached file that its page in the documentation shows', () => {
    const shown = /```xml\n([\s\S]*?\n)```/.exec(readFileSync(documentation, 'utf8'));
    const attached = write(estate).parts.get('Doc_0/Attachs/licence.xml');
    expect(shown?.[1]).toBe(attached?.toString());
  });

  it('breaks a long text into lines that its tag names in order', () => {
    const scope = '食品销售（仅为示例）；'.repeat(40);
    const { xml, shown, bytes } = write(business, { scope });
    const [tag] = elements(xml('Doc_0/Tags/licence.xml'), 'scope');
    const lines = textsOf(tag as XmlNode, 'ofd:ObjectRef').map((id) => shown.get(Number(id)) ?? '');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('')).toBe(scope);
    for (const line of lines) expect(line).not.toMatch(/^[；）]|（$/);
    expect(bytes.length).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ['an end of its element', '</ofd:TextCode><x>&amp;]]>"\'', '#/fields/scope'],
    ['a document type', '<!DOCTYPE x [<!ENTITY e "f">]>&e;', '#/fields/scope'],
    ['an attribute', '" onload="x', '#/fields/scope'],
  ])('carries %s as text', (_name, scope) => {
    const { xml, shown } = write(business, { scope });
    expect(textsOf(xml('Doc_0/Attachs/licence.xml'), 'scope')).toEqual([scope]);
    const [tag] = elements(xml('Doc_0/Tags/licence.xml'), 'scope');
    const lines = textsOf(tag as XmlNode, 'ofd:ObjectRef').map((id) => shown.get(Number(id)));
    expect(lines.join('').replaceAll(' ', '')).toBe(scope.replaceAll(' ', ''));
    const datas = elements(xml('OFD.xml'), 'ofd:CustomData');
    expect(datas.find(({ attributes }) => attributes.Name === 'KZ_scope')?.text).toBe(scope);
  });

  it('is refused where a character has no glyph, and says which', () => {
    for (const [name, shown] of [
      ['示例\u{20bb7}', '\u{20bb7} (U+20BB7)'],
      ['示例\u0007', 'U+0007'],
      ['示例\ufe0f', 'U+FE0F'],
    ]) {
      const error = refusalOf(() => write(business, { name: name ?? '' }));
      expect(error).toMatchObject({
        code: 'DOCUMENT_CHARACTER_MISSING',
        fields: [
          { pointer: '#/fields/name', rule: 'glyph', zh: `字体中没有该字：${String(shown)}` },
        ],
      });
      expect(String(error)).not.toContain('示例');
    }
  });

  it('is refused where a text does not fit its place', () => {
    const error = refusalOf(() => write(business, { scope: '示例'.repeat(1000) }));
    expect(error).toMatchObject({
      code: 'DOCUMENT_TEXT_TOO_LONG',
      fields: [{ pointer: '#/fields/scope' }],
    });
    expect(() => write(business, { name: 'W'.repeat(100_000) })).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_TEXT_TOO_LONG' }),
    );
  });

  it('is refused where a text cannot stand in XML', () => {
    const licence = { ...sampleLicence(business), issuer: '示例\u0000局' };
    expect(() => documentBytes(templateFor(business), licence)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_TEXT_INVALID' }),
    );
  });
});
