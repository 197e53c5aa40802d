import type { Entry, Reader, StagedWrite } from './reader.js';
import { PREFIX_BYTES, type KeyRange } from './storage-keys.js';

/** What is on disk with the writes of the current group over it. Only writes see it. */
export interface Staged extends Reader {
  put(key: Buffer, value: Buffer): void;
  delete(key: Buffer): void;
  readonly bytes: number;
  writes(): readonly StagedWrite[];
}

export function stagedOver(durable: Reader): Staged {
  const shelves = new Map<string, Map<string, StagedWrite>>();
  let bytes = 0;
  const stage = (key: Buffer, value: Buffer | null): void => {
    const place = shelfOf(key);
    const shelf = shelves.get(place) ?? new Map<string, StagedWrite>();
    shelves.set(place, shelf);
    shelf.set(key.toString('latin1'), { key, value });
    bytes += key.length + (value?.length ?? 0);
  };
  return {
    get bytes() {
      return bytes;
    },
    put: stage,
    delete: (key) => {
      stage(key, null);
    },
    get: (key) => {
      const write = shelves.get(shelfOf(key))?.get(key.toString('latin1'));
      return write === undefined ? durable.get(key) : (write.value ?? undefined);
    },
    entries: (range, reverse, about) => {
      const shelf = shelves.get(shelfOf(range.gte));
      const below = durable.entries(range, reverse, about);
      return shelf === undefined ? below : merged(below, within(shelf, range, reverse), reverse);
    },
    writes: () => [...shelves.values()].flatMap((shelf) => [...shelf.values()]),
  };
}

/** A range never leaves its collection or index. */
function shelfOf(key: Buffer): string {
  return key.toString('latin1', 0, PREFIX_BYTES);
}

function within(
  shelf: ReadonlyMap<string, StagedWrite>,
  range: KeyRange,
  reverse: boolean,
): StagedWrite[] {
  const [from, to] = [range.gte.toString('latin1'), range.lt.toString('latin1')];
  const names = [...shelf.keys()].filter((name) => name >= from && name < to).sort();
  if (reverse) names.reverse();
  return names.flatMap((name) => shelf.get(name) ?? []);
}

async function* merged(
  below: AsyncIterable<Entry>,
  over: readonly StagedWrite[],
  reverse: boolean,
): AsyncGenerator<Entry> {
  let at = 0;
  for await (const entry of below) {
    let replaced = false;
    for (let write = over[at]; write !== undefined; write = over[at]) {
      const order = reverse ? entry[0].compare(write.key) : write.key.compare(entry[0]);
      if (order > 0) break;
      at += 1;
      replaced ||= order === 0;
      if (write.value !== null) yield [write.key, write.value];
    }
    if (!replaced) yield entry;
  }
  for (const write of over.slice(at)) {
    if (write.value !== null) yield [write.key, write.value];
  }
}
