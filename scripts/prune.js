// Takes away what an earlier build has left in the packages' dist folders and no source stands behind any more: it would
// be packed, and found by whoever imports it. Folders of packages can be named; all of them where none is.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const named = process.argv.slice(2);
/** Of bundles alone; whoever makes them clears it. */
const isBundled = (name) => name === 'verifier-sdk/terminal';
const compiledHere = workspaces.filter((name) => !isBundled(name));
const packages = named.length > 0 ? named : compiledHere.map((name) => join(root, name));

/** What the compiler makes of a source; whatever else lies there is left alone. */
const compiled = /\.(d\.ts|js)(\.map)?$/;
/** Bundles, beside what the compiler makes. */
const bundled = /^(node\/yinzhao|yinzhao-verifier)\.js(\.map)?$/;

for (const home of packages) {
  const dist = join(home, 'dist');
  if (!existsSync(dist)) continue;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = relative(dist, path).replaceAll('\\', '/');
    if (!entry.isFile() || !compiled.test(name) || bundled.test(name)) continue;
    const source = join(home, 'src', name.replace(compiled, '.ts'));
    if (existsSync(source)) continue;
    rmSync(path);
    console.error(`without a source, removed: ${relative(root, resolve(path))}`);
  }
}
