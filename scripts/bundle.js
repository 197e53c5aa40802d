// The verifier as single ES modules: for browsers, without imports and minified, and the command, which starts in half the
// time of its seventy modules. Each with its source map; the same sources give the same bytes. `--entry FILE --out FILE`
// bundles something else as for browsers: the pages of the browser tests. `--quiet` does not tell sizes.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = join(root, 'verifier-sdk');
const { values } = parseArgs({
  options: {
    entry: { type: 'string' },
    out: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});
const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

const forBrowsers = {
  platform: 'browser',
  // BigInt literals and class fields: every browser since 2022.
  target: 'es2022',
  minify: true,
};
const forNode = {
  platform: 'node',
  target: 'node20.19',
  // Names stay: a stack says where.
  minifyWhitespace: true,
};

async function bundle(entry, out, settings) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [resolve(entry)],
    outfile: resolve(out),
    bundle: true,
    format: 'esm',
    // Modules are always read as UTF-8; escapes would double the Chinese texts.
    charset: 'utf8',
    sourcemap: 'linked',
    banner: { js: `/*! ${name} ${version}, ${license} */` },
    logLevel: 'warning',
    // Nothing of the machine: neither its settings nor its paths.
    tsconfigRaw: {},
    write: false,
    ...settings,
  });
  mkdirSync(dirname(resolve(out)), { recursive: true });
  for (const { path, contents } of outputFiles) {
    // Whoever starts or packs it meanwhile has the old one or the new one, whole, and nothing beside it.
    const aside = values.out === undefined ? join(root, 'node_modules') : dirname(path);
    const fresh = join(aside, `.${basename(path)}.${process.pid}`);
    writeFileSync(fresh, contents);
    renameSync(fresh, path);
  }
  if (values.quiet) return;
  const bytes = readFileSync(out);
  const kilo = (count) => `${(count / 1000).toFixed(1)} kB`;
  const size = `${kilo(bytes.length)}, gzip ${kilo(gzipSync(bytes, { level: 9 }).length)}`;
  console.log(`${relative(root, resolve(out))}  ${size}`);
}

const {
  entry = join(home, 'src', 'browser', 'entry.ts'),
  out = join(home, 'dist', 'yinzhao-verifier.js'),
} = values;
await bundle(entry, out, forBrowsers);
if (values.entry === undefined && values.out === undefined) {
  await bundle(
    join(home, 'src', 'node', 'cli.ts'),
    join(home, 'dist', 'node', 'yinzhao.js'),
    forNode,
  );
}
