import { SignerError } from '../errors.js';
import { filesOfCommand } from './files-of-command.js';

/** A command line that cannot be meant, or names a file that cannot be read or written. */
export function wrong(message: string, cause?: unknown): never {
  throw new SignerError('COMMAND_WRONG', message, { cause });
}

/** They throw SignerError COMMAND_WRONG. */
export const { readInput, writeOutput } = filesOfCommand(wrong);
