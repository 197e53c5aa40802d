import { parseArgs } from 'node:util';
import { nearest } from '@yinzhao/verifier/node/nearest';
import { didYouMean } from '@yinzhao/verifier/node/read-words';

/** What a command takes. */
export interface WordsWanted {
  /** How many operands: at least, and at most; usual: as many as at least. */
  readonly operands: readonly [least: number, most?: number];
  /** Options with a value. */
  readonly options?: readonly string[];
  readonly flags?: readonly string[];
  /** Options with a value that may be given more than once. */
  readonly lists?: readonly string[];
}

export interface Words {
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  /** Of an option that was not given: nothing. */
  readonly list: (name: string) => readonly string[];
}

/**
 * Reads the words of a command: each option once unless it is a list, each with its value, and nothing
 * else.
 * @param wrong - throws what the package throws for a command that cannot be meant
 */
export function readWords(
  words: readonly string[],
  wanted: WordsWanted,
  wrong: (message: string) => never,
): Words {
  const { options = [], flags = [], lists = [] } = wanted;
  const tokens = tokensOf(words, [...options, ...lists], flags, wrong);
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = tokens.flatMap((token) =>
    token.kind === 'option' ? [{ name: token.name, value: token.value }] : [],
  );
  const single = given.filter(({ name }) => !lists.includes(name));
  const twice = single.find(({ name }, i) => single.findIndex((one) => one.name === name) < i);
  if (twice !== undefined) wrong(`选项重复 · given twice: --${twice.name}`);
  const [least, most = least] = wanted.operands;
  if (operands.length < least || operands.length > most) {
    wrong(`参数个数不符 · ${operands.length} operands are not what the command takes`);
  }
  const valuesOf = (name: string): readonly string[] =>
    given.flatMap((one) => (one.name === name && one.value !== undefined ? [one.value] : []));
  return {
    operands,
    options: new Map(
      single.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    flags: new Set(single.flatMap(({ name, value }) => (value === undefined ? [name] : []))),
    list: valuesOf,
  };
}

type Token = Extract<ReturnType<typeof parse>[number], { kind: 'option' }>;

function tokensOf(
  words: readonly string[],
  options: readonly string[],
  flags: readonly string[],
  wrong: (message: string) => never,
) {
  const tokens = parse(words, options, flags);
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(token, options, flags, wrong);
  }
  return tokens;
}

/** Nothing is refused here: Node would say why in its own words. */
function parse(words: readonly string[], options: readonly string[], flags: readonly string[]) {
  const typed = (names: readonly string[], type: 'string' | 'boolean') =>
    names.map((name) => [name, { type }] as const);
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries([...typed(options, 'string'), ...typed(flags, 'boolean')]),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens;
}

function checkOption(
  { name, rawName, value, inlineValue }: Token,
  options: readonly string[],
  flags: readonly string[],
  wrong: (message: string) => never,
): void {
  if (flags.includes(name) && rawName === `--${name}`) {
    if (value !== undefined) wrong(`${rawName} 不带值 · takes no value`);
    return;
  }
  if (!options.includes(name) || rawName !== `--${name}`) {
    const near = nearest(name, [...options, ...flags]);
    const meant = didYouMean(near === null ? null : `--${near}`);
    wrong(`没有此选项 · no such option: ${rawName}${meant}`);
  }
  // What looks like an option was not meant as a value, unless it stands behind a `=`.
  const isMissing = value === undefined || (!inlineValue && /^-./.test(value));
  if (isMissing) wrong(`${rawName} 缺少值 · has no value`);
}
