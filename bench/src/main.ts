import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { BinaryChoice } from '@yinzhao/network';
import { benchIssue } from './issue.js';
import { benchNetwork } from './network.js';
import { jsonLine, table, writeTable, type BenchResult } from './report.js';
import { benchStatus } from './status.js';
import { benchVerify } from './verify.js';

const benches: Readonly<Record<string, (binaries: BinaryChoice) => Promise<BenchResult>>> = {
  network: benchNetwork,
  issue: benchIssue,
  verify: benchVerify,
  status: benchStatus,
};

function binaries(): BinaryChoice {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'yinzhao');
  const folder = process.env.FABRIC_BIN;
  return folder === undefined || folder === '' ? { cache } : { folder, cache };
}

const [name = '', ...options] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(
    `用法 · usage: npm run bench -- ${Object.keys(benches).join('|')} [--json] [--write]`,
  );
  process.exit(2);
}
const result = await bench(binaries());
const today = new Date().toISOString().slice(0, 10);
if (options.includes('--write')) {
  const page = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'performance.md');
  writeTable(page, name, table(result, today));
}
console.log(options.includes('--json') ? jsonLine(result) : table(result, today));
