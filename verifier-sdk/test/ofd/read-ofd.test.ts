import { describe, expect, it } from '@jest/globals';
import { VerifierError } from '../../src/errors.js';
import { nodeEngine } from '../../src/node/engine.js';
import { nodeInflate } from '../../src/node/inflate.js';
import { readOfd, type OfdReading } from '../../src/ofd/read-ofd.js';
import {
  edit,
  listPath,
  signDocument,
  smallDocument,
  wholeDocument,
  without,
  zipPackage,
  type Package,
} from './sample.js';

const read = (parts: Package, isDeflated = true): OfdReading =>
  readOfd(zipPackage(parts, isDeflated), { engine: nodeEngine(), inflate: nodeInflate });
const told = ({ findings }: OfdReading): readonly string[] =>
  findings.map(({ code, path, signature }) => [code, path, signature].filter(Boolean).join(' '));

const page = 'Doc_0/Pages/Page_0/Content.xml';

describe('an OFD file', () => {
  it('gives its pages, resources, attachments, tags and particulars', () => {
    const { document, isClosed, licence } = read(signDocument(wholeDocument));
    expect(isClosed).toBe(true);
    expect(licence).toBeNull();
    expect(document?.info.customDatas).toEqual([{ name: 'ZZMC', value: '示例许可证' }]);
    // The page names no box: its template does.
    const box = { x: 0, y: 0, width: 297, height: 210 };
    expect(document?.pages).toEqual([{ id: '1', path: page, box }]);
    expect(document?.resources.map(({ id, kind, path }) => [id, kind, path])).toEqual([
      ['12', 'ColorSpace', 'Doc_0/Res/colour.icc'],
      ['10', 'Font', 'Doc_0/Res/serif.ttf'],
      ['11', 'MultiMedia', 'Doc_0/Res/image.png'],
      ['13', 'DrawParam', null],
    ]);
    expect(document?.attachments).toEqual([
      { id: 'a1', name: 'data', format: 'xml', path: 'Doc_0/Attachs/data.xml' },
    ]);
    expect(document?.customTags[0]?.type).toBe('licence');
  });

  it('gives what a signature says, with the bytes that its value is about', () => {
    const parts = signDocument(smallDocument, [{ hasSeal: true }]);
    const [signature] = read(parts).signatures;
    expect(signature).toMatchObject({
      id: 's1',
      type: 'Seal',
      base: null,
      provider: { name: 'sample', version: '1', company: null },
      time: '2026-03-02T11:00:00Z',
      stamps: [{ id: '1', pageId: '1', boundary: { x: 150, y: 20, width: 40, height: 40 } }],
      seal: 'Doc_0/Signs/Sign_0/Seal.esl',
    });
    const xml = parts['Doc_0/Signs/Sign_0/Signature.xml'] as string;
    expect(Buffer.from(signature?.fileBytes ?? []).toString('utf8')).toBe(xml);
    expect([...(signature?.sealBytes ?? [])]).toEqual([0x30, 0]);
  });

  it.each(Object.keys(wholeDocument))('is not closed where %s is another one', (path) => {
    const signed = signDocument(wholeDocument);
    const part = signed[path] as string | Uint8Array;
    const other = typeof part === 'string' ? `${part}\n` : Uint8Array.of(...part, 0);
    const reading = read({ ...signed, [path]: other });
    expect(reading.isClosed).toBe(false);
    expect(told(reading)).toContain(`OFD_REFERENCE_DIGEST_WRONG ${path} s1`);
    expect(told(reading)).toContain(`OFD_PART_UNCOVERED ${path}`);
  });

  it.each(Object.keys(wholeDocument))('follows every location: %s is reached', (path) => {
    const covers = (one: string): boolean => one !== path && one !== listPath;
    const reading = read(signDocument(wholeDocument, [{ covers }]));
    expect(told(reading)).toEqual([`OFD_PART_UNCOVERED ${path}`]);
    expect(reading.signatures[0]?.misses).toEqual([path]);
  });

  it.each(Object.keys(wholeDocument))('names %s where it is missing', (path) => {
    const reading = read(without(signDocument(wholeDocument), path));
    expect(told(reading)).toContain(`OFD_PART_MISSING ${path}`);
    expect(reading.isClosed).toBe(false);
  });

  it('says what each signature covers, and whether their order is proven', () => {
    const covers = (path: string): boolean => !path.startsWith('Doc_0/Signs/');
    const reading = read(signDocument(smallDocument, [{ covers }, { covers }]));
    expect(reading.isClosed).toBe(true);
    expect(reading.findings).toMatchObject([
      { code: 'OFD_SIGNATURE_ORDER_OPEN', effect: 'notice', signature: 's2' },
    ]);
    expect(reading.coverage.map(({ path, role, coveredBy }) => [path, role, ...coveredBy])).toEqual(
      [
        ['OFD.xml', 'document', 's1', 's2'],
        ['Doc_0/Document.xml', 'document', 's1', 's2'],
        [page, 'document', 's1', 's2'],
        [listPath, 'signature'],
        ['Doc_0/Signs/Sign_0/Signature.xml', 'signature'],
        ['Doc_0/Signs/Sign_0/SignedValue.dat', 'signature'],
        ['Doc_0/Signs/Sign_1/Signature.xml', 'signature'],
        ['Doc_0/Signs/Sign_1/SignedValue.dat', 'signature'],
      ],
    );
  });

  it('is not vouched for by a second signature alone', () => {
    const covers = (path: string): boolean => path !== page && path !== listPath;
    const reading = read(signDocument(smallDocument, [{ covers }, {}]));
    expect(told(reading)).toEqual([`OFD_PART_PARTLY_COVERED ${page}`]);
    expect(reading.signatures.map(({ misses }) => misses)).toEqual([[page], []]);
  });

  it('names what was added beside it, and goes on', () => {
    const parts = {
      ...signDocument(smallDocument),
      'a.bin': Uint8Array.of(1),
      'yinzhao/licence.yzl': 'x',
    };
    const reading = read(parts);
    expect(told(reading)).toEqual(['OFD_PART_UNREACHED a.bin']);
    expect(reading.coverage.at(-1)).toMatchObject({ role: 'licence', coveredBy: [] });
    expect(reading.signatures).toHaveLength(1);
  });

  it('tells of everything that is wrong, not only of the first', () => {
    const parts = edit(signDocument(wholeDocument), page, '示例餐饮', '别的餐饮');
    const reading = read({ ...without(parts, 'Doc_0/Res/image.png'), 'a.bin': 'x' });
    expect(told(reading)).toEqual([
      'OFD_PART_MISSING Doc_0/Res/image.png',
      'OFD_REFERENCE_MISSING Doc_0/Res/image.png s1',
      'OFD_REFERENCE_DIGEST_WRONG Doc_0/Pages/Page_0/Content.xml s1',
      'OFD_PART_UNCOVERED Doc_0/Pages/Page_0/Content.xml',
      'OFD_PART_UNREACHED a.bin',
    ]);
  });

  it.each([
    ['digits', ['00', { engine: nodeEngine(), inflate: nodeInflate }]],
    ['no engine', [new Uint8Array(), { engine: undefined, inflate: nodeInflate }]],
    ['no inflate', [new Uint8Array(), { engine: nodeEngine(), inflate: null }]],
  ])('is never asked of %s', (_name, given) => {
    const misuse = () => readOfd(...(given as unknown as Parameters<typeof readOfd>));
    expect(misuse).toThrow(VerifierError);
    expect(misuse).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
