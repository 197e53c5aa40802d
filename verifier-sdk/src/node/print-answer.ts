import { checkText, type BothLanguages } from '../check-texts.js';
import { decisive } from '../decisive.js';
import type { VerifierCode } from '../errors.js';
import type { Outcome, Verdict } from '../verdict.js';
import { outcomes } from './print-verdict.js';

/** One of many files: a verdict, or why it could not be looked at. */
export interface FileAnswer {
  readonly file: string;
  readonly outcome: Outcome;
  readonly unread: UnreadCode | null;
  readonly verdict: Verdict | null;
}

export type UnreadCode = Extract<VerifierCode, 'FILE_NOT_REGULAR' | 'FILE_UNREADABLE'>;

export const unreadTexts: Readonly<Record<UnreadCode, BothLanguages>> = {
  FILE_NOT_REGULAR: {
    zh: '不是普通文件，未核验',
    en: 'a folder, a pipe or a device: not looked at',
  },
  FILE_UNREADABLE: { zh: '无法读取，未核验', en: 'cannot be read: not looked at' },
};

const marks: Readonly<Record<Outcome, string>> = { valid: '✓', invalid: '✗', undetermined: '?' };

/** One line, however long: what decided, with the sentence of the first code. */
export function lineOf({ file, outcome, unread, verdict }: FileAnswer): string {
  const begin = `${marks[outcome]} ${outcomes[outcome]}  ${printable(file)}`;
  if (unread !== null) return `${begin}  ${unread}  ${both(unreadTexts[unread])}`;
  const codes = decisive(verdict?.checks ?? []);
  const [first] = codes;
  return first === undefined ? begin : `${begin}  ${codes.join(' ')}  ${both(checkText(first))}`;
}

/** How far it is, of all that were there at the start. */
export function progressLine(counts: Readonly<Record<Outcome, number>>, all: number): string {
  const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const told = Object.entries(counts).map(([outcome, n]) => `${outcomes[outcome as Outcome]} ${n}`);
  return `${done} / ${all}  ${told.join(', ')}`;
}

const both = ({ zh, en }: BothLanguages): string => `${zh} · ${en}`;

/** A name may hold anything: nothing of it moves the cursor, ends the line or turns the writing round. */
function printable(name: string): string {
  return name.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
}
