import { StoreError } from '../errors.js';
import { emptyCatalogue, type Catalogue, type CollectionState } from './catalogue.js';
import { groupCommit } from './group-commit.js';
import { assertRoom, openLevelFolder, type LevelFolder } from './level-folder.js';
import type { Reader } from './reader.js';
import type { Target } from './write.js';

/** One opened folder: its files, its catalogue and the queue of its writes. */
export interface StoreEngine {
  readonly catalogue: Catalogue;
  /** Runs after all earlier writes and resolves when everything it staged is on disk. */
  write<T>(deed: (target: Omit<Target, 'collection'>) => T | Promise<T>): Promise<T>;
  /** The view is consistent; null where the collection does not exist. It is closed when the iterator ends. */
  read(name: string): Reading;
  close(): Promise<void>;
}

export interface Reading {
  readonly collection: CollectionState | null;
  readonly view: Reader;
  readonly close: () => Promise<void>;
}

export type FolderOpener = (folder: string) => Promise<LevelFolder>;

export async function openEngine(
  folder: string,
  openFolder: FolderOpener = openLevelFolder,
): Promise<StoreEngine> {
  let level = await openFolder(folder);
  const catalogue = emptyCatalogue();
  await catalogue.load(level);
  let closed = false;

  const commits = groupCommit({
    get: (key) => level.get(key),
    entries: (range, reverse, about) => level.entries(range, reverse, about),
    commit: async (writes) => {
      await level.commit(writes);
      catalogue.publish();
    },
    // what LevelDB appends after a write that failed half-way could be lost: only a fresh log is safe
    recover: async () => {
      await assertRoom(folder);
      await level.close();
      level = await openFolder(folder);
      await catalogue.load(level);
    },
  });

  return {
    catalogue,
    write: (deed) => commits.write((view) => deed({ view, catalogue })),
    read: (name) => {
      if (closed) throw new StoreError('STORE_CLOSED', 'the store is closed');
      const view = level.snapshot();
      return { collection: catalogue.durable(name) ?? null, view, close: () => view.close() };
    },
    close: async () => {
      closed = true;
      await commits.close();
      await level.close();
    },
  };
}
