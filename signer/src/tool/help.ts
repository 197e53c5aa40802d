import { nearest } from '@yinzhao/verifier/node/nearest';
import { didYouMean } from '@yinzhao/verifier/node/read-words';

/** What a tool says of itself. */
export interface ToolHelp {
  readonly tool: string;
  /** Of the package. */
  readonly version: string;
  /** What stands below the commands. */
  readonly notes: string;
  /** By the name of each command, of one word or two: how it is called and what it does. */
  readonly commands: ReadonlyMap<string, string>;
}

type Wrong = (message: string) => never;

/**
 * What is to be printed where the words ask for help or version; null where they are a command to be run.
 * @param wrong - throws what the package throws for a command that cannot be meant
 */
export function helpAsked(words: readonly string[], help: ToolHelp, wrong: Wrong): string | null {
  const [first, ...rest] = words;
  if (first === undefined) return wrong('缺少命令 · no command');
  if (first === '--version') return help.version;
  if (isHelp(first)) {
    return rest[0] === undefined || isHelp(rest[0])
      ? textOf(help, [...help.commands.values()])
      : helpOn(rest, help, wrong);
  }
  return words.some((word) => word === '-h' || word === '--help')
    ? helpOn(words, help, wrong)
    : null;
}

/**
 * The command that words begin with, by its name of one word or two.
 * @param wrong - as {@link helpAsked}
 */
export function commandName(
  words: readonly string[],
  { commands }: Pick<ToolHelp, 'commands'>,
  wrong: Wrong,
): string {
  const [first = '', second] = words;
  const both = words.slice(0, 2).join(' ');
  const found = [both, first].find((name) => commands.has(name));
  if (found !== undefined) return found;
  const names = [...commands.keys()];
  const group = names.filter((name) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || second.startsWith('-'))) {
    return wrong(`${first}: 缺少第二个词 · a second word is missing: ${group.join(', ')}`);
  }
  const typed = group.length > 0 ? both : first;
  const meant = didYouMean(nearest(typed, [...names, 'help']) ?? nearest(both, names));
  return wrong(`没有此命令 · no such command: ${typed}${meant}`);
}

/** The whole help would push what is wrong off the screen. */
export function whereToRead(
  [first = '', second]: readonly string[],
  { tool, commands }: ToolHelp,
): string {
  const known = [`${first} ${second ?? ''}`, first].find((name) => commands.has(name));
  return `用法见 · for the usage: ${tool} help${known === undefined ? '' : ` ${known}`}`;
}

function helpOn(words: readonly string[], help: ToolHelp, wrong: Wrong): string {
  const [first = '', second] = words;
  const group = [...help.commands].filter(([name]) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || isHelp(second))) {
    return textOf(
      help,
      group.map(([, text]) => text),
    );
  }
  return textOf(help, [help.commands.get(commandName(words, help, wrong)) as string]);
}

function textOf({ tool, notes }: ToolHelp, commands: readonly string[]): string {
  const indented = commands.map((text) => `  ${tool} ${text.replace('\n', '\n      ')}`);
  return [`用法 · Usage:`, ...indented, '', notes].join('\n');
}

function isHelp(word: string): boolean {
  return ['help', '-h', '--help'].includes(word);
}
