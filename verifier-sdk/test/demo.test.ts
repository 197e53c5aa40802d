import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { goodBundle, makeScene } from './world/scene.js';

const demo = join(__dirname, '..', 'demo');
const { input, sync } = makeScene();
const files: Readonly<Record<string, Uint8Array>> = {
  'licence.yzl': input,
  'city.yzs': sync as Uint8Array,
  'trust.bundle': goodBundle,
};
// Written with the vectors.
if (process.env.WRITE_VECTORS === '1') {
  mkdirSync(demo, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(demo, name), bytes);
}

describe('the demo', () => {
  it.each(Object.keys(files))('has %s as it is made', (name) => {
    expect(readFileSync(join(demo, name)).equals(files[name] as Uint8Array)).toBe(true);
  });
});
