import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MirroredLog } from '../log/mirrored-log.js';
import { tileHeight, tileWidth } from '../log/tile.js';

/**
 * Path of a tile as C2SP tlog-tiles writes it: `tile/<level>/x001/x234/067`, with `.p/<width>` behind it where it is
 * not full.
 */
export function tilePath(level: number, index: number, width = tileWidth): string {
  const groups = [`${index % 1000}`.padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${`${rest % 1000}`.padStart(3, '0')}`);
  }
  const partial = width === tileWidth ? '' : `.p/${width}`;
  return `tile/${level}/${groups.join('/')}${partial}`;
}

/**
 * Writes the tiles that a log has at one size and had not at another, those that are not full included. What is left of
 * a tile before it was full is removed.
 * @param folder - of the log
 * @returns how many were written
 */
export async function publishTiles(
  folder: string,
  log: MirroredLog,
  from: number,
  to: number,
): Promise<number> {
  let written = 0;
  for (let level = 0; tileWidth ** level <= to; level++) {
    const nodes = Math.floor(to / tileWidth ** level);
    const before = Math.floor(from / tileWidth ** level);
    if (nodes === before) continue;
    const full = Math.floor(nodes / tileWidth);
    const firstChanged = Math.floor(before / tileWidth);
    for (let index = firstChanged; index < full; index++) {
      await writeTile(folder, log, level, index, tileWidth);
      written++;
    }
    // Partial tiles stay while readers of the last checkpoints may ask for them: until theirs is full.
    if (full > firstChanged) {
      const stale = join(folder, `${tilePath(level, firstChanged)}.p`);
      await rm(stale, { recursive: true, force: true });
    }
    if (nodes % tileWidth === 0) continue;
    await writeTile(folder, log, level, full, nodes % tileWidth);
    written++;
  }
  return written;
}

async function writeTile(
  folder: string,
  log: MirroredLog,
  level: number,
  index: number,
  width: number,
): Promise<void> {
  const bytes = await log.hashes(level * tileHeight, index * tileWidth, width);
  const path = join(folder, tilePath(level, index, width));
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
