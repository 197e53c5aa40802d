// Runs jest once per group of tests and ends with one line of its own: "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const option = process.argv[2];
// Tests that share one Fabric network run one file after another: two cores hold one network, not several.
const groups = {
  '--soak': [['--selectProjects', 'soak', '--runInBand']],
  // Writes the vectors, and the examples in docs/format, from the cases; what then differs shows in git.
  '--write-vectors': [
    [
      '--selectProjects',
      'unit',
      '--runInBand',
      '--',
      'verifier-sdk/test/vectors',
      'verifier-sdk/test/manifest',
      'verifier-sdk/test/docs',
      'verifier-sdk/test/demo',
      'verifier-sdk/test/verify.test',
      'verifier-sdk/test/check-codes',
    ],
  ],
}[option] ?? [
  ['--selectProjects', 'unit'],
  ['--selectProjects', 'browser', '--runInBand'],
  ['--selectProjects', 'network', '--runInBand'],
  ['--selectProjects', 'e2e', '--runInBand'],
  ['--selectProjects', 'city', '--runInBand'],
];
if (option === '--write-vectors') process.env.WRITE_VECTORS = '1';
if (option !== '--write-vectors') buildPrograms();
// Short: sockets lie below it, and a socket's path has about a hundred characters.
const folder = mkdtempSync(join(tmpdir(), 'yz-'));
let passed = 0;
let failed = 0;
let skipped = 0;

/** Before any test: a first build of Fabric takes longer than a test may. */
function buildPrograms() {
  const cli = join(root, 'network', 'dist', 'cli.js');
  const { status } = spawnSync(process.execPath, [cli, 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}

/** Processes that run with something of the tests' folder: every service of a test is told where its files lie. */
function leftBehind() {
  const numbers = existsSync('/proc/self/environ') ? readdirSync('/proc') : [];
  return numbers.filter(Number).flatMap((pid) => {
    const [environment, name] = ['environ', 'cmdline'].map((file) => read(`/proc/${pid}/${file}`));
    const ours = environment.includes(folder) || name.includes(folder);
    return ours && Number(pid) !== process.pid
      ? [{ pid: Number(pid), name: name.replaceAll('\0', ' ') }]
      : [];
  });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (option === undefined && !existsSync(chromium)) {
  console.log(
    `skipped: tests in a browser, as there is no Chromium at ${chromium} (CHROMIUM names one)`,
  );
}
for (const [index, group] of groups.entries()) {
  const file = join(folder, `${index}.json`);
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${file}`,
      `--cacheDirectory=${join(tmpdir(), 'yinzhao-jest')}`,
      ...group,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TMPDIR: folder } },
  );
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    passed += result.numPassedTests;
    skipped += result.numPendingTests;
    // A suite that could not run has no tests of its own to count.
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    if (!result.success && result.numFailedTests + result.numRuntimeErrorTestSuites === 0)
      failed += 1;
  } catch {
    failed += 1;
  }
  if (run.status !== 0 && failed === 0) failed += 1;
}
for (const { pid, name } of leftBehind()) {
  console.error(`a test has left process ${pid} running: ${name}`);
  process.kill(pid, 'SIGKILL');
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
if (option === undefined) {
  for (const [name, without] of [
    ['MONGODB_URI', "the MongoDB part of the store's suite was skipped"],
    [
      'FABRIC_BIN',
      'networks ran on the Fabric that is built from pinned modules, on no other release',
    ],
  ]) {
    if ((process.env[name] ?? '') === '') console.log(`${name} is not set: ${without}`);
  }
}
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
