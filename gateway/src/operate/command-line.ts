import { LedgerError } from '@yinzhao/chaincode';
import { readWords, SignerError, type Words, type WordsWanted } from '@yinzhao/signer';
import { VerifierError } from '@yinzhao/verifier/errors';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { callerCommand } from './caller-command.js';
import { wrong } from './files.js';
import { firstTrustCommand } from './first-trust-command.js';
import { approveCommand, recordCommand } from './ledger-commands.js';
import { publishCommand, PublishRefused } from './publish-command.js';
import { readObject } from './read-object.js';
import type { Surroundings } from './surroundings.js';
import {
  assembleCommand,
  composeCommand,
  nextCommand,
  pinCommand,
  showCommand,
  trustRecordCommand,
} from './trust-commands.js';
import { usage } from './usage.js';

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
export async function runTool(words: readonly string[], world: Surroundings): Promise<number> {
  if (words[0] === 'help' || words[0] === '--help') {
    world.print(usage);
    return 0;
  }
  const length = words[0] === 'trust' ? 2 : 1;
  const name = words.slice(0, length).join(' ');
  const command = commands.get(name);
  if (command === undefined) {
    world.complain(`COMMAND_WRONG: 没有此命令 · no such command: ${name}\n\n${usage}`);
    return misuse;
  }
  try {
    await command.run(readWords(words.slice(length), command, wrong), world);
    return 0;
  } catch (error) {
    if (!isCoded(error)) throw error;
    world.complain(`${error.code}: ${error.message}`);
    return error.code === 'COMMAND_WRONG' ? misuse : refused;
  }
}

const codedErrors = [GatewayError, LedgerError, PublishRefused, SignerError, VerifierError];

function isCoded(error: unknown): error is Error & { readonly code: string } {
  return codedErrors.some((kind) => error instanceof kind);
}

function digestCommand({ operands }: Words, { print, engine }: Surroundings): void {
  const { kind, bytes } = readObject(operands[0] as string);
  print(`${toHex(engine.sm3(bytes))}  ${kind}`);
}
