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
// Whoever builds wants to know how large it has become; whoever does something else does not.
const isBuild = process.env.npm_lifecycle_event === 'build';

/** Says that a step begins, and how long it took, in the manner of what comes after it. */
function step(text, deed) {
  const begun = Date.now();
  const inPlace = process.stdout.isTTY;
  if (steps) process.stdout.write(text + ' …' + (inPlace ? '' : '\n'));
  try {
    deed();
  } catch (error) {
    if (steps && inPlace) process.stdout.write('\n');
    throw error;
  }
  const seconds = ((Date.now() - begun) / 1000).toFixed(2);
  if (steps) console.log((inPlace ? '\r\x1b[K' : '') + text + '  ' + seconds + ' s');
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: quiet ? ['ignore', 2, 2] : 'inherit' });
}

/** What is to be installed, or null where it is there. */
function missingPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
  const mark = join(root, 'node_modules', '.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return null;
  return { mark: mark, wanted: wanted };
}

function install(missing) {
  if (quiet) console.error('installing packages …');
  // What the lock file names and nothing else; where it is not in step with package.json this says so.
  run('npm', ['ci', '--no-progress', '--loglevel=error']);
  writeFileSync(missing.mark, missing.wanted);
}

try {
  const missing = missingPackages();
  if (missing !== null) {
    step('安装依赖 · packages', function () {
      install(missing);
    });
  }
  step('编译 · build', function () {
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
    run(process.execPath, [join(root, 'scripts', 'prune.js')]);
    const told = quiet || steps || !isBuild ? ['--quiet'] : [];
    run(process.execPath, [join(root, 'scripts', 'bundle.js')].concat(told));
    run(process.execPath, [join(root, 'scripts', 'terminal.js')].concat(told));
  });
} catch (error) {
  process.exit(error.status || 1);
}
