import { VerifierError } from '@yinzhao/verifier/errors';
import { behindGlass } from '@yinzhao/verifier/node/behind-glass';
import { SignerError } from '../errors.js';
import { auditCommand } from './audit-command.js';
import { wrong } from './files.js';
import { commandName, helpAsked, whereToRead, type ToolHelp } from './help.js';
import {
  attachCommand,
  certificateCommand,
  createCommand,
  exportCommand,
  keysCommand,
  retireCommand,
} from './key-commands.js';
import { signTrust } from './sign-trust.js';
import type { Surroundings, WithSigner } from './surroundings.js';
import { tellError } from './tell-error.js';
import { commandHelp, notes } from './usage.js';
import { readWords, type Words, type WordsWanted } from './words.js';

interface Command extends WordsWanted {
  readonly run: (words: Words, world: Surroundings, withSigner: WithSigner) => Promise<void>;
}

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['keys', { operands: [0], flags: ['json'], run: keysCommand }],
  ['create-key', { operands: [2], run: createCommand }],
  ['retire-key', { operands: [1], options: ['generation'], run: retireCommand }],
  [
    'certificate',
    {
      operands: [0],
      options: ['subject', 'from', 'to', 'key', 'public-key', 'out'],
      run: certificateCommand,
    },
  ],
  ['attach', { operands: [2], run: attachCommand }],
  [
    'export',
    {
      operands: [1],
      options: ['generation', 'out'],
      flags: ['certificate'],
      run: exportCommand,
    },
  ],
  ['sign-trust', { operands: [1], options: ['before', 'digest', 'out'], run: signTrust }],
  ['audit', { operands: [2], options: ['known', 'from'], run: auditCommand }],
]);

const refused = 1;
const misuse = 3;

/** @returns exit code: 0 done, 1 refused, 3 misuse */
export async function runTool(words: readonly string[], given: Surroundings): Promise<number> {
  const world = behindGlass(given);
  const help = {
    ...{ tool: 'yinzhao-signer', version: world.version },
    ...{ notes, commands: commandHelp },
  };
  try {
    const shown = helpAsked(words, help, wrong);
    if (shown === null) await run(commandOf(words, help), words.slice(1), world);
    else world.print(shown);
    return 0;
  } catch (error) {
    if (!(error instanceof SignerError || error instanceof VerifierError)) throw error;
    const isMisuse = error.code === 'COMMAND_WRONG';
    world.complain(tellError(error) + (isMisuse ? `\n${whereToRead(words, help)}` : ''));
    return isMisuse ? misuse : refused;
  }
}

function commandOf(words: readonly string[], help: ToolHelp): Command {
  const name = commandName(words, help, wrong);
  return commands.get(name) ?? wrong(`${name}: 不带其他参数 · takes no words`);
}

async function run(command: Command, rest: readonly string[], world: Surroundings): Promise<void> {
  const options = [...(command.options ?? []), 'socket'];
  const words = readWords(rest, { ...command, options }, wrong);
  await command.run(words, world, async (deed) => {
    const socket = words.options.get('socket') ?? world.socket;
    if (socket === null || socket === '') {
      return wrong('请用 --socket 指定签名服务 · which signer? --socket or YINZHAO_SIGNER_SOCKET');
    }
    const signer = world.connect(socket);
    try {
      return await deed(signer);
    } finally {
      signer.close();
    }
  });
}
