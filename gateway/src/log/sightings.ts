import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../durable-file.js';
import { fixedRecord } from './fixed-record.js';

/** When something that only rises was first seen how high; remembered over restarts. */
export interface Sightings {
  /** It is this high now. Not on disk before {@link sync}. */
  readonly note: (height: number) => Promise<void>;
  readonly sync: () => Promise<void>;
  /** When it was first seen above that, in Unix milliseconds; null where it is not known to be. */
  readonly since: (height: number) => number | null;
  readonly close: () => Promise<void>;
}

/** Height and time. */
const sighting = fixedRecord(2, 0);
/** As many are kept, one after another in a ring: a log that grows with every block takes an hour and more. */
const slots = 1024;

/**
 * @param highest - what stands above it was not whole when the process ended; null: nothing does
 * @param now - Unix milliseconds
 */
export async function openSightings(
  path: string,
  highest: number | null,
  now: () => number,
): Promise<Sightings> {
  const file = await open(path, 'r+', 0o600).catch(async (cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const fresh = await open(path, 'w+', 0o600);
    await syncFolder(dirname(path));
    return fresh;
  });
  // What is begun anew has nothing to do with what was there before.
  if (highest === 0) await file.truncate(0);
  const stored = readSightings(await file.readFile());
  const seen = stored.filter(({ height }) => height <= (highest ?? Infinity));
  let next = seen.length === 0 ? 0 : ((seen.at(-1) as { slot: number }).slot + 1) % slots;
  let dirty = false;
  const note = async (height: number): Promise<void> => {
    if (height <= (seen.at(-1)?.height ?? 0)) return;
    const one = { height, at: now(), slot: next };
    seen.push(one);
    if (seen.length > slots) seen.shift();
    next = (next + 1) % slots;
    dirty = true;
    const record = sighting.encode([height, one.at], []);
    await file.write(record, 0, record.length, one.slot * sighting.length);
  };
  if (highest !== null) await note(highest);
  return {
    note,
    sync: async () => {
      if (dirty) await file.datasync();
      dirty = false;
    },
    since: (height) => seen.find((one) => one.height > height)?.at ?? null,
    close: () => file.close(),
  };
}

/** Ascending. A record that was not written whole is none. */
function readSightings(bytes: Uint8Array): { height: number; at: number; slot: number }[] {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % sighting.length));
  return sighting
    .split(whole)
    .slice(0, slots)
    .map((record, slot) => {
      const [height, at] = sighting.decode(record).counts as [number, number];
      return { height, at, slot };
    })
    .filter(({ height }) => height > 0)
    .sort((a, b) => a.height - b.height);
}
