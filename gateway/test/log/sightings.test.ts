import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSightings, type Sightings } from '../../src/log/sightings.js';
import { scratchFolders } from '../sample-city.js';

const folders = scratchFolders();
let path: string;
let time: number;

beforeEach(() => {
  path = join(folders.create(), 'sizes');
  time = 100;
});
afterAll(folders.remove);

const open = (highest: number | null = null): Promise<Sightings> =>
  openSightings(path, highest, () => time);
async function note(...heights: number[]): Promise<void> {
  const sightings = await open();
  for (const height of heights) {
    await sightings.note(height);
    time += 100;
  }
  await sightings.sync();
  await sightings.close();
}
async function sinceOf(heights: number[], highest: number | null = null) {
  const sightings = await open(highest);
  const times = heights.map(sightings.since);
  await sightings.close();
  return times;
}

describe('sightings', () => {
  it('say when something was first seen above a height, also after a restart', async () => {
    await note(2, 5, 5, 4, 9);
    // The time goes on with each of them, whether it says something new or not.
    expect(await sinceOf([0, 1, 2, 4, 5, 8, 9])).toEqual([100, 100, 200, 200, 500, 500, null]);
  });

  it('know nothing of what was not whole', async () => {
    await note(2, 5, 9);
    expect(await sinceOf([1, 2, 5], 5)).toEqual([100, 200, null]);
    time = 1000;
    const sightings = await open(5);
    await sightings.note(9);
    expect(sightings.since(5)).toBe(1000);
    await sightings.close();
    expect(await sinceOf([2, 5], 9)).toEqual([200, 1000]);
  });

  it('begin where a file is missing, torn or of something else', async () => {
    time = 700;
    expect(await sinceOf([0, 7], 7)).toEqual([700, null]);
    await note(8);
    truncateSync(path, statSync(path).size - 1);
    time = 900;
    expect(await sinceOf([6, 7, 8], 8)).toEqual([700, 900, null]);
    appendFileSync(path, Buffer.alloc(7, 0xff));
    expect(await sinceOf([6, 7, 8], 8)).toEqual([700, 900, null]);
    expect(await sinceOf([0], 0)).toEqual([null]);
    expect(readFileSync(path)).toHaveLength(0);
  });

  it('are the last thousand, in a file that does not grow', async () => {
    await note(...Array.from({ length: 1500 }, (_, i) => i + 1));
    expect(statSync(path).size).toBe(1024 * 16);
    // The 477th is the oldest that is left.
    expect(await sinceOf([0, 476, 477, 1499, 1500])).toEqual([
      47_700,
      47_700,
      47_800,
      150_000,
      null,
    ]);
    time = 999_999;
    await note(1501);
    expect(await sinceOf([476, 477, 1500])).toEqual([47_800, 47_800, 999_999]);
  });
});
