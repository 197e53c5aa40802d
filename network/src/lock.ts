import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder } from './private-file.js';
import { startOf } from './process-table.js';

const POLL_MS = 200;

/**
 * Does a deed while no other process does one under the same lock file. The lock of a process that was
 * killed counts for nothing.
 * @param waiting - called once if another process holds the lock
 * @param signal - ends the waiting, not the deed; its reason is thrown
 */
export async function withLock<T>(
  file: string,
  waiting: () => void,
  deed: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const own = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  let told = false;
  while (!take(file, own)) {
    if (isLeftBehind(file) && removeLeftBehind(file, own)) continue;
    if (!told) waiting();
    told = true;
    await pause(POLL_MS);
    signal?.throwIfAborted();
  }
  try {
    return await deed();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Removes a lock whose holder is no more, under a guard: between looking and removing, another waiter might have done
 * the same and hold it by now.
 * @returns whether it is worth trying again at once
 */
function removeLeftBehind(file: string, own: string): boolean {
  const guard = `${file}.guard`;
  if (!take(guard, own)) {
    if (isLeftBehind(guard)) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (isLeftBehind(file)) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function take(file: string, own: string): boolean {
  // The holder before may have deleted it with all that was in it.
  makeFolder(dirname(file));
  // Written aside: a lock whose writer is killed halfway would never be known to be left behind.
  const aside = `${file}.${randomUUID()}`;
  try {
    writeFileSync(aside, own, { mode: 0o600 });
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isLeftBehind(file: string): boolean {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; started: string };
    return startOf(holder.pid) !== holder.started;
  } catch (error) {
    // Gone meanwhile: look again. One that nobody can read is what a power cut left of it.
    return error instanceof SyntaxError;
  }
}
