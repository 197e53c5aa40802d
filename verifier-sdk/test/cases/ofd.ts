import { encodeBase64 } from '../../src/format/base64.js';
import { toHex } from '../../src/format/bytes.js';
import type { VerifierCode } from '../../src/errors.js';
import {
  edit,
  listPath,
  signDocument,
  smallDocument,
  wholeDocument,
  without,
  zipPackage,
  type Package,
  type Signing,
} from '../ofd/sample.js';
import { accept, reject, type Case, type Input } from './case.js';

const page = 'Doc_0/Pages/Page_0/Content.xml';
const root = 'Doc_0/Document.xml';
const first = 'Doc_0/Signs/Sign_0/Signature.xml';

const hex = (parts: Package): string => toHex(zipPackage(parts));
const signed = signDocument(smallDocument);
const good = (id: string, note: string, parts: Package, value: Input): Case =>
  accept(id, note, hex(parts), value);
/** Changed before it is signed. */
const unread = (
  id: string,
  code: VerifierCode,
  note: string,
  path: string,
  from: string,
  to: string,
): Case => reject(id, code, note, hex(signDocument(edit(smallDocument, path, from, to))));
/** Changed afterwards. */
const tampered = (id: string, code: VerifierCode, note: string, parts: Package): Case =>
  reject(id, code, note, hex(parts));
/** Signed with something else in Signature.xml. */
const missigned = (id: string, code: VerifierCode, note: string, from: string, to: string): Case =>
  reject(
    id,
    code,
    note,
    hex(signDocument(smallDocument, [{ change: (xml) => changed(xml, from, to) }])),
  );

function changed(xml: string, from: string, to: string): string {
  if (!xml.includes(from)) throw new Error(`no '${from}' in Signature.xml`);
  return xml.replace(from, to);
}

/** A signature that covers the document and no other signature's files, as commercial vendors make them. */
const documentOnly: Signing = { covers: (path) => !path.startsWith('Doc_0/Signs/') };
const whole: Signing = { covers: () => true };
const withAttachment = (parts: Package): Package => ({
  ...edit(
    parts,
    root,
    '</ofd:Document>',
    '<ofd:Attachments>A.xml</ofd:Attachments></ofd:Document>',
  ),
  'Doc_0/A.xml':
    '<ofd:Attachments xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Attachment ID="1" Name="a"><ofd:FileLoc>/yinzhao/licence.yzl</ofd:FileLoc></ofd:Attachment></ofd:Attachments>',
});
const withAnnotations = (pageId: string): Package => ({
  ...edit(
    smallDocument,
    root,
    '</ofd:Document>',
    '<ofd:Annotations>N.xml</ofd:Annotations></ofd:Document>',
  ),
  'Doc_0/N.xml': `<ofd:Annotations xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Page PageID="${pageId}"><ofd:FileLoc>N_0.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
  'Doc_0/N_0.xml':
    '<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Annot ID="6"/></ofd:PageAnnot>',
});
const licence = { 'yinzhao/licence.yzl': Uint8Array.of(0x85) };
const oneSignature = (mode: string, covers: number): Input => [{ id: 's1', mode, covers }];
const zeros = encodeBase64(new Uint8Array(32));

export const ofdCases: readonly Case[] = [
  good('sample', 'one page, one signature over all but the list of signatures', signed, {
    title: '示例许可证',
    pages: 1,
    signatures: oneSignature('continued', 3),
    parts: 6,
    licence: null,
    notices: [],
  }),
  good(
    'licence',
    'a licence file at its own place, put in after sealing',
    { ...signed, ...licence },
    {
      signatures: oneSignature('continued', 3),
      licence: '85',
      notices: [],
    },
  ),
  good(
    'whole-document',
    'resources, template, annotations, attachments, tags, extensions',
    signDocument(wholeDocument, [{ hasSeal: true }]),
    {
      pages: 1,
      signatures: oneSignature('continued', 21),
      notices: [],
    },
  ),
  good(
    'whole-protected',
    'the list of signatures is covered too',
    signDocument(smallDocument, [whole]),
    {
      signatures: oneSignature('whole', 4),
    },
  ),
  good('continued', 'a second signature covers the first', signDocument(smallDocument, [{}, {}]), {
    signatures: [
      { id: 's1', mode: 'continued', covers: 3 },
      { id: 's2', mode: 'continued', covers: 5 },
    ],
    notices: [],
  }),
  good(
    'continued-then-whole',
    'a second signature ends the document',
    signDocument(smallDocument, [{}, whole]),
    {
      signatures: [
        { id: 's1', mode: 'continued', covers: 3 },
        { id: 's2', mode: 'whole', covers: 6 },
      ],
    },
  ),
  good(
    'order-open',
    'a second signature covers the document alone: both hold, their order is open',
    signDocument(smallDocument, [documentOnly, documentOnly]),
    {
      signatures: [
        { id: 's1', mode: 'continued', covers: 3 },
        { id: 's2', mode: 'document', covers: 3 },
      ],
      notices: ['OFD_SIGNATURE_ORDER_OPEN'],
    },
  ),
  good(
    'vendor-forms',
    'the value before what is signed, SM3 by name, a time without zone, no method, relative references',
    signDocument(smallDocument, [
      {
        change: (xml) =>
          changed(xml, '1.2.156.10197.1.401', 'SM3')
            .replace(/<ofd:SignatureMethod>.*?<\/ofd:SignatureMethod>/, '')
            .replace('20260302110000Z', '2026-03-02 11:00:00')
            .replace('FileRef="/OFD.xml"', 'FileRef="../../../OFD.xml"')
            .replace(/(<ofd:SignedInfo>.*)(<ofd:SignedValue>.*<\/ofd:SignedValue>)/, '$2$1'),
      },
    ]),
    { signatures: oneSignature('continued', 3) },
  ),

  tampered(
    'unsigned',
    'OFD_UNSIGNED',
    'no signatures',
    edit(
      smallDocument,
      'OFD.xml',
      '<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>',
      '',
    ),
  ),
  tampered('stripped', 'OFD_UNSIGNED', 'an empty list of signatures', {
    ...smallDocument,
    [listPath]: '<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"/>',
  }),
  tampered(
    'page-changed',
    'OFD_REFERENCE_DIGEST_WRONG',
    'another text on the page',
    edit(signed, page, '示例餐饮', '别的餐饮'),
  ),
  tampered(
    'page-size',
    'OFD_REFERENCE_DIGEST_WRONG',
    'another size of the page',
    edit(signed, root, '210 297', '210 296'),
  ),
  tampered('page-added', 'OFD_REFERENCE_DIGEST_WRONG', 'another page in an index that was signed', {
    ...edit(signed, root, '</ofd:Pages>', '<ofd:Page ID="7" BaseLoc="P.xml"/></ofd:Pages>'),
    'Doc_0/P.xml': '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>',
  }),
  tampered('page-missing', 'OFD_PART_MISSING', 'the page is gone', without(signed, page)),
  tampered('entry-missing', 'OFD_PART_MISSING', 'no OFD.xml', without(signed, 'OFD.xml')),
  tampered('part-other-case', 'OFD_PART_MISSING', 'a part in another case than its location', {
    ...without(signed, page),
    'Doc_0/Pages/page_0/content.xml': signed[page] as string,
  }),
  tampered(
    'value-missing',
    'OFD_PART_MISSING',
    'no signed value',
    without(signed, 'Doc_0/Signs/Sign_0/SignedValue.dat'),
  ),
  tampered('list-missing', 'OFD_PART_MISSING', 'no list of signatures', without(signed, listPath)),
  tampered('part-added', 'OFD_PART_UNREACHED', 'a file that nothing leads to', {
    ...signed,
    'Doc_0/Pages/Page_1/Content.xml': '<a/>',
  }),
  tampered('licence-elsewhere', 'OFD_PART_UNREACHED', 'a licence file at another place', {
    ...signed,
    'yinzhao/other.yzl': Uint8Array.of(0x85),
  }),
  tampered(
    'page-uncovered',
    'OFD_PART_UNCOVERED',
    'a page that no signature covers',
    signDocument(smallDocument, [{ covers: (path) => path !== page && path !== listPath }]),
  ),
  tampered(
    'page-partly-covered',
    'OFD_PART_PARTLY_COVERED',
    'a page that only the second signature covers',
    signDocument(smallDocument, [{ covers: (path) => path !== page && path !== listPath }, {}]),
  ),
  tampered(
    'licence-reached',
    'OFD_LICENCE_REACHED',
    'the licence file is an attachment',
    signDocument(withAttachment({ ...smallDocument, ...licence })),
  ),
  tampered('second-list', 'OFD_SIGNATURE_UNLISTED', 'another list of signatures', {
    ...signed,
    'Doc_0/Signatures.xml': signed[listPath] as string,
  }),
  tampered(
    'signature-taken-out',
    'OFD_SIGNATURE_UNLISTED',
    'files of a signature that the list does not name',
    { ...signed, 'Doc_0/Signs/Sign_1/Signature.xml': signed[first] as string },
  ),
  tampered(
    'first-taken-out',
    'OFD_SIGNATURE_UNLISTED',
    'the first of two signatures is no longer in the list',
    firstTakenOut(),
  ),
  tampered(
    'signature-removed',
    'OFD_REFERENCE_MISSING',
    'the first of two signatures is gone with its files',
    without(without(firstTakenOut(), first), 'Doc_0/Signs/Sign_0/SignedValue.dat'),
  ),
  tampered(
    'signed-after-whole',
    'OFD_REFERENCE_DIGEST_WRONG',
    'a signature after one that ended the document',
    signDocument(smallDocument, [whole, {}]),
  ),
  tampered(
    'signature-twice',
    'OFD_SIGNATURE_TWICE',
    'one identifier twice',
    edit(signDocument(smallDocument, [documentOnly, documentOnly]), listPath, 'ID="s2"', 'ID="s1"'),
  ),
  tampered(
    'signature-shared',
    'OFD_SIGNATURE_TWICE',
    'two signatures of one file',
    edit(signDocument(smallDocument, [documentOnly, documentOnly]), listPath, 'Sign_1', 'Sign_0'),
  ),
  tampered(
    'entry-in-page-place',
    'OFD_ELEMENT_MISSING',
    'a page that is no page',
    signDocument(edit(smallDocument, root, 'Pages/Page_0/Content.xml', '/OFD.xml')),
  ),

  unread(
    'two-documents',
    'OFD_DOCUMENT_NOT_SINGLE',
    'a second document',
    'OFD.xml',
    '</ofd:OFD>',
    '<ofd:DocBody/></ofd:OFD>',
  ),
  tampered('no-document', 'OFD_DOCUMENT_NOT_SINGLE', 'none', {
    'OFD.xml': '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1" DocType="OFD"/>',
  }),
  unread(
    'versions',
    'OFD_VERSIONS_UNSUPPORTED',
    'several versions',
    'OFD.xml',
    '</ofd:DocBody>',
    '<ofd:Versions/></ofd:DocBody>',
  ),
  unread(
    'type',
    'OFD_VALUE_INVALID',
    'another type of document',
    'OFD.xml',
    'DocType="OFD"',
    'DocType="OFD-A"',
  ),
  unread(
    'two-lists',
    'OFD_ELEMENT_TWICE',
    'two lists of signatures',
    'OFD.xml',
    '<ofd:Signatures>',
    '<ofd:Signatures>a.xml</ofd:Signatures><ofd:Signatures>',
  ),
  unread(
    'two-roots',
    'OFD_ELEMENT_TWICE',
    'two roots',
    'OFD.xml',
    '<ofd:DocRoot>',
    '<ofd:DocRoot>a.xml</ofd:DocRoot><ofd:DocRoot>',
  ),
  unread(
    'no-page',
    'OFD_ELEMENT_MISSING',
    'no page',
    root,
    '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>',
    '',
  ),
  unread(
    'version-missing',
    'OFD_ATTRIBUTE_MISSING',
    'no version of OFD',
    'OFD.xml',
    ' Version="1.1"',
    '',
  ),
  unread(
    'namespace',
    'OFD_ELEMENT_FOREIGN',
    'another namespace',
    'OFD.xml',
    'http://www.ofdspec.org/2016',
    'http://www.ofdspec.org',
  ),
  unread(
    'no-namespace',
    'OFD_ELEMENT_FOREIGN',
    'an element without one',
    root,
    '<ofd:Pages>',
    '<Pages/><ofd:Pages>',
  ),
  unread(
    'xinclude',
    'OFD_ELEMENT_FOREIGN',
    'an inclusion',
    page,
    '<ofd:Content>',
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="a.xml"/><ofd:Content>',
  ),
  unread(
    'entity',
    'XML_DOCTYPE_FORBIDDEN',
    'entities on a page',
    page,
    '<ofd:Page ',
    '<!DOCTYPE a [<!ENTITY b "c">]><ofd:Page ',
  ),
  unread(
    'text-split',
    'XML_TEXT_SPLIT',
    'a comment inside a text of the page',
    page,
    '示例餐饮',
    '示例<!-- -->餐饮',
  ),
  unread('id-twice', 'OFD_ID_TWICE', 'two objects of one identifier', page, 'ID="3"', 'ID="2"'),
  unread(
    'id-page',
    'OFD_ID_TWICE',
    'an object with the identifier of its page',
    page,
    'ID="3"',
    'ID="01"',
  ),
  unread(
    'id-text',
    'OFD_VALUE_INVALID',
    'an identifier that is no number',
    root,
    'ID="1"',
    'ID="x"',
  ),
  unread('box', 'OFD_VALUE_INVALID', 'a page without height', root, '210 297', '210 0'),
  unread(
    'box-exponent',
    'OFD_VALUE_INVALID',
    'a number in another form',
    root,
    '210 297',
    '2e2 297',
  ),
  unread(
    'location-out',
    'OFD_LOCATION_INVALID',
    'out of the package',
    root,
    'Pages/Page_0',
    '../../Pages/Page_0',
  ),
  unread(
    'location-backslash',
    'OFD_LOCATION_INVALID',
    'a separator of Windows',
    root,
    'Pages/Page_0',
    'Pages\\Page_0',
  ),
  unread(
    'location-url',
    'OFD_LOCATION_INVALID',
    'elsewhere',
    root,
    'Pages/Page_0/Content.xml',
    'http://example.invalid/a.xml',
  ),
  unread('location-empty', 'OFD_LOCATION_INVALID', 'nowhere', 'OFD.xml', 'Doc_0/Document.xml', ''),
  unread(
    'template',
    'OFD_TEMPLATE_UNKNOWN',
    'a template that there is not',
    page,
    '<ofd:Content>',
    '<ofd:Template TemplateID="8"/><ofd:Content>',
  ),
  tampered(
    'annotation-page',
    'OFD_PAGE_UNKNOWN',
    'annotations of a page that there is not',
    signDocument(withAnnotations('8')),
  ),
  tampered('annotation-changed', 'OFD_REFERENCE_DIGEST_WRONG', 'another annotation', {
    ...signDocument(withAnnotations('1')),
    'Doc_0/N_0.xml': '<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"/>',
  }),

  missigned('digest-md5', 'OFD_DIGEST_METHOD_UNKNOWN', 'MD5', '1.2.156.10197.1.401', 'MD5'),
  missigned(
    'digest-hmac',
    'OFD_DIGEST_METHOD_UNKNOWN',
    'another identifier',
    '1.2.156.10197.1.401',
    '1.2.156.10197.1.401.2',
  ),
  missigned(
    'digest-unsaid',
    'OFD_DIGEST_METHOD_UNKNOWN',
    'none, which means MD5',
    ' CheckMethod="1.2.156.10197.1.401"',
    '',
  ),
  missigned(
    'method',
    'OFD_SIGNATURE_METHOD_UNKNOWN',
    'RSA',
    '1.2.156.10197.1.501',
    '1.2.840.113549.1.1.11',
  ),
  missigned(
    'reference-twice',
    'OFD_REFERENCE_TWICE',
    'one file in two spellings',
    '<ofd:Reference FileRef',
    `<ofd:Reference FileRef="/./OFD.xml"><ofd:CheckValue>${zeros}</ofd:CheckValue></ofd:Reference><ofd:Reference FileRef`,
  ),
  missigned(
    'reference-missing',
    'OFD_REFERENCE_MISSING',
    'a file that there is not',
    '<ofd:Reference FileRef',
    `<ofd:Reference FileRef="/a.xml"><ofd:CheckValue>${zeros}</ofd:CheckValue></ofd:Reference><ofd:Reference FileRef`,
  ),
  missigned(
    'digest-short',
    'OFD_VALUE_INVALID',
    'a digest of 31 bytes',
    '<ofd:Reference FileRef',
    `<ofd:Reference FileRef="/a.xml"><ofd:CheckValue>${encodeBase64(new Uint8Array(31))}</ofd:CheckValue></ofd:Reference><ofd:Reference FileRef`,
  ),
  missigned(
    'time',
    'OFD_VALUE_INVALID',
    'the 30th of February',
    '20260302110000Z',
    '20260230110000Z',
  ),
  missigned('time-text', 'OFD_VALUE_INVALID', 'a time in words', '20260302110000Z', 'yesterday'),
  missigned(
    'stamp-outside',
    'OFD_STAMP_OUTSIDE_PAGE',
    'a stamp beside the page',
    '150 20 40 40',
    '210 20 40 40',
  ),
  missigned(
    'stamp-page',
    'OFD_PAGE_UNKNOWN',
    'a stamp on a page that there is not',
    'PageRef="1"',
    'PageRef="9"',
  ),
  missigned(
    'no-provider',
    'OFD_ELEMENT_MISSING',
    'no provider',
    '<ofd:Provider ProviderName="sample" Version="1"/>',
    '',
  ),
  missigned(
    'two-values',
    'OFD_ELEMENT_TWICE',
    'two signed values',
    '<ofd:SignedValue>',
    '<ofd:SignedValue>a.dat</ofd:SignedValue><ofd:SignedValue>',
  ),
  missigned(
    'value-is-itself',
    'OFD_SIGNATURE_TWICE',
    'its own file as signed value',
    'SignedValue.dat',
    'Signature.xml',
  ),
  tampered(
    'type-unknown',
    'OFD_VALUE_INVALID',
    'a signature of another type',
    edit(signed, listPath, 'Type="Seal"', 'Type="Other"'),
  ),
  tampered(
    'based-on-none',
    'OFD_VALUE_INVALID',
    'based on a signature that is not before it',
    signDocument(smallDocument, [{ attributes: ' Relative="s2"' }]),
  ),
  reject('no-archive', 'ZIP_MALFORMED', 'not a zip archive', ''),
  reject('two-archives', 'ZIP_DATA_AROUND', 'bytes after the archive', `${hex(signed)}00`),
];

/** The list names the second signature alone; the files of the first are still there, and covered by the second. */
function firstTakenOut(): Package {
  const two = signDocument(smallDocument, [{}, {}]);
  const list = two[listPath] as string;
  return { ...two, [listPath]: list.replace(/<ofd:Signature ID="s1".*?\/>/, '') };
}
