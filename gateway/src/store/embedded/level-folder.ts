import { mkdir, statfs } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { StoreError } from '../errors.js';
import type { Entry, Reader, StagedWrite } from './reader.js';
import { FORMAT_KEY, type KeyRange } from './storage-keys.js';

type Level = ClassicLevel<Buffer, Buffer>;
type LevelSnapshot = ReturnType<Level['snapshot']>;

const FORMAT = 'yinzhao-store 1';
const MOST_AT_ONCE = 512;

export interface LevelFolder extends Reader {
  /** All or nothing, and on disk when it resolves. */
  commit(writes: readonly StagedWrite[]): Promise<void>;
  /** A view that later commits do not change; to be closed. */
  snapshot(): Reader & { close(): Promise<void> };
  close(): Promise<void>;
}

/** The files of one store. Only one process has them open. */
export async function openLevelFolder(folder: string): Promise<LevelFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw storageError(`making ${folder}`, error);
  });
  const level: Level = new ClassicLevel(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await level.open().catch((error: unknown) => {
    throw openingError(folder, error);
  });
  try {
    await checkFormat(level, folder);
  } catch (error) {
    await level.close();
    throw error;
  }
  return folderOver(level);
}

function folderOver(level: Level): LevelFolder {
  return {
    ...readerOver(level, undefined),
    commit: async (writes) => {
      try {
        // a chained batch: from an array it takes four times as long
        const batch = level.batch();
        for (const { key, value } of writes) {
          if (value === null) batch.del(key);
          else batch.put(key, value);
        }
        await batch.write({ sync: true });
      } catch (error) {
        throw storageError('writing', error);
      }
    },
    snapshot: () => {
      try {
        const snapshot = level.snapshot();
        return { ...readerOver(level, snapshot), close: () => snapshot.close() };
      } catch (error) {
        throw storageError('reading', error);
      }
    },
    close: () => level.close(),
  };
}

function readerOver(level: Level, snapshot: LevelSnapshot | undefined): Reader {
  const options = snapshot === undefined ? {} : { snapshot };
  return {
    get: (key) => {
      try {
        return level.getSync(key, options);
      } catch (error) {
        throw storageError('reading', error);
      }
    },
    entries: async function* (range: KeyRange, reverse: boolean, about: number) {
      const iterator = level.iterator({ ...range, ...options, reverse });
      let size = Math.max(1, Math.min(about, MOST_AT_ONCE));
      try {
        for (;;) {
          const chunk: Entry[] = await iterator.nextv(size);
          if (chunk.length === 0) return;
          yield* chunk;
          size = Math.min(2 * size, MOST_AT_ONCE);
        }
      } catch (error) {
        throw storageError('reading', error);
      } finally {
        await iterator.close();
      }
    },
  };
}

/** A store that is opened again needs room for what is in its log. */
const LEAST_ROOM = 32 * 1024 * 1024;

/** @throws StoreError STORE_FULL */
export async function assertRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_ROOM) {
    throw new StoreError('STORE_FULL', `less than 32 MiB are left on the disk of ${folder}`);
  }
}

async function checkFormat(level: Level, folder: string): Promise<void> {
  const found = level.getSync(FORMAT_KEY)?.toString();
  if (found === FORMAT) return;
  const empty = (await level.keys({ limit: 1 }).next()) === undefined;
  if (found !== undefined || !empty) {
    throw new StoreError('STORE_CORRUPT', `${folder} holds no store of this version`);
  }
  await level.put(FORMAT_KEY, Buffer.from(FORMAT), { sync: true });
}

function openingError(folder: string, error: unknown): StoreError {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  if (cause?.code === 'LEVEL_LOCKED') {
    return new StoreError('STORE_LOCKED', `${folder} is in use by another process`, {
      cause: error,
    });
  }
  return storageError(`opening ${folder}`, cause ?? error);
}

/** Errors of LevelDB and of the file system, by what can be done about them. */
function storageError(doing: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: string; message: string };
  if (code === 'LEVEL_DATABASE_NOT_OPEN' || code === 'LEVEL_ITERATOR_NOT_OPEN') {
    return new StoreError('STORE_UNAVAILABLE', `${doing}: the store is not open`, { cause: error });
  }
  if (/No space left|File too large|quota exceeded/i.test(message)) {
    return new StoreError('STORE_FULL', `${doing}: no space left on the disk`, { cause: error });
  }
  if (code === 'LEVEL_CORRUPTION' || /corrupt/i.test(message)) {
    return new StoreError('STORE_CORRUPT', `${doing}: ${message}`, { cause: error });
  }
  return new StoreError('STORE_UNAVAILABLE', `${doing}: ${message}`, { cause: error });
}
