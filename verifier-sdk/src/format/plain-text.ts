/**
 * Controls, marks of writing direction and byte order, separators and invisible characters: with them a screen shows
 * something else than was signed. A newline stays, addresses and notes have several lines; so do the joiners that
 * Mongolian and Uyghur are written with.
 */
const deceiving = new RegExp(
  [
    '\\u{34f}|[\\u{0}-\\u{9}\\u{b}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{61c}\\u{115f}\\u{1160}',
    '\\u{200b}\\u{200e}\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{feff}',
    '\\u{ffa0}\\u{fff9}-\\u{fffb}\\u{e0000}-\\u{e007f}]',
  ].join(''),
  'u',
);
const deceivingAll = new RegExp(deceiving, 'gu');

/** A text that looks as it reads, of at most `limit` UTF-16 units. */
export function isPlainText(text: string, limit: number): boolean {
  return text.length <= limit && !deceiving.test(text);
}

/** The same text for a screen, which none of these may reach: each is shown as JSON escapes it. */
export function visibleText(text: string): string {
  return text.replace(deceivingAll, (found) =>
    Array.from(
      { length: found.length },
      (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** The set of all letters costs a first verification milliseconds to make: names of ours have one of the few. */
function isSeen(text: string): boolean {
  return /[0-9A-Za-z\u4e00-\u9fa5]/.test(text) || /[\p{L}\p{N}]/u.test(text);
}

/** What somebody is called by: one line of plain text that begins, ends and is made of something to see. */
export function isLabel(text: string, limit: number): boolean {
  return isSeen(text) && text.trim() === text && !text.includes('\n') && isPlainText(text, limit);
}
