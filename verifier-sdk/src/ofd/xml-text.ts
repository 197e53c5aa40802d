import { VerifierError } from '../errors.js';

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['gt', '>'],
  ['lt', '<'],
  ['quot', '"'],
]);

/**
 * The five entities that XML itself has, and characters by number (XML 1.0 §4.1, §4.6).
 * @throws VerifierError XML_ENTITY_UNKNOWN
 */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,16};?)/g, (_all, word: string) => {
    const name = word.slice(0, -1);
    const character = word.endsWith(';') ? (named.get(name) ?? characterOf(name)) : undefined;
    if (character === undefined) {
      throw new VerifierError('XML_ENTITY_UNKNOWN', `'&${word}' stands for nothing`);
    }
    return character;
  });
}

function characterOf(name: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  const digits = hexadecimal ?? decimal;
  if (digits === undefined) return undefined;
  const point = parseInt(digits, hexadecimal === undefined ? 10 : 16);
  return isCharacter(point) ? String.fromCodePoint(point) : undefined;
}

/** §2.2: no controls but three, no surrogates, neither U+FFFE nor U+FFFF. */
function isCharacter(point: number): boolean {
  if (point < 0x20) return point === 9 || point === 10 || point === 13;
  return (
    point < 0xd800 || (point > 0xdfff && point < 0xfffe) || (point > 0xffff && point < 0x110000)
  );
}
