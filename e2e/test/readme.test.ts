import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { folderVariable } from './shared-network.js';

const root = join(__dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const example = read('e2e/examples/anchor.mjs').trimEnd();

describe('the example', () => {
  it.each(['README.md', 'README.zh.md'])('stands in %s as it is', (name) => {
    const [, code] = /```js\n([\s\S]*?)\n```/.exec(read(name)) ?? [];
    expect(code).toBe(example);
  });

  it('has 15 lines and anchors a batch on a running network', async () => {
    expect(example.split('\n')).toHaveLength(15);
    const run = promisify(execFile);
    const folder = process.env[folderVariable] ?? '';
    const script = join(root, 'e2e', 'examples', 'anchor.mjs');
    const { stdout } = await run(process.execPath, [script, folder]);
    const lines = stdout.trimEnd().split('\n');
    const [, leaf, again] =
      /^yinzhao\/city\/approval: leaf (\d+); sent again: leaf (\d+)$/.exec(lines[0] ?? '') ?? [];
    expect(leaf).toBeDefined();
    expect(again).toBe(leaf);
    expect(lines[1]).toBe(
      `size ${Number(leaf) + 1}, root ${/[0-9a-f]{64}$/.exec(lines[1] ?? '')?.[0] ?? ''}`,
    );
  }, 60_000);
});
