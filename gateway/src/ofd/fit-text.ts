import type { FontMetrics } from './font-metrics.js';

/** A text in lines, at the largest permitted size at which it fits. */
export interface FittedText {
  /** Millimetres. */
  readonly size: number;
  readonly lines: readonly FittedLine[];
}

export interface FittedLine {
  readonly text: string;
  /** How far each character moves the next one, in em. */
  readonly advances: readonly number[];
}

/** Of the size: from one line to the next. */
export const lineHeight = 1.4;
/** Each try is a twentieth smaller. */
const shrinking = 0.95;
/** Sums of fractions are not exact. */
const tolerance = 1e-9;

/** GB/T 15834: what does not begin a line, and what does not end one. */
const noStart =
  /[!%),.:;?\]}·—…、。〉》」』】〕〗〞︰︱︳﹐﹑﹒﹔﹕﹖﹗！＂％＇），．：；？］｜｝～”’]/u;
const noEnd = /[([{〈《「『【〔〖〝（［｛“‘]/u;
const wordCharacter = /[0-9A-Za-z\u00c0-\u024f_.\-/@]/u;

/**
 * @param characters - all of which the face has
 * @param box - width and height, in millimetres
 * @returns null where it does not fit even at the smallest size
 */
export function fitText(
  characters: readonly string[],
  metrics: FontMetrics,
  box: { readonly width: number; readonly height: number },
  sizes: { readonly size: number; readonly minimumSize: number },
): FittedText | null {
  const advances = characters.map((one) => metrics.get(one.codePointAt(0) ?? 0) ?? 0);
  for (let size = sizes.size; ; size = Math.max(size * shrinking, sizes.minimumSize)) {
    const room = Math.floor(box.height / (size * lineHeight) + tolerance);
    const lines = breakLines(characters, advances, box.width / size + tolerance, room);
    if (lines !== null) return { size, lines };
    if (size <= sizes.minimumSize) return null;
  }
}

/** @returns null where it takes more lines than there is room for */
function breakLines(
  characters: readonly string[],
  advances: readonly number[],
  width: number,
  room: number,
): FittedLine[] | null {
  const lines: FittedLine[] = [];
  let start = 0;
  while (start < characters.length) {
    if (lines.length === room) return null;
    const end = lineEnd(characters, advances, start, width);
    if (end === start) return null;
    const shown = trimEnd(characters, start, end);
    lines.push({
      text: characters.slice(start, shown).join(''),
      advances: advances.slice(start, shown),
    });
    start = skipBlanks(characters, end);
  }
  return lines;
}

/** Where the line that begins at `start` ends: at the last place before its room ends where it may. */
function lineEnd(
  characters: readonly string[],
  advances: readonly number[],
  start: number,
  width: number,
): number {
  let sum = 0;
  let end = start;
  for (; end < characters.length; end++) {
    sum += advances[end] ?? 0;
    if (sum > width) break;
  }
  if (end === characters.length) return end;
  for (let at = end; at > start; at--) {
    if (mayBreak(characters[at - 1] ?? '', characters[at] ?? '')) return at;
  }
  // A word longer than the line.
  return end;
}

function mayBreak(before: string, after: string): boolean {
  if (noStart.test(after) || noEnd.test(before)) return false;
  return !(wordCharacter.test(before) && wordCharacter.test(after));
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\u3000';

function trimEnd(characters: readonly string[], start: number, end: number): number {
  let shown = end;
  while (shown > start + 1 && isBlank(characters[shown - 1])) shown--;
  return shown;
}

function skipBlanks(characters: readonly string[], from: number): number {
  let at = from;
  while (isBlank(characters[at])) at++;
  return at;
}
