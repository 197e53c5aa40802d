// The page of the hall terminal, as it is served: verifier-sdk/terminal/dist. Scripts, style and WebAssembly are named by
// their digests; the service worker knows the digest of every file. The same sources give the same bytes. `--out FOLDER`
// writes elsewhere, `--version TEXT` marks the page (tests want two versions), `--quiet` does not tell sizes.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = join(root, 'verifier-sdk', 'terminal');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(home, 'dist') },
    version: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});
const out = resolve(values.out);
const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const banner = `/*! ${name} ${values.version ?? version}, ${license} */`;
/** By name. */
const files = new Map();

/** The reader asks a foreign host for its WebAssembly unless it is told another place: here it is, always. */
const ownHostOnly = {
  name: 'own host only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zxing-wasm\/dist\/es\/share\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(/`https:\/\/[^`]*`/);
      if (parts.length !== 2) throw new Error(`${path} names other hosts than it did`);
      return { contents: parts.join('e'), loader: 'js' };
    });
  },
};

/** @returns the name of the file that the entry has become */
async function bundle(entry, { as = '[name]-[hash]', define = {}, css = false } = {}) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(home, entry)],
    outdir: out,
    entryNames: as,
    assetNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    loader: { '.wasm': 'file' },
    minify: true,
    // Files are always read as UTF-8; escapes would double the Chinese texts.
    charset: 'utf8',
    banner: css ? { css: banner } : { js: banner },
    logLevel: 'warning',
    // Nothing of the machine: neither its settings nor its paths.
    tsconfigRaw: {},
    define,
    plugins: [ownHostOnly],
    metafile: true,
    write: false,
  });
  for (const { path, contents } of outputFiles) files.set(basename(path), contents);
  const [[path]] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return basename(path);
}

/** The page, with the names that its script and style have here. */
function page(names) {
  let text = readFileSync(join(home, 'index.html'), 'utf8');
  for (const [from, to] of Object.entries(names)) {
    const parts = text.split(`"${from}"`);
    if (parts.length !== 2) throw new Error(`index.html does not name ${from} once`);
    text = parts.join(`"${to}"`);
  }
  return Buffer.from(text);
}

/** As `integrity` has it, which knows no SM3. */
const integrityOf = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

const listed = (names) => names.map((one) => [one, integrityOf(files.get(one))]);

function writeAll() {
  mkdirSync(out, { recursive: true });
  for (const [one, contents] of files) {
    // Whoever reads it meanwhile has the old one or the new one, whole.
    const fresh = join(out, `${one}.${process.pid}`);
    writeFileSync(fresh, contents);
    renameSync(fresh, join(out, one));
  }
  for (const one of readdirSync(out)) if (!files.has(one)) rmSync(join(out, one));
}

const reader = await bundle('src/capture/read-qr-codes.ts');
const later = [...files.keys()];
const app = await bundle('src/app.ts', { define: { QR_READER_FILE: JSON.stringify(reader) } });
const style = await bundle('style.css', { css: true });
files.set('index.html', page({ 'app.js': app, 'style.css': style }));
for (const one of ['manifest.webmanifest', 'icon.svg', 'icon-192.png', 'icon-512.png']) {
  files.set(one, readFileSync(join(home, 'shell', one)));
}
const first = [...files.keys()].filter((one) => !later.includes(one)).sort();
const kept = { first: listed(first), later: listed(later) };
const digest = createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 16);
await bundle('src/service-worker/serve.ts', {
  as: 'service-worker',
  define: { KEPT_FILES: JSON.stringify({ version: digest, ...kept }) },
});
writeAll();

if (!values.quiet) {
  const kilo = (count) => `${(count / 1000).toFixed(1)} kB`;
  const packed = (list) =>
    kilo(list.reduce((sum, one) => sum + gzipSync(files.get(one), { level: 9 }).length, 0));
  const start = [...first, 'service-worker.js'];
  console.log(
    `${relative(root, out)}  first load gzip ${packed(start)}, reader of codes gzip ${packed(later)}`,
  );
}
