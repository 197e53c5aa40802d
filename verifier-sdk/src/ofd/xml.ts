import { VerifierError, type VerifierCode } from '../errors.js';
import { decodeUtf8 } from '../format/bytes.js';
import { unescapeXml } from './xml-text.js';

/** An element whose namespaces are resolved: what its prefix was is forgotten. */
export interface XmlElement {
  /** Null where there is none. */
  readonly namespace: string | null;
  /** Without its prefix. */
  readonly name: string;
  /** By their names; those of a namespace as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Of an element without children; else it is empty. White space is kept. */
  readonly text: string;
}

const maximumBytes = 16 << 20;
const maximumDepth = 64;
const maximumElements = 200_000;
const maximumAttributes = 64;

const start =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}' +
  '\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}' +
  '\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const ncName = `[${start}][\\u{300}-\\u{36F}\\u{B7}\\u{203F}\\u{2040}.0-9${start}-]*`;
const qualified = new RegExp(`(?:(${ncName}):)?(${ncName})`, 'uy');
/** Anything but quotes of its own kind and `<` (XML 1.0 §3.1). */
const attributeValue = /[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const space = /[ \t\r\n]*/y;
const declaration =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])([^"'<]*)\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([^"'<]*)\3)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\5)?[ \t\r\n]*\?>/y;

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

interface Cursor {
  readonly text: string;
  at: number;
  elements: number;
}

/** What prefixes mean; '' is the one of elements without. */
type Scope = ReadonlyMap<string, string>;

interface QName {
  readonly prefix: string;
  readonly name: string;
}

export function refuseXml(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

function malformed({ at }: Cursor, message: string): never {
  return refuseXml('XML_MALFORMED', `${message}, at character ${at}`);
}

/**
 * Reads XML 1.0 with namespaces, as much of it as OFD needs and no reader takes for anything else: UTF-8, no document type,
 * no entities beyond the five, no instructions, and each text in one piece.
 * @throws VerifierError an XML_ code
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  if (bytes.length > maximumBytes) refuseXml('XML_TOO_LARGE', 'more than 16 MiB');
  const cursor: Cursor = { text: textOf(bytes), at: 0, elements: 0 };
  skipDeclaration(cursor);
  skipMisc(cursor);
  const root = readElement(cursor, new Map([['xml', xmlNamespace]]), 1);
  skipMisc(cursor);
  if (cursor.at < cursor.text.length) malformed(cursor, 'something after the root element');
  return root;
}

/** Vendors write a byte order mark; after one the text is the same. */
function textOf(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let text: string;
  try {
    text = decodeUtf8(hasMark ? bytes.subarray(3) : bytes);
  } catch (cause) {
    throw new VerifierError('XML_ENCODING_UNSUPPORTED', 'not UTF-8', { cause });
  }
  // XML 1.0 §2.2. All other characters below are written as they are, or by number.
  if (/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)) {
    refuseXml('XML_MALFORMED', 'a character that is none in XML');
  }
  // §2.11: every program has the same line ends.
  return text.replace(/\r\n?/g, '\n');
}

function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found !== null) cursor.at = pattern.lastIndex;
  return found;
}

const isNext = ({ text, at }: Cursor, word: string): boolean => text.startsWith(word, at);

function skipDeclaration(cursor: Cursor): void {
  if (!/^<\?xml[ \t\n]/.test(cursor.text)) return;
  const found = match(cursor, declaration);
  if (found === null) return malformed(cursor, 'not a declaration of XML');
  const [, , version, , encoding] = found;
  if (version !== '1.0' || (encoding !== undefined && !/^utf-?8$/i.test(encoding))) {
    refuseXml('XML_ENCODING_UNSUPPORTED', `XML ${version ?? ''} in ${encoding ?? 'UTF-8'}`);
  }
}

/** White space and comments around the root element. */
function skipMisc(cursor: Cursor): void {
  match(cursor, space);
  while (isNext(cursor, '<!') || isNext(cursor, '<?')) {
    skipComment(cursor);
    match(cursor, space);
  }
}

function skipComment(cursor: Cursor): void {
  refuseDeclarations(cursor);
  const end = cursor.text.indexOf('--', cursor.at + 4);
  if (!isNext(cursor, '<!--') || end < 0) return malformed(cursor, 'not a comment');
  if (cursor.text[end + 2] !== '>') return malformed(cursor, 'two hyphens inside a comment');
  cursor.at = end + 3;
}

function refuseDeclarations(cursor: Cursor): void {
  if (isNext(cursor, '<?')) refuseXml('XML_INSTRUCTION_FORBIDDEN', 'a processing instruction');
  if (
    /^<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(
      cursor.text.slice(cursor.at, cursor.at + 10),
    )
  ) {
    refuseXml('XML_DOCTYPE_FORBIDDEN', 'a document type declaration');
  }
}

function readName(cursor: Cursor): QName {
  const found = match(cursor, qualified);
  if (found === null) return malformed(cursor, 'a name is missing');
  return { prefix: found[1] ?? '', name: found[2] ?? '' };
}

function readElement(cursor: Cursor, outer: Scope, depth: number): XmlElement {
  if (depth > maximumDepth) refuseXml('XML_TOO_DEEP', `more than ${maximumDepth} elements deep`);
  if (++cursor.elements > maximumElements) refuseXml('XML_TOO_LARGE', 'too many elements');
  if (!isNext(cursor, '<')) malformed(cursor, 'an element is missing');
  refuseDeclarations(cursor);
  cursor.at++;
  const qname = readName(cursor);
  const written = readAttributes(cursor);
  const scope = scopeOf(written, outer);
  const head = {
    namespace: namespaceOf(qname, scope),
    name: qname.name,
    attributes: attributesOf(written, scope),
  };
  if (isNext(cursor, '/>')) {
    cursor.at += 2;
    return { ...head, children: [], text: '' };
  }
  if (!isNext(cursor, '>')) malformed(cursor, 'a tag that does not end');
  cursor.at++;
  const content = readContent(cursor, scope, depth);
  const closing = readName(cursor);
  match(cursor, space);
  const isClosed = closing.prefix === qname.prefix && closing.name === qname.name;
  if (!isClosed || !isNext(cursor, '>')) malformed(cursor, `'${qname.name}' is not closed`);
  cursor.at++;
  return { ...head, ...content };
}

function readAttributes(cursor: Cursor): readonly (readonly [QName, string])[] {
  const written: [QName, string][] = [];
  for (;;) {
    const before = cursor.at;
    match(cursor, space);
    if (isNext(cursor, '>') || isNext(cursor, '/>')) return written;
    if (cursor.at === before) malformed(cursor, 'white space is missing');
    if (written.length >= maximumAttributes) refuseXml('XML_TOO_LARGE', 'too many attributes');
    const name = readName(cursor);
    const found = match(cursor, attributeValue);
    if (found === null) return malformed(cursor, 'an attribute without a value');
    // §3.3.3: white space as it is written counts as blanks.
    const value = (found[1] ?? found[2] ?? '').replace(/[\t\n]/g, ' ');
    written.push([name, unescapeXml(value)]);
  }
}

/** The prefix that an attribute declares, '' for elements without one; null: it declares none. */
function declaredBy({ prefix, name }: QName): string | null {
  if (prefix === 'xmlns') return name;
  return prefix === '' && name === 'xmlns' ? '' : null;
}

/** The scope inside an element; a prefix never comes to mean something else. */
function scopeOf(written: readonly (readonly [QName, string])[], outer: Scope): Scope {
  const scope = new Map(outer);
  for (const [qname, uri] of written) {
    const declared = declaredBy(qname);
    if (declared === null) continue;
    if (!mayDeclare(declared, uri)) {
      refuseXml('XML_MALFORMED', `the prefix '${declared}' cannot mean that`);
    }
    if ((outer.get(declared) ?? uri) !== uri) {
      refuseXml('XML_PREFIX_REBOUND', `the prefix '${declared}' means another namespace inside`);
    }
    scope.set(declared, uri);
  }
  return scope;
}

/** Namespaces in XML 1.0 §3: two prefixes have their meaning, and only elements without one can have none. */
function mayDeclare(prefix: string, uri: string): boolean {
  if (prefix === 'xmlns' || uri === xmlnsNamespace) return false;
  if (prefix === 'xml' || uri === xmlNamespace) return prefix === 'xml' && uri === xmlNamespace;
  return uri !== '' || prefix === '';
}

function namespaceOf({ prefix }: QName, scope: Scope): string | null {
  const uri = scope.get(prefix);
  if (uri === undefined && prefix !== '') {
    refuseXml('XML_PREFIX_UNDECLARED', `the prefix '${prefix}' is not declared`);
  }
  return uri === undefined || uri === '' ? null : uri;
}

/** Declarations of namespaces are left out, once it is known that none stands twice. */
function attributesOf(
  written: readonly (readonly [QName, string])[],
  scope: Scope,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const declared = new Set<string>();
  for (const [qname, value] of written) {
    const prefix = declaredBy(qname);
    const key = prefix ?? attributeKey(qname, scope);
    if (prefix === null ? attributes.has(key) : declared.has(key)) {
      refuseXml('XML_ATTRIBUTE_TWICE', `'${qname.name}' stands twice`);
    }
    if (prefix === null) attributes.set(key, value);
    else declared.add(key);
  }
  return attributes;
}

/** An attribute without a prefix is of no namespace, whatever its element is of. */
function attributeKey(qname: QName, scope: Scope): string {
  return qname.prefix === '' ? qname.name : `{${namespaceOf(qname, scope) ?? ''}}${qname.name}`;
}

/** Pieces of text, each unescaped, and whether something divides them. */
interface Pieces {
  readonly texts: string[];
  hasComment: boolean;
}

/** Up to the name in the closing tag. */
function readContent(
  cursor: Cursor,
  scope: Scope,
  depth: number,
): Pick<XmlElement, 'children' | 'text'> {
  const children: XmlElement[] = [];
  const pieces: Pieces = { texts: [], hasComment: false };
  for (;;) {
    readText(cursor, pieces);
    if (isNext(cursor, '</')) break;
    if (isNext(cursor, '<!')) readMarked(cursor, pieces);
    else children.push(readElement(cursor, scope, depth + 1));
  }
  cursor.at += 2;
  return { children, text: joinedText(pieces, children.length > 0) };
}

function readText(cursor: Cursor, { texts }: Pieces): void {
  const end = cursor.text.indexOf('<', cursor.at);
  if (end < 0) return malformed(cursor, 'ends inside an element');
  const text = cursor.text.slice(cursor.at, end);
  if (text.includes(']]>')) malformed(cursor, 'the end of a CDATA section without its beginning');
  if (text !== '') texts.push(unescapeXml(text));
  cursor.at = end;
}

/** A comment, or a CDATA section, which is a piece of text that is not unescaped. */
function readMarked(cursor: Cursor, pieces: Pieces): void {
  if (!isNext(cursor, '<![CDATA[')) {
    skipComment(cursor);
    pieces.hasComment = true;
    return;
  }
  const end = cursor.text.indexOf(']]>', cursor.at);
  if (end < 0) return malformed(cursor, 'a CDATA section that does not end');
  pieces.texts.push(cursor.text.slice(cursor.at + 9, end));
  cursor.at = end + 3;
}

/**
 * Some readers join what comments and sections divide, others take the first piece or the last. So a text is one piece,
 * and beside children, or a comment, there is only white space.
 */
function joinedText({ texts, hasComment }: Pieces, hasChildren: boolean): string {
  const isBlank = texts.every((text) => /^[ \t\n]*$/.test(text));
  const isDivided = hasChildren || hasComment || texts.length > 1;
  if (isDivided && !isBlank) refuseXml('XML_TEXT_SPLIT', 'a text that is divided');
  return isDivided ? '' : (texts[0] ?? '');
}
