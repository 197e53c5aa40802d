// The lock file, types, lint, format, import cycles, and that no committed file names a host of a package registry or a
// path of a machine. Documents are compared with the code by tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
let failures = 0;

function report(name, problems) {
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const problem of problems) console.log(`     ${problem}`);
  failures += problems.length;
}

function command(name, program, args, tell = false) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  if (tell && status === 0) name += `: ${stdout.trim()}`;
  report(name, status === 0 ? [] : `${stdout}${stderr}`.trimEnd().split('\n'));
}

/** Every import cycle among our own source files, as `a → b → a`. */
function importCycles() {
  const sources = files.filter((file) =>
    /^([^/]+|verifier-sdk\/terminal)\/src\/.*\.ts$/.test(file),
  );
  const known = new Set(sources);
  const imports = new Map(
    sources.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'));
      const local = importedFiles
        .map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.'))
        .map((name) => normalize(join(dirname(file), name)).replace(/\.js$/, '.ts'));
      return [file, local.filter((name) => known.has(name))];
    }),
  );
  const done = new Set();
  const cycles = [];
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  return cycles;
}

/** Hosts of package registries: whoever installs has their own. */
const hosts = ['registry.npmjs', 'proxy.golang', 'sum.golang', 'pypi', 'repo1.maven', 'crates.io'];

function strayPlaces() {
  const texts = files.filter(
    (file) => file !== 'scripts/check.js' && !/\.(png|ico|ttf|wasm)$/.test(file),
  );
  return texts.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const found = hosts
      .filter((host) => text.includes(host))
      .map((host) => `${file} names ${host}`);
    return text.includes(`${root}/`) ? [...found, `${file} holds a path of this machine`] : found;
  });
}

// Where packages are there already, npm leaves those of other platforms out of a lock file that it writes.
command('lock file, for every platform', 'npm', [
  'ci',
  '--dry-run',
  '--offline',
  '--loglevel=error',
]);
command('types', bin('tsc'), ['-b']);
command('types of tests', bin('tsc'), ['-p', 'tsconfig.test.json']);
command('reference of the configuration', process.execPath, ['scripts/config-page.js']);
command('page of the verifier', process.execPath, ['scripts/verifier-api.js']);
command('lint and import direction', bin('eslint'), ['.']);
command('format', bin('prettier'), ['--check', '--log-level=warn', '.']);
command('browser build', process.execPath, [join(root, 'scripts', 'bundle.js')], true);
command('page of the terminal', process.execPath, [join(root, 'scripts', 'terminal.js')], true);
report('import cycles', importCycles());
report('hosts and paths', strayPlaces());
process.exit(failures === 0 ? 0 : 1);
