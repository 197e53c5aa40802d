import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { goodBundle, makeScene } from './world/scene.js';

const home = join(__dirname, '..');
const { input, sync } = makeScene();
const files: Readonly<Record<string, Uint8Array>> = {
  'licence.yzl': input,
  'city.yzs': sync as Uint8Array,
  'trust.bundle': goodBundle,
};
// Written with the vectors.
if (process.env.WRITE_VECTORS === '1') {
  mkdirSync(join(home, 'demo'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(home, 'demo', name), bytes);
}

/** The one block of that language in the README of the package. */
function block(language: string): string {
  const readme = readFileSync(join(home, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)];
  return blocks.find(([, name]) => name === language)?.[2] ?? '';
}

// The command is bundled: what is tested is what the sources are now.
beforeAll(() => {
  spawnSync(process.execPath, [join(home, '..', 'scripts', 'bundle.js')]);
});

describe('the demo', () => {
  it.each(Object.keys(files))('has %s as it is made', (name) => {
    expect(readFileSync(join(home, 'demo', name)).equals(files[name] as Uint8Array)).toBe(true);
  });

  it('is valid by the five lines of the README, and by its command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'yinzhao-demo-'));
    try {
      mkdirSync(join(folder, 'node_modules', '@yinzhao'), { recursive: true });
      symlinkSync(home, join(folder, 'node_modules', '@yinzhao', 'verifier'));
      const lines = block('js');
      expect(lines.trimEnd().split('\n')).toHaveLength(5);
      const script = join(folder, 'demo.mjs');
      writeFileSync(script, lines);
      const run = spawnSync(process.execPath, [script], { encoding: 'utf8', env: {} });
      expect([run.stdout, run.stderr]).toEqual(['valid\n', '']);
      const words = block('sh').trimEnd().split('\n')[1]?.split(' ').slice(2) ?? [];
      const command = spawnSync(process.execPath, [join(home, 'bin', 'yinzhao.js'), ...words], {
        cwd: join(home, 'demo'),
        encoding: 'utf8',
        env: {},
      });
      expect([command.status, command.stderr]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the package', () => {
  it('holds what its exports name, and neither tests nor traces of a build', () => {
    const stale = join(home, 'dist', 'format', 'of-an-earlier-build.js');
    writeFileSync(stale, '');
    // As every build does; without it what an earlier one has left would be packed.
    spawnSync(process.execPath, [join(home, '..', 'scripts', 'prune.js'), home]);
    expect(existsSync(stale)).toBe(false);
    const run = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: home,
      encoding: 'utf8',
    });
    const [packed] = JSON.parse(run.stdout) as [{ files: { path: string }[] }];
    const paths = packed.files.map(({ path }) => path);
    const expected =
      /^(package\.json|README\.md|LICENSE|bin\/|demo\/|src\/|dist\/.*\.(js|d\.ts)(\.map)?$)/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
    const sourceOf = (path: string): string =>
      path.replace(/^dist\/(.*?)\.(d\.ts|js)(\.map)?$/, 'src/$1.ts');
    const compiled = paths.filter((path) => /^dist\/(?!(node\/)?yinzhao)/.test(path));
    expect(compiled.filter((path) => !paths.includes(sourceOf(path)))).toEqual([]);
    const named = ['dist/index.js', 'dist/index.d.ts', 'dist/browser/entry.d.ts'];
    for (const path of [...named, 'dist/node/yinzhao.js', 'LICENSE']) expect(paths).toContain(path);
  });
});
