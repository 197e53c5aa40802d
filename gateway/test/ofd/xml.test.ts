import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { element, escapeXml, textElement, xmlFile } from '../../src/ofd/xml.js';
import { readXml } from './read-package.js';

describe('XML', () => {
  it('gives back every text that it can hold, in content and attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let written: string;
        try {
          written = textElement('a', text, { b: text });
        } catch (error) {
          expect(error).toMatchObject({ code: 'DOCUMENT_TEXT_INVALID' });
          expect(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)).toBe(true);
          return;
        }
        expect(readXml(xmlFile(written))).toMatchObject({ text, attributes: { b: text } });
      }),
    );
  });

  it.each(['\u0000', '\u0008', '\u001f', '\ufffe', '\uffff', '\ud800', 'a\udc00b'])(
    'refuses %j',
    (text) => {
      expect(() => escapeXml(text)).toThrow(
        expect.objectContaining({ code: 'DOCUMENT_TEXT_INVALID' }),
      );
    },
  );

  it('writes line ends and tabs so that a reader keeps them', () => {
    expect(escapeXml('a\r\n\tb')).toBe('a&#13;&#10;&#9;b');
    expect(element('a', { b: 1 })).toBe('<a b="1"/>');
  });
});
