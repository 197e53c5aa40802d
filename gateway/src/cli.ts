import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { nodeEngine } from '@yinzhao/verifier/node';
import { runTool } from './operate/command-line.js';
import { configuredLedger } from './service/open-log-side.js';

const words = process.argv.slice(2);
if (words.length === 1 && words[0] === 'serve') await import('./main.js');
else {
  process.exitCode = await runTool(words, {
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    complain: (text) => {
      process.stderr.write(`${text}\n`);
    },
    config: process.env['YINZHAO_GATEWAY_CONFIG'] ?? null,
    licenceTypes: fileURLToPath(new URL('../licence-types', import.meta.url)),
    openLedger: configuredLedger,
    fetch: globalThis.fetch,
    engine: nodeEngine(),
    now: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
  });
}
