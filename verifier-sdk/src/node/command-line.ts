import { VerifierError } from '../errors.js';
import { builtInPolicy, formatPolicy } from '../policy.js';
import { inspectCommand } from './inspect-command.js';
import { Misuse, readWords, usage } from './read-words.js';
import type { Surroundings } from './surroundings.js';
import { syncCommand } from './sync-command.js';
import { verifyCommand } from './verify-command.js';

/** The command or its arguments are wrong, or a file cannot be read: nothing was judged. */
const misuse = 3;

/** @returns exit code: 0 valid or done, 1 invalid, 2 undetermined, 3 misuse */
export async function runCommandLine(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    return await run(words, surroundings);
  } catch (error) {
    if (error instanceof Misuse) {
      surroundings.complain(`${error.message}\n\n${usage}`);
      return misuse;
    }
    if (error instanceof VerifierError) {
      surroundings.complain(`${error.code}: ${error.message}${hints[error.code] ?? ''}`);
      return misuse;
    }
    if (typeof (error as NodeJS.ErrnoException).code === 'string') {
      surroundings.complain(`无法读写文件 · cannot read or write: ${(error as Error).message}`);
      return misuse;
    }
    throw error;
  }
}

const adoptHint =
  '\n  若状态文件确由您复制或恢复，请获取最新同步包后运行 · if you copied or restored it yourself, get a new pack and run' +
  '\n  yinzhao sync PACK --state FILE --adopt';

const hints: Readonly<Record<string, string>> = {
  TRUST_ANCHOR_MISSING:
    '\n  信任须有起点：用 --state 指定已有状态，或用 --trust 指定您认可的信任包' +
    '\n  give --state with a state that holds trust, or --trust with a bundle you have reason to believe',
  STATE_FOREIGN: adoptHint,
  STATE_MISSING: adoptHint,
  STATE_ROLLED_BACK: adoptHint,
};

async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const [command, ...rest] = words;
  switch (command) {
    case 'verify':
      return verifyCommand(
        readWords(rest, 1, ['sync', 'policy', 'state', 'trust', 'at'], ['json']),
        surroundings,
      );
    case 'sync':
      return syncCommand(
        readWords(rest, 1, ['state', 'trust', 'out'], ['json', 'adopt']),
        surroundings,
      );
    case 'inspect':
      return inspectCommand(readWords(rest, 1, [], []), surroundings);
    case 'policy': {
      const [name] = readWords(rest, 1, [], []).operands;
      surroundings.print(formatPolicy(builtInPolicy(name as string)).trimEnd());
      return 0;
    }
    case 'help':
    case '--help':
      surroundings.print(usage);
      return 0;
    default:
      throw new Misuse(command === undefined ? '缺少命令 · no command' : `${command}?`);
  }
}
