/**
 * Control, format (bidi marks, byte order mark, joiners), surrogate and private-use characters, line and paragraph
 * separators: what a reader cannot see, or sees differently from machine to machine.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;
/** Other spaces than U+0020 and U+3000 look like these two. */
const oddSpace = /[^\P{Zs} \u3000]/u;
const outerSpace = /^[ \u3000]|[ \u3000]$/u;

/** A text of one line that has one spelling: NFC, nothing unseen, no white space around it. */
export function isPlainText(text: string): boolean {
  return (
    !unseen.test(text) &&
    !oddSpace.test(text) &&
    !outerSpace.test(text) &&
    text.normalize('NFC') === text
  );
}
