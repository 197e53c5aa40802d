import { VerifierError } from '../errors.js';
import { builtInPolicy, formatPolicy } from '../policy.js';
import { behindGlass } from './behind-glass.js';
import { codedLine } from './coded-line.js';
import { verifierTexts } from './error-texts.js';
import { fileTrouble } from './file-trouble.js';
import { inspectCommand } from './inspect-command.js';
import { nearest } from './nearest.js';
import { didYouMean, Misuse, readWords, type Words } from './read-words.js';
import type { Surroundings } from './surroundings.js';
import { statusListCommand } from './status-list-command.js';
import { syncCommand } from './sync-command.js';
import { commandForms, usage, type CommandForm } from './usage.js';
import { verifyCommand } from './verify-command.js';
import { verifyManyCommand } from './verify-many-command.js';

/** The command or its arguments are wrong, or a file cannot be read: nothing was judged. */
const misuse = 3;

/** @returns exit code: 0 valid or done, 1 invalid, 2 undetermined, 3 misuse */
export async function runCommandLine(
  words: readonly string[],
  given: Surroundings,
): Promise<number> {
  const surroundings = behindGlass(given);
  try {
    return await run(words, surroundings);
  } catch (error) {
    if (error instanceof Misuse) {
      surroundings.complain(`${error.message}\n${whereToRead(words[0])}`);
      return misuse;
    }
    if (error instanceof VerifierError) {
      const { code, message } = error;
      surroundings.complain(codedLine(code, verifierTexts[code], message) + (hints[code] ?? ''));
      return misuse;
    }
    const trouble = fileTrouble(error);
    if (trouble === null) throw error;
    surroundings.complain(codedLine('FILE_UNAVAILABLE', verifierTexts.FILE_UNAVAILABLE, trouble));
    return misuse;
  }
}

/** The whole help would push what is wrong off the screen. */
function whereToRead(command = ''): string {
  const more = Object.hasOwn(commandForms, command) ? ` ${command}` : '';
  return `用法见 · for the usage: yinzhao help${more}`;
}

const adoptHint =
  '\n  若状态文件确由您复制或恢复，请获取最新同步包后运行' +
  '\n  if you copied or restored it yourself, get a new pack and run' +
  '\n  yinzhao sync PACK --state FILE --adopt';

const hints: Readonly<Record<string, string>> = {
  TRUST_ANCHOR_MISSING:
    '\n  信任须有起点：用 --state 指定已有状态，或用 --trust 指定您认可的信任名单' +
    '\n  give --state with a state that holds trust, or --trust with a bundle' +
    '\n  that you have reason to believe',
  STATE_FOREIGN: adoptHint,
  STATE_MISSING: adoptHint,
  STATE_ROLLED_BACK: adoptHint,
};

async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const [command, ...rest] = words;
  const { print, version } = surroundings;
  if (command === undefined) throw new Misuse('缺少命令 · no command');
  if (command === '--version') {
    print(version);
    return 0;
  }
  if (isHelp(command)) {
    print(helpOn(rest));
    return 0;
  }
  const form = formOf(command);
  if (rest.some((word) => word === '-h' || word === '--help')) {
    print(form.help);
    return 0;
  }
  return deeds[command as Command](readWords(command, rest, form), surroundings);
}

type Command = 'verify' | 'verify-many' | 'sync' | 'inspect' | 'status-list' | 'policy';

const deeds: Readonly<
  Record<Command, (words: Words, surroundings: Surroundings) => number | Promise<number>>
> = {
  verify: verifyCommand,
  'verify-many': verifyManyCommand,
  sync: syncCommand,
  inspect: inspectCommand,
  'status-list': statusListCommand,
  policy: ({ operands }, { print }) => {
    print(formatPolicy(builtInPolicy(operands[0] as string)).trimEnd());
    return 0;
  },
};

function isHelp(word: string): boolean {
  return ['help', '-h', '--help'].includes(word);
}

/** Of one command where one is named. */
function helpOn([command, ...more]: readonly string[]): string {
  if (more.length > 0) throw new Misuse(`help: 最多一个命令 · one command at most`);
  return command === undefined || isHelp(command) ? usage : formOf(command).help;
}

function formOf(command: string): CommandForm {
  const form = Object.hasOwn(commandForms, command) ? commandForms[command] : undefined;
  if (form !== undefined) return form;
  const meant = didYouMean(nearest(command, [...Object.keys(commandForms), 'help']));
  throw new Misuse(`没有此命令 · no such command: ${command}${meant}`);
}
