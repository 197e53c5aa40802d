import { readFileSync, writeFileSync } from 'node:fs';
import { SignerError } from '../errors.js';

/** A command line that cannot be meant, or names a file that cannot be read or written. */
export function wrong(message: string, cause?: unknown): never {
  throw new SignerError('COMMAND_WRONG', message, { cause });
}

/** @throws SignerError COMMAND_WRONG */
export function readInput(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    return wrong(`无法读取 · cannot be read: ${path}`, cause);
  }
}

/**
 * A new file: what is there already is not written over.
 * @throws SignerError COMMAND_WRONG
 */
export function writeOutput(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content, { flag: 'wx' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    wrong(
      exists ? `文件已存在 · exists already: ${path}` : `无法写入 · cannot be written: ${path}`,
      cause,
    );
  }
}
