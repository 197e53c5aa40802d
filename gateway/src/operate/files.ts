import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GatewayError } from '../errors.js';
import type { ReadFile } from './form.js';

/** A command line that cannot be meant, or names a file that cannot be read or written. */
export function wrong(message: string, cause?: unknown): never {
  throw new GatewayError('COMMAND_WRONG', message, { cause });
}

/** @throws GatewayError COMMAND_WRONG */
export function readInput(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    return wrong(`无法读取 · cannot be read: ${path}`, cause);
  }
}

/** For the files a form names: their paths begin at its folder. */
export function besides(form: string): ReadFile {
  return (path) => readInput(resolve(dirname(form), path));
}

/**
 * A new file: what is there already is not written over.
 * @throws GatewayError COMMAND_WRONG
 */
export function writeOutput(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const why = exists ? '文件已存在 · exists already' : '无法写入 · cannot be written';
    wrong(`${why}: ${path}`, cause);
  }
}
