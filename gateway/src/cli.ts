import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Taken away before anything else is loaded: fabric-common reads the command line by itself when it is imported, and
// at `--version` or `--help` ends the program.
const words = process.argv.splice(2);
const manifest = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };

if (words.length === 1 && words[0] === 'serve') await import('./main.js');
else {
  const { runTool } = await import('./operate/command-line.js');
  const { bearClosedPipes } = await import('@yinzhao/verifier/node/bear-closed-pipes');
  const { nodeEngine } = await import('@yinzhao/verifier/node');
  bearClosedPipes();
  process.exitCode = await runTool(words, {
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    complain: (text) => {
      process.stderr.write(`${text}\n`);
    },
    version,
    config: process.env['YINZHAO_GATEWAY_CONFIG'] ?? null,
    licenceTypes: fileURLToPath(new URL('../licence-types', import.meta.url)),
    // Fabric is loaded by the commands that ask the ledger, and by no other.
    openLedger: async (config) => {
      const { configuredLedger } = await import('./service/open-log-side.js');
      return configuredLedger(config);
    },
    fetch: globalThis.fetch,
    engine: nodeEngine(),
    now: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
  });
}
