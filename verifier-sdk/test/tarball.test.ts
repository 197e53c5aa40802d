// The package as a partner meets it: packed, installed into an empty folder without network, compiled against and run.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const home = join(__dirname, '..');
const root = join(home, '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const readme = readFileSync(join(home, 'README.md'), 'utf8');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>> | null>>;
}
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;

/** Of a partner's, empty at first: npm's cache and settings are there too, so nothing comes from this machine's. */
let folder: string;
let paths: readonly string[];

function run(command: string, words: readonly string[], cwd: string) {
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: folder,
    npm_config_cache: join(folder, '.cache'),
    // Whoever asked for anything would be refused.
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_update_notifier: 'false',
  };
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

function prepare(): void {
  // What is packed is what the sources are now, and nothing that an earlier build has left.
  const stale = join(home, 'dist', 'format', 'of-an-earlier-build.js');
  writeFileSync(stale, '');
  spawnSync(process.execPath, [join(root, 'scripts', 'bundle.js')]);
  spawnSync(process.execPath, [join(root, 'scripts', 'prune.js'), home]);
  expect(existsSync(stale)).toBe(false);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-partner-'));
  prepare();
  const packed = run('npm', ['pack', '--json', '--pack-destination', folder], home);
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ];
  paths = files.map(({ path }) => path);
  // The name and the command as the README has them.
  expect(readme).toContain(`\`npm install ${filename}\``);
  const installed = run('npm', ['install', filename, '--offline', '--ignore-scripts'], folder);
  expect([installed.status, installed.stderr]).toEqual([0, '']);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the package', () => {
  it('holds the code with its sources, the command, the demo and the licence, and nothing else', () => {
    const expected =
      /^(package\.json|README\.md|LICENSE|bin\/yinzhao\.js|demo\/[a-z]+\.(yzl|yzs|bundle)|src\/.*\.ts|dist\/.*\.(js|d\.ts)(\.map)?)$/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
    const kept = ['LICENSE', 'README.md', 'bin/yinzhao.js', 'dist/node/yinzhao.js'];
    expect(paths).toEqual(expect.arrayContaining(kept));
    const sourceOf = (path: string): string =>
      path.replace(/^dist\/(.*?)\.(d\.ts|js)(\.map)?$/, 'src/$1.ts');
    const compiled = paths.filter((path) => /^dist\/(?!(node\/)?yinzhao)/.test(path));
    expect(compiled.length).toBeGreaterThan(100);
    expect(compiled.filter((path) => !paths.includes(sourceOf(path)))).toEqual([]);
    expect(readFileSync(join(home, 'LICENSE')).equals(readFileSync(join(root, 'LICENSE')))).toBe(
      true,
    );
  });

  it('is all that is installed', () => {
    const listed = run('npm', ['ls', '--all', '--parseable', '--offline'], folder);
    const names = listed.stdout.trimEnd().split('\n').slice(1);
    expect(names).toEqual([join(folder, 'node_modules', '@yinzhao', 'verifier')]);
  });
});

/** Everything that can be imported, by its specifier, with the file behind it; each `*` with each name it stands for. */
function specifiers(): readonly (readonly [string, string])[] {
  const closed = Object.keys(manifest.exports).filter((key) => manifest.exports[key] === null);
  return Object.entries(manifest.exports).flatMap(([key, target]) => {
    if (target === null) return [];
    const file = (typeof target === 'string' ? target : (target.default ?? '')).slice(2);
    const [before = '', after] = file.split('*');
    const names = after === undefined ? [''] : namesBetween(before, after);
    const open = names.map((name) => [key.replace('*', name), file.replace('*', name)] as const);
    return open
      .filter(([one]) => !closed.includes(one))
      .map(([one, path]) => [`${manifest.name}${one.slice(1)}`, path] as const);
  });
}

function namesBetween(before: string, after: string): readonly string[] {
  const fits = paths.filter((path) => path.startsWith(before) && path.endsWith(after));
  return fits.map((path) => path.slice(before.length, after === '' ? undefined : -after.length));
}

/** Compiles a program of its imports alone, with types of a partner's strictest settings. */
function compile(module: string, names: readonly string[], types: readonly string[]) {
  const source = names.map((name, i) => `import * as m${i} from '${name}';\nexport { m${i} };\n`);
  writeFileSync(join(folder, 'partner.ts'), source.join(''));
  const compilerOptions = {
    ...(module === 'nodenext'
      ? { module }
      : { module: 'esnext', moduleResolution: 'bundler', verbatimModuleSyntax: true }),
    target: 'es2022',
    lib: ['es2022'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types,
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['partner.ts'] }),
  );
  const { status, stdout } = run(process.execPath, [tsc, '-p', folder], folder);
  return { status, stdout };
}

describe('its exports', () => {
  const entries = ['', '/node', '/browser', '/ofd'].map((path) => `${manifest.name}${path}`);
  const compiles = { status: 0, stdout: '' };

  it('name files that are there, with types beside those that are code', () => {
    const all = specifiers();
    expect(all.map(([name]) => name)).toEqual(expect.arrayContaining(entries));
    const missing = all.flatMap(([, path]) => {
      const types = path.replace(/\.js$/, '.d.ts');
      // The file for browsers has those of the module that it was made of.
      const needed = path === 'dist/yinzhao-verifier.js' ? [path] : [path, types];
      return needed.filter((one) => !paths.includes(one));
    });
    expect(missing).toEqual([]);
  });

  it('of a partner compile without types of Node or a browser', () => {
    expect(compile('nodenext', entries, [])).toEqual(compiles);
  });

  it.each(['nodenext', 'bundler'])('all compile: %s', (module) => {
    const code = specifiers().flatMap(([name, path]) => (path.endsWith('.js') ? [name] : []));
    expect(code.length).toBeGreaterThan(80);
    expect(compile(module, code, ['node'])).toEqual(compiles);
  });

  it('do not compile where one is misspelt', () => {
    expect(compile('nodenext', [`${manifest.name}/nod`], []).stdout).toContain('TS2307');
  });

  it('all load, and run nothing', () => {
    const code = specifiers().flatMap(([name, path]) => (path.endsWith('.js') ? [name] : []));
    const script = `for (const name of ${JSON.stringify(code)}) await import(name);`;
    const loaded = run(process.execPath, ['--input-type=module', '-e', script], folder);
    expect(loaded).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

/** The one block of that language in the README of the package. */
function block(language: string): string {
  const blocks = [...readme.matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)];
  return blocks.find(([, name]) => name === language)?.[2] ?? '';
}

describe('its README', () => {
  it('has five lines that print what it says', () => {
    const lines = block('js');
    expect(lines.trimEnd().split('\n')).toHaveLength(5);
    const [, name = '', command = ''] =
      /a file `([a-z.]+)`:[\s\S]*^`node ([a-z.]+)` runs them\.$/m.exec(readme) ?? [];
    writeFileSync(join(folder, name), lines);
    const said = /^It prints `([a-z]+)`/m.exec(readme)?.[1];
    expect(run(process.execPath, [command], folder)).toEqual({
      status: 0,
      stdout: `${said}\n`,
      stderr: '',
    });
  });

  it('has lines for a shell that do the same', () => {
    const { status, stdout, stderr } = run('sh', ['-e', '-c', block('sh')], folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^有效 · valid\n/);
  });

  it('leads to a page whose program prints what it says, and keeps its state', () => {
    const page = readFileSync(join(root, 'docs', 'verifier-api.md'), 'utf8');
    const [, program = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const said = /^With the files of the demo it prints `([^`]+)`/m.exec(page)?.[1];
    const place = join(folder, 'program');
    cpSync(join(folder, 'node_modules', '@yinzhao', 'verifier', 'demo'), place, {
      recursive: true,
    });
    writeFileSync(join(place, 'program.mjs'), program);
    for (let time = 1; time <= 2; time++) {
      const ran = run(process.execPath, ['program.mjs'], place);
      expect(ran).toEqual({ status: 0, stdout: `${said}\n`, stderr: '' });
    }
    expect(existsSync(join(place, 'hall.state'))).toBe(true);
  });

  it('names a file for browsers that does the same', () => {
    const lines = block('js')
      .replace(/^import \{ nodeEngine \}.*$/m, '')
      .replace("'@yinzhao/verifier'", "'@yinzhao/verifier/browser'")
      .replace('{ builtInPolicy,', '{ bigintEngine, builtInPolicy,')
      .replace('nodeEngine()', 'bigintEngine()');
    const ran = run(process.execPath, ['--input-type=module', '-e', lines], folder);
    expect(ran).toEqual({ status: 0, stdout: 'valid\n', stderr: '' });
  });
});
