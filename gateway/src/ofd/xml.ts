import { GatewayError } from '../errors.js';

/** What XML 1.0 cannot hold, not even as a reference (§2.2), and U+FFFE and U+FFFF, which are no characters. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A reader makes blanks or line feeds of these where they stand as they are.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * A text as content of an element or value of an attribute.
 * @throws GatewayError DOCUMENT_TEXT_INVALID where XML cannot hold a character
 */
export function escapeXml(text: string): string {
  if (impossible.test(text)) {
    throw new GatewayError('DOCUMENT_TEXT_INVALID', 'a control character or half a character');
  }
  return text.replace(/[&<>"'\t\n\r]/g, (character) => references[character] ?? character);
}

/** `<name attributes>content</name>`; the content is XML already, the values of attributes are not. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(String(value))}"`,
  );
  const head = `${name}${written.join('')}`;
  return content === '' ? `<${head}/>` : `<${head}>${content}</${name}>`;
}

/** An element with nothing but a text. */
export function textElement(
  name: string,
  text: string,
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element(name, attributes, escapeXml(text));
}

export function xmlFile(root: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`);
}
