import { nearest } from './nearest.js';
import type { CommandForm } from './usage.js';

/** A command line that cannot be meant. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export interface Words {
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** Each option once, each with its value, and nothing else: a misspelt demand must not become none. */
export function readWords(
  command: string,
  words: readonly string[],
  { operand, options: known, flags: knownFlags }: CommandForm,
): Words {
  const operands: string[] = [];
  const options = new Map<string, string>();
  const flags = new Set<string>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const name = word.slice(2);
    if (!word.startsWith('-')) operands.push(word);
    else if (!word.startsWith('--') || ![...known, ...knownFlags].includes(name)) {
      throw noSuchOption(word, [...known, ...knownFlags]);
    } else if (options.has(name) || flags.has(name)) {
      throw new Misuse(`选项重复 · given twice: ${word}`);
    } else if (knownFlags.includes(name)) flags.add(name);
    else options.set(name, takeValue(word, rest));
  }
  if (operands.length !== 1) {
    throw new Misuse(`${command}: 需要一个 ${operand} · one operand is needed: ${operand}`);
  }
  return { operands, options, flags };
}

function noSuchOption(word: string, known: readonly string[]): Misuse {
  const near = nearest(word.replace(/^-+/, ''), known);
  const meant = didYouMean(near === null ? null : `--${near}`);
  return new Misuse(`没有此选项 · no such option: ${word}${meant}`);
}

export function didYouMean(word: string | null): string {
  return word === null ? '' : `\n是否为 · did you mean: ${word}`;
}

function takeValue(word: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined || value.startsWith('--')) {
    throw new Misuse(`${word} 缺少值 · has no value`);
  }
  return value;
}

/**
 * RFC 3339 with its offset, or Unix milliseconds: a time without a zone means another instant on every machine.
 */
export function readTime(text: string): number {
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
  const time = /^\d{1,16}$/.test(text)
    ? Number(text)
    : isInstant.test(text)
      ? Date.parse(text)
      : NaN;
  if (!Number.isSafeInteger(time)) {
    throw new Misuse(
      `--at: 不是带时区的时刻 · not an instant with its offset: ${text}\n例如 · for example: 2026-03-02T10:00:00+08:00`,
    );
  }
  return time;
}
