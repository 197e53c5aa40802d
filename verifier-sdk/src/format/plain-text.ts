/**
 * Controls, marks of writing direction and byte order, separators and invisible characters: with them a screen shows
 * something else than was signed. A newline stays, addresses and notes have several lines; so do the joiners that
 * Mongolian and Uyghur are written with.
 */
const deceiving =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** A text that looks as it reads, of at most `limit` UTF-16 units. */
export function isPlainText(text: string, limit: number): boolean {
  return text.length <= limit && !deceiving.test(text);
}
