import {
  commandName,
  helpAsked,
  readWords,
  whereToRead,
  type ToolHelp,
  type Words,
  type WordsWanted,
} from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { behindGlass } from '@yinzhao/verifier/node/behind-glass';
import { callerCommand } from './caller-command.js';
import { wrong } from './files.js';
import { firstTrustCommand } from './first-trust-command.js';
import { approveCommand, recordCommand } from './ledger-commands.js';
import { publishCommand } from './publish-command.js';
import { readObject } from './read-object.js';
import type { Surroundings } from './surroundings.js';
import { isCoded, tellError } from './tell-error.js';
import {
  assembleCommand,
  composeCommand,
  nextCommand,
  pinCommand,
  showCommand,
  trustRecordCommand,
} from './trust-commands.js';
import { commandHelp, notes } from './usage.js';

interface Command extends WordsWanted {
  readonly run: (words: Words, world: Surroundings) => void | Promise<void>;
}

/** Identity and place of the ledger. */
const ledgerOptions = ['config', 'certificate', 'private-key'];

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['record', { operands: [1], options: ledgerOptions, flags: ['next'], run: recordCommand }],
  ['approve', { operands: [1], options: [...ledgerOptions, 'digest'], run: approveCommand }],
  ['digest', { operands: [1], run: digestCommand }],
  [
    'trust first',
    {
      operands: [0],
      options: [...ledgerOptions, 'threshold', 'days', 'max-age-hours'],
      lists: ['root', 'signer', 'body'],
      run: firstTrustCommand,
    },
  ],
  ['trust next', { operands: [1], options: ['config'], flags: ['types'], run: nextCommand }],
  ['trust compose', { operands: [1], options: ['out'], run: composeCommand }],
  ['trust assemble', { operands: [2, Infinity], options: ['out', 'before'], run: assembleCommand }],
  ['trust show', { operands: [1], options: ['before'], flags: ['json'], run: showCommand }],
  ['trust record', { operands: [1], run: trustRecordCommand }],
  ['trust pin', { operands: [1], options: ['policy'], run: pinCommand }],
  ['trust publish', { operands: [1], options: ['url', 'key-file'], run: publishCommand }],
  ['caller', { operands: [1], options: ['scopes', 'body'], run: callerCommand }],
]);

const refused = 1;
const misuse = 3;

/** @returns exit code: 0 done, 1 refused, 3 misuse */
export async function runTool(words: readonly string[], given: Surroundings): Promise<number> {
  const world = behindGlass(given);
  const help = {
    ...{ tool: 'yinzhao-gateway', version: world.version },
    ...{ notes, commands: commandHelp },
  };
  try {
    const shown = helpAsked(words, help, wrong);
    if (shown === null) await run(words, help, world);
    else world.print(shown);
    return 0;
  } catch (error) {
    if (!isCoded(error)) throw error;
    const isMisuse = error.code === 'COMMAND_WRONG';
    world.complain(tellError(error) + (isMisuse ? `\n${whereToRead(words, help)}` : ''));
    return isMisuse ? misuse : refused;
  }
}

async function run(words: readonly string[], help: ToolHelp, world: Surroundings): Promise<void> {
  const name = commandName(words, help, wrong);
  const command = commands.get(name) ?? wrong(`${name}: 不带其他参数 · takes no words`);
  const rest = words.slice(name.split(' ').length);
  await command.run(readWords(rest, command, wrong), world);
}

function digestCommand({ operands }: Words, { print, engine }: Surroundings): void {
  const { kind, bytes } = readObject(operands[0] as string);
  print(`${toHex(engine.sm3(bytes))}  ${kind}`);
}
