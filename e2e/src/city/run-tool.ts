import { spawn } from 'node:child_process';
import { programOf } from './child.js';

export interface ToolRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands that a member of a consortium has. */
export type Tool = 'yinzhao-gateway' | 'yinzhao-signer';

const packages: Readonly<Record<Tool, string>> = {
  'yinzhao-gateway': 'gateway',
  'yinzhao-signer': 'signer',
};

/** Runs a command as a person would, with nothing but its words and these variables. */
export function runTool(
  tool: Tool,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ToolRun> {
  const script = programOf(packages[tool], '..', 'bin', `${tool}.js`);
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const started = spawn(process.execPath, [script, ...words], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  started.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
