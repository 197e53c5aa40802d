import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../errors.js';
import type { Reader, StagedWrite } from './reader.js';
import { stagedOver, type Staged } from './staged.js';

const MOST_DEEDS = 2_000;
const MOST_BYTES = 4 * 1024 * 1024;

export type Deed<T> = (view: Staged) => T | Promise<T>;

/** What the group is written to, and what is done once a write has failed. */
export interface Disk extends Reader {
  commit(writes: readonly StagedWrite[]): Promise<void>;
  /** Called before the next write after a failed one; rejects while writing cannot go on. */
  recover(): Promise<void>;
}

export interface GroupCommit {
  /** Runs a deed after all earlier ones; its outcome is told only when everything it saw is on disk. */
  write<T>(deed: Deed<T>): Promise<T>;
  /** Waits for what was begun and takes nothing more. */
  close(): Promise<void>;
}

interface Waiting {
  run(view: Staged): Promise<void>;
  settle(failure: unknown): void;
}

/** All deeds that wait while the disk is busy are written together, in one synced batch. */
export function groupCommit(disk: Disk): GroupCommit {
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let closed = false;
  let broken = false;

  async function run(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) await writeGroup();
    running = null;
  }

  async function writeGroup(): Promise<void> {
    const group: Waiting[] = [];
    let failure: unknown = null;
    try {
      if (broken) await disk.recover();
      broken = false;
      const view = stagedOver(disk);
      while (waiting.length > 0 && group.length < MOST_DEEDS && view.bytes < MOST_BYTES) {
        const next = waiting.shift();
        if (next === undefined) break;
        group.push(next);
        await next.run(view);
      }
      const writes = view.writes();
      if (writes.length > 0) await commit(writes);
    } catch (error) {
      failure = error;
      if (group.length === 0) group.push(...waiting.splice(0));
    }
    for (const one of group) one.settle(failure);
  }

  async function commit(writes: readonly StagedWrite[]): Promise<void> {
    try {
      await disk.commit(writes);
    } catch (error) {
      broken = true;
      throw error;
    }
  }

  return {
    write: <T>(deed: Deed<T>) =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(new StoreError('STORE_CLOSED', 'the store is closed'));
          return;
        }
        waiting.push(waitingFor(deed, resolve, reject));
        running ??= run();
      }),
    close: async () => {
      closed = true;
      await running;
    },
  };
}

function waitingFor<T>(
  deed: Deed<T>,
  resolve: (value: T) => void,
  reject: (error: Error) => void,
): Waiting {
  let told: (() => void) | null = null;
  return {
    run: async (view) => {
      try {
        const value = await deed(view);
        told = () => {
          resolve(value);
        };
      } catch (error) {
        told = () => {
          reject(error as Error);
        };
      }
    },
    settle: (failure) => {
      if (failure === null && told !== null) told();
      else reject(failure as Error);
    },
  };
}
