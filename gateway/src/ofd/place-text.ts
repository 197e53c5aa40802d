import { GatewayError } from '../errors.js';
import type { Face, Faces } from './face.js';
import { fitText, lineHeight, type FittedLine } from './fit-text.js';
import type { Source } from './particulars.js';
import type { Box, TemplateText, TextStyle } from './template.js';

/** One line of text at its place. */
export interface PlacedLine extends FittedLine {
  readonly style: TextStyle;
  readonly size: number;
  /** Millimetres from the top left corner of the page. */
  readonly boundary: Box;
  /** Null: of the page itself, the same in every document. */
  readonly source: Source | null;
}

/**
 * Breaks a text into lines, makes it smaller where it has to, and aligns it in its box.
 * @throws GatewayError DOCUMENT_CHARACTER_MISSING, DOCUMENT_TEXT_TOO_LONG
 */
export function placeText(
  faces: Faces,
  style: TextStyle,
  { box }: TemplateText,
  text: string,
  source: Source | null,
): readonly PlacedLine[] {
  const face = faces[style.face];
  const characters = Array.from(text);
  checkCharacters(face, characters, source);
  const [left, top, width, height] = box;
  const fitted = fitText(characters, face.metrics, { width, height }, style);
  if (fitted === null) return refuseLength(source);
  const { size, lines } = fitted;
  const pitch = size * lineHeight;
  const rest = height - lines.length * pitch;
  const first = top + (style.vertical === 'middle' ? rest / 2 : 0);
  return lines.map((line, i) => {
    const taken = size * line.advances.reduce((sum, advance) => sum + advance, 0);
    const indent = { left: 0, center: (width - taken) / 2, right: width - taken }[style.align];
    const boundary: Box = [left + Math.max(0, indent), first + i * pitch, taken, pitch];
    return { ...line, style, size, boundary, source };
  });
}

/** Where a request has the field that a text comes from. */
function pointerOf(source: Source | null): string {
  const [kind, name] = source?.split(':') ?? [];
  return kind === 'field' ? `#/fields/${String(name)}` : '#';
}

/** A missing character would be drawn as a box, and nobody could say which name was meant. */
function checkCharacters(
  { family, metrics }: Face,
  characters: readonly string[],
  source: Source | null,
): void {
  const missing = characters.find((one) => !metrics.has(one.codePointAt(0) ?? 0));
  if (missing === undefined) return;
  const code = `U+${(missing.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const named = /[\p{C}\p{Z}\p{M}]/u.test(missing) ? code : `${missing} (${code})`;
  throw new GatewayError('DOCUMENT_CHARACTER_MISSING', `${family} has no glyph for ${code}`, {
    fields: [
      {
        pointer: pointerOf(source),
        rule: 'glyph',
        zh: `字体中没有该字：${named}`,
        en: `has a character that the font lacks: ${named}`,
      },
    ],
  });
}

function refuseLength(source: Source | null): never {
  throw new GatewayError('DOCUMENT_TEXT_TOO_LONG', `the text does not fit the page`, {
    fields: [
      {
        pointer: pointerOf(source),
        rule: 'space',
        zh: '文字过长，版面放不下',
        en: 'is too long for its place on the page',
      },
    ],
  });
}
