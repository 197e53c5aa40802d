import { dirname, resolve } from 'node:path';
import { filesOfCommand } from '@yinzhao/signer';
import { GatewayError } from '../errors.js';
import type { ReadFile } from './form.js';

/** A command line that cannot be meant, or names a file that cannot be read or written. */
export function wrong(message: string, cause?: unknown): never {
  throw new GatewayError('COMMAND_WRONG', message, { cause });
}

/** They throw GatewayError COMMAND_WRONG. */
export const { readInput, writeOutput } = filesOfCommand(wrong);

/** For the files a form names: their paths begin at its folder. */
export function besides(form: string): ReadFile {
  return (path) => readInput(resolve(dirname(form), path));
}
