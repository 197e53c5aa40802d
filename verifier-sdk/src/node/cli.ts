import { readFileSync } from 'node:fs';
import { bearClosedPipes } from './bear-closed-pipes.js';
import { runCommandLine } from './command-line.js';

bearClosedPipes();

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };

process.exitCode = await runCommandLine(process.argv.slice(2), {
  print: (text) => {
    process.stdout.write(`${text}\n`);
  },
  complain: (text) => {
    process.stderr.write(`${text}\n`);
  },
  version,
  now: () => Date.now(),
  fetch: globalThis.fetch,
});
