/** What a terminal has at least. */
export const screenColumns = 80;

/** Two columns each: Chinese, Japanese and Korean characters, full-width forms, pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const none = /[\p{M}\u200c\u200d]/u;
/** These never begin a line. */
const closing = /[，。；：、）》」』】！？·]/u;

/** Columns; longer ones are Chinese sentences, or cannot be broken anyway. */
const longestWord = 20;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/**
 * A text in lines that fit the screen, the first behind `first` and all others behind as many spaces as `indent` says.
 * What has no place to break, as an identifier, stays whole: it can be copied.
 */
export function fold(text: string, first: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const turn = (): void => {
    lines.push(line.trimEnd());
    line = ' '.repeat(indent);
    isEmpty = true;
  };
  text.split('\n').forEach((paragraph, i) => {
    if (i > 0) turn();
    for (const piece of paragraph.split(/(?<= )(?! )/).flatMap(piecesOf)) {
      if (!isEmpty && widthOf(line + piece.trimEnd()) > screenColumns) turn();
      line += isEmpty ? piece.trimStart() : piece;
      isEmpty = false;
    }
  });
  lines.push(line.trimEnd());
  return lines;
}

/** A word of a sentence is not broken: only a text without spaces is, between wide characters. */
function piecesOf(text: string): readonly string[] {
  if (widthOf(text) <= longestWord) return [text];
  const pieces: string[] = [];
  let piece = '';
  let before = '';
  for (const character of text) {
    const breaks = wide.test(before) || wide.test(character);
    if (piece !== '' && breaks && !closing.test(character)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
    before = character;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** Label and value on one line where they fit, else the value below. */
export function entry(label: string, value: string): readonly string[] {
  const head = `  ${label}  `;
  if (!value.includes('\n') && widthOf(head + value) <= screenColumns) return [head + value];
  return [head.trimEnd(), ...fold(value, '    ', 4)];
}
