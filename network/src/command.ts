import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { childEnvironment } from './child-environment.js';
import { NetworkError } from './errors.js';

export interface CommandResult {
  ok: boolean;
  /** Both outputs: Fabric's tools write results to either, depending on the release. */
  output: string;
}

export interface CommandOptions {
  environment?: Record<string, string>;
  folder?: string;
}

const TIMEOUT_MS = 60_000;

/** Runs one of Fabric's tools to its end. A failure is a value here: often it says "already done". */
export function tryCommand(
  command: string,
  parameters: string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(
      command,
      parameters,
      {
        env: { ...childEnvironment(), ...options.environment },
        ...(options.folder === undefined ? {} : { cwd: options.folder }),
        timeout: TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        resolve({ ok: error === null, output: output === '' ? (error?.message ?? '') : output });
      },
    );
  });
}

/** Runs one of Fabric's tools to its end. @throws NetworkError `COMMAND_FAILED` with its last words */
export async function runCommand(
  command: string,
  parameters: string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(command, parameters, options);
  if (!result.ok) throw commandFailed(command, parameters, result.output);
  return result.output;
}

export function commandFailed(command: string, parameters: string[], output: string): NetworkError {
  // Of the parameters only the deed: "lifecycle chaincode install".
  const deed = parameters.filter((parameter) => /^[a-z_]+$/.test(parameter)).slice(0, 3);
  const what = [basename(command), ...deed].join(' ');
  const words = lastWords(output);
  return new NetworkError(
    'COMMAND_FAILED',
    `命令 ${what} 失败：${words}`,
    `${what} failed: ${words}`,
  );
}

function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !isUsage(line));
  const error = lines.filter((line) => /error|panic|fatal/i.test(line)).at(-1);
  return (error ?? lines.at(-1) ?? '').trim().slice(0, 600);
}

// Fabric's commands print their manual after an error.
function isUsage(line: string): boolean {
  return /^\s+(-|--)/.test(line) || /^(Usage|Flags|Global Flags):/.test(line);
}
