import { readFileSync } from 'node:fs';
import { nodeEngine } from '@yinzhao/verifier/node';
import { bearClosedPipes } from '@yinzhao/verifier/node/bear-closed-pipes';
import { connectSigner } from './client.js';
import { runTool } from './tool/command-line.js';

const manifest = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
const words = process.argv.slice(2);
if (words.length === 1 && words[0] === 'serve') await import('./main.js');
else {
  bearClosedPipes();
  process.exitCode = await runTool(words, {
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    complain: (text) => {
      process.stderr.write(`${text}\n`);
    },
    version,
    socket: process.env['YINZHAO_SIGNER_SOCKET'] ?? null,
    connect: connectSigner,
    engine: nodeEngine(),
  });
}
