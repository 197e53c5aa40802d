// The verifier for browsers: one ES module without imports, minified, with its source map. The same sources give the
// same bytes. `--entry FILE --out FILE` bundles something else the same way: the pages of the browser tests.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { entry: { type: 'string' }, out: { type: 'string' } } });
const {
  entry = join(root, 'verifier-sdk', 'src', 'browser', 'entry.ts'),
  out = join(root, 'verifier-sdk', 'dist', 'yinzhao-verifier.js'),
} = values;
const { name, version, license } = JSON.parse(
  readFileSync(join(root, 'verifier-sdk', 'package.json'), 'utf8'),
);

await build({
  absWorkingDir: root,
  entryPoints: [resolve(entry)],
  outfile: resolve(out),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  // BigInt literals and class fields: every browser since 2022.
  target: 'es2022',
  // Modules are always read as UTF-8; escapes would double the Chinese texts.
  charset: 'utf8',
  minify: true,
  sourcemap: 'linked',
  banner: { js: `/*! ${name} ${version}, ${license} */` },
  logLevel: 'warning',
  // Nothing of the machine: neither its settings nor its paths.
  tsconfigRaw: {},
});

const bytes = readFileSync(out);
const kilo = (count) => `${(count / 1000).toFixed(1)} kB`;
const size = `${kilo(bytes.length)}, gzip ${kilo(gzipSync(bytes, { level: 9 }).length)}`;
console.log(`${relative(root, resolve(out))}  ${size}`);
