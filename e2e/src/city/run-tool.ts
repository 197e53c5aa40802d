import { spawn } from 'node:child_process';
import { programOf } from './child.js';
import { outputOf, type ChildOutput } from './child-output.js';

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
): Promise<ChildOutput> {
  const script = programOf(packages[tool], '..', 'bin', `${tool}.js`);
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const started = spawn(process.execPath, [script, ...words], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return outputOf(started);
}
