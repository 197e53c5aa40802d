import { readFileSync, writeFileSync } from 'node:fs';

/** The files that a command line names. */
export interface FilesOfCommand {
  readonly readInput: (path: string) => Uint8Array;
  /** A new file: what is there already is not written over. */
  readonly writeOutput: (path: string, content: string | Uint8Array) => void;
}

/** @param wrong - throws what the package throws for a command that cannot be meant */
export function filesOfCommand(wrong: (message: string, cause: unknown) => never): FilesOfCommand {
  return {
    readInput: (path) => {
      try {
        return new Uint8Array(readFileSync(path));
      } catch (cause) {
        return wrong(`无法读取 · cannot be read: ${path}`, cause);
      }
    },
    writeOutput: (path, content) => {
      try {
        writeFileSync(path, content, { flag: 'wx' });
      } catch (cause) {
        const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
        const why = exists ? '文件已存在 · exists already' : '无法写入 · cannot be written';
        wrong(`${why}: ${path}`, cause);
      }
    },
  };
}
