// Installs and builds what is missing or out of date. Written in old JavaScript on purpose: it must be
// able to say which Node is needed on a Node that is too old to run anything else here.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    '需要 Node.js 20.19 或更高版本 · Node.js 20.19 or newer is needed; this is ' +
      process.version +
      '.',
  );
  process.exit(1);
}
const quiet = process.argv.includes('--quiet');
const steps = process.argv.includes('--steps');

/** Tells how long a step took, in the manner of what comes after it. */
function step(text, deed) {
  const begun = Date.now();
  deed();
  if (steps) console.log(text + '  ' + ((Date.now() - begun) / 1000).toFixed(2) + ' s');
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: quiet ? ['ignore', 2, 2] : 'inherit' });
}

function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
  const mark = join(root, 'node_modules', '.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  if (quiet) console.error('installing packages …');
  // Not `npm ci`: the lock file lists optional platform packages only for the platforms it was made on.
  run('npm', ['install', '--no-save', '--no-progress', '--loglevel=error']);
  writeFileSync(mark, wanted);
}

try {
  step('安装依赖 · packages', install);
  step('编译 · build', function () {
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  });
} catch (error) {
  process.exit(error.status || 1);
}
