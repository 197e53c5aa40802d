import { readFileSync } from 'node:fs';
import { runCommandLine } from './command-line.js';

// Whoever reads has seen enough: what `| head` closes is no failure, and the exit code stays the answer's.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

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
