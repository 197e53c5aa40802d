import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a file exists and may be run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether a command can be run: a path, or a name found in the folders of `path`. */
export function isCommand(command: string, path: string): boolean {
  if (command.includes('/')) return isProgram(command);
  return path.split(delimiter).some((folder) => folder !== '' && isProgram(join(folder, command)));
}
