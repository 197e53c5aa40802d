import type { VerifierCode } from '../../src/errors.js';
import { encodeUtf8, toHex } from '../../src/format/bytes.js';
import { accept, reject, type Case, type Input } from './case.js';

const ofd = 'http://www.ofdspec.org/2016';
const element = (name: string, more: Readonly<Record<string, Input>> = {}): Input => ({
  namespace: null,
  name,
  attributes: {},
  children: [],
  text: '',
  ...more,
});
const good = (id: string, note: string, text: string, value: Input): Case =>
  accept(id, note, text, value);
const bad = (id: string, code: VerifierCode, note: string, text: string): Case =>
  reject(id, code, note, text);
const utf16 = (text: string): Input => ({
  bytes: `fffe${toHex(Uint8Array.from(Array.from(text, (one) => [one.charCodeAt(0), 0]).flat()))}`,
});

export const xmlCases: readonly Case[] = [
  good(
    'sample',
    'declaration, namespace, attribute, text',
    `<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Res xmlns:ofd="${ofd}" BaseLoc="Res"><ofd:Fonts>示例</ofd:Fonts></ofd:Res>\n`,
    element('Res', {
      namespace: ofd,
      attributes: { BaseLoc: 'Res' },
      children: [element('Fonts', { namespace: ofd, text: '示例' })],
    }),
  ),
  good('plain', 'no declaration, no namespace', '<a/>', element('a')),
  good(
    'other-prefix',
    'one namespace under another prefix',
    `<x:a xmlns:x="${ofd}"/>`,
    element('a', { namespace: ofd }),
  ),
  good(
    'default-namespace',
    'one namespace without prefix; attributes have none',
    `<a xmlns="${ofd}" b="1"><c xmlns=""/></a>`.replace('<c xmlns=""/>', '<c/>'),
    element('a', {
      namespace: ofd,
      attributes: { b: '1' },
      children: [element('c', { namespace: ofd })],
    }),
  ),
  good(
    'attribute-namespace',
    'one name with and without a namespace',
    '<a xmlns:p="urn:p" b="1" p:b="2" xml:lang="zh"/>',
    element('a', {
      attributes: { b: '1', '{urn:p}b': '2', '{http://www.w3.org/XML/1998/namespace}lang': 'zh' },
    }),
  ),
  good(
    'entities',
    'the five, and characters by number',
    `<a b='&lt;"&#10;'>&amp;&gt;&quot;&apos;&#x793a;&#20363;</a>`,
    element('a', { attributes: { b: '<"\n' }, text: `&>"'示例` }),
  ),
  good(
    'cdata',
    'a text that is one section',
    '<a><![CDATA[<b>&amp;]]></a>',
    element('a', { text: '<b>&amp;' }),
  ),
  good(
    'comments',
    'between elements',
    '<!-- a --><a>\n<!-- b --><b/>\n</a><!-- c -->',
    element('a', { children: [element('b')] }),
  ),
  good(
    'white-space',
    'line ends become one, in attributes a blank',
    '<a b="1\r\n2">\r\nx\ry</a\n>',
    element('a', { attributes: { b: '1 2' }, text: '\nx\ny' }),
  ),
  accept(
    'byte-order-mark',
    'vendors write one',
    { bytes: toHex(encodeUtf8('\ufeff<a/>')) },
    element('a'),
  ),
  good(
    'single-quotes',
    'in the declaration too',
    "<?xml version='1.0' encoding='utf-8' standalone='yes' ?><a/>",
    element('a'),
  ),

  bad('empty', 'XML_MALFORMED', 'nothing', ''),
  bad('text', 'XML_MALFORMED', 'no element', 'text'),
  bad('two-roots', 'XML_MALFORMED', 'two root elements', '<a/><b/>'),
  bad('text-behind', 'XML_MALFORMED', 'text after the root element', '<a/>x'),
  bad('not-closed', 'XML_MALFORMED', 'ends inside', '<a><b></b>'),
  bad('crossed', 'XML_MALFORMED', 'closed crosswise', '<a><b></a></b>'),
  bad(
    'other-prefix-closed',
    'XML_MALFORMED',
    'closed with another prefix of one namespace',
    '<p:a xmlns:p="urn:p" xmlns:q="urn:p"></q:a>',
  ),
  bad('tag-open', 'XML_MALFORMED', 'a tag that does not end', '<a'),
  bad('no-quotes', 'XML_MALFORMED', 'an attribute without quotes', '<a b=1/>'),
  bad('less-in-attribute', 'XML_MALFORMED', 'a tag inside a value', '<a b="<"/>'),
  bad('no-space', 'XML_MALFORMED', 'attributes without white space', '<a b="1"c="2"/>'),
  bad('name', 'XML_MALFORMED', 'a name that begins with a digit', '<1/>'),
  bad('two-colons', 'XML_MALFORMED', 'two prefixes', '<a:b:c xmlns:a="urn:a"/>'),
  bad('control', 'XML_MALFORMED', 'a control character', '<a>\u0001</a>'),
  bad('nul', 'XML_MALFORMED', 'a NUL', '<a>\0</a>'),
  bad('cdata-end', 'XML_MALFORMED', 'the end of a section alone', '<a>]]></a>'),
  bad('cdata-open', 'XML_MALFORMED', 'a section that does not end', '<a><![CDATA[x</a>'),
  bad('comment-open', 'XML_MALFORMED', 'a comment that does not end', '<a><!-- x</a>'),
  bad('comment-hyphens', 'XML_MALFORMED', 'two hyphens inside', '<a><!-- x -- y --></a>'),
  bad('cdata-outside', 'XML_MALFORMED', 'a section outside of the root', '<![CDATA[x]]><a/>'),
  bad(
    'late-declaration',
    'XML_INSTRUCTION_FORBIDDEN',
    'a declaration after white space',
    '\n<?xml version="1.0"?><a/>',
  ),
  bad(
    'declaration-order',
    'XML_MALFORMED',
    'encoding before version',
    '<?xml encoding="UTF-8" version="1.0"?><a/>',
  ),
  bad(
    'prefix-xml',
    'XML_MALFORMED',
    'the prefix xml means something else',
    '<a xmlns:xml="urn:x"/>',
  ),
  bad('prefix-empty', 'XML_MALFORMED', 'a prefix for no namespace', '<a xmlns:p=""/>'),
  bad('doctype', 'XML_DOCTYPE_FORBIDDEN', 'a document type', '<!DOCTYPE a><a/>'),
  bad(
    'external-dtd',
    'XML_DOCTYPE_FORBIDDEN',
    'one from elsewhere',
    '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>',
  ),
  bad(
    'entity-expansion',
    'XML_DOCTYPE_FORBIDDEN',
    'entities of entities',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>',
  ),
  bad('doctype-inside', 'XML_DOCTYPE_FORBIDDEN', 'inside an element', '<a><!DOCTYPE a></a>'),
  bad('entity', 'XML_ENTITY_UNKNOWN', 'an entity of HTML', '<a>&nbsp;</a>'),
  bad('entity-open', 'XML_ENTITY_UNKNOWN', 'an ampersand', '<a>R&D</a>'),
  bad('entity-attribute', 'XML_ENTITY_UNKNOWN', 'in an attribute', '<a b="&x;"/>'),
  bad('entity-control', 'XML_ENTITY_UNKNOWN', 'a control character by its number', '<a>&#1;</a>'),
  bad('entity-surrogate', 'XML_ENTITY_UNKNOWN', 'half a character', '<a>&#xD800;</a>'),
  bad('entity-beyond', 'XML_ENTITY_UNKNOWN', 'beyond Unicode', '<a>&#x110000;</a>'),
  bad(
    'entity-prototype',
    'XML_ENTITY_UNKNOWN',
    'the name of something else',
    '<a>&constructor;</a>',
  ),
  bad(
    'instruction',
    'XML_INSTRUCTION_FORBIDDEN',
    'a style sheet',
    '<?xml-stylesheet href="a.xsl"?><a/>',
  ),
  bad('instruction-inside', 'XML_INSTRUCTION_FORBIDDEN', 'inside an element', '<a><?php x?></a>'),
  bad('prefix-undeclared', 'XML_PREFIX_UNDECLARED', 'of an element', '<p:a/>'),
  bad('prefix-undeclared-attribute', 'XML_PREFIX_UNDECLARED', 'of an attribute', '<a p:b="1"/>'),
  bad(
    'prefix-beside',
    'XML_PREFIX_UNDECLARED',
    'declared by a sibling',
    '<a><b xmlns:p="urn:p"/><p:c/></a>',
  ),
  bad(
    'prefix-rebound',
    'XML_PREFIX_REBOUND',
    'another namespace inside',
    `<ofd:a xmlns:ofd="${ofd}"><ofd:b xmlns:ofd="urn:other"/></ofd:a>`,
  ),
  bad(
    'default-rebound',
    'XML_PREFIX_REBOUND',
    'another one without prefix',
    `<a xmlns="${ofd}"><b xmlns="urn:other"/></a>`,
  ),
  bad('attribute-twice', 'XML_ATTRIBUTE_TWICE', 'one name twice', '<a b="1" b="2"/>'),
  bad(
    'attribute-twice-prefix',
    'XML_ATTRIBUTE_TWICE',
    'one name under two prefixes',
    '<a xmlns:p="urn:p" xmlns:q="urn:p" p:b="1" q:b="2"/>',
  ),
  bad(
    'namespace-twice',
    'XML_ATTRIBUTE_TWICE',
    'one declaration twice',
    '<a xmlns:p="urn:p" xmlns:p="urn:p"/>',
  ),
  bad('split-comment', 'XML_TEXT_SPLIT', 'a comment inside a text', '<a>10<!-- -->0</a>'),
  bad('split-comment-before', 'XML_TEXT_SPLIT', 'a comment before a text', '<a><!-- -->0</a>'),
  bad('split-cdata', 'XML_TEXT_SPLIT', 'a section inside a text', '<a>1<![CDATA[0]]>0</a>'),
  bad('split-sections', 'XML_TEXT_SPLIT', 'two sections', '<a><![CDATA[1]]><![CDATA[0]]></a>'),
  bad('split-element', 'XML_TEXT_SPLIT', 'an element inside a text', '<a>1<b/>0</a>'),
  bad(
    'split-section-beside',
    'XML_TEXT_SPLIT',
    'a section beside an element',
    '<a><b/><![CDATA[0]]></a>',
  ),
  bad(
    'xinclude-undeclared',
    'XML_PREFIX_UNDECLARED',
    'an inclusion',
    '<a><xi:include href="b.xml"/></a>',
  ),
  reject('utf16', 'XML_ENCODING_UNSUPPORTED', 'UTF-16', utf16('<a/>')),
  reject('not-utf8', 'XML_ENCODING_UNSUPPORTED', 'GBK', { bytes: '3c613ecabec0fd3c2f613e' }),
  reject('overlong', 'XML_ENCODING_UNSUPPORTED', 'a tag in overlong UTF-8', {
    bytes: 'c0bc612f3e',
  }),
  bad(
    'declared-gbk',
    'XML_ENCODING_UNSUPPORTED',
    'GBK declared',
    '<?xml version="1.0" encoding="GBK"?><a/>',
  ),
  bad(
    'declared-utf7',
    'XML_ENCODING_UNSUPPORTED',
    'UTF-7 declared',
    '<?xml version="1.0" encoding="UTF-7"?><a/>',
  ),
  bad(
    'declared-utf16',
    'XML_ENCODING_UNSUPPORTED',
    'UTF-16 declared',
    '<?xml version="1.0" encoding="UTF-16"?><a/>',
  ),
  bad('version', 'XML_ENCODING_UNSUPPORTED', 'XML 1.1', '<?xml version="1.1"?><a/>'),
  bad(
    'deep',
    'XML_TOO_DEEP',
    '65 elements inside one another',
    `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`,
  ),
  bad('depth-bomb', 'XML_TOO_DEEP', '10,000 elements inside one another', '<a>'.repeat(10_000)),
  bad(
    'attributes',
    'XML_TOO_LARGE',
    '65 attributes',
    `<a ${Array.from({ length: 65 }, (_, i) => `a${i}="1"`).join(' ')}/>`,
  ),
];
