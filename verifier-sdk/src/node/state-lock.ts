import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { VerifierError } from '../errors.js';

/** How long another process may hold the state before this one gives up. */
const patience = 10_000;
const interval = 25;

export interface Lock {
  readonly release: () => void;
}

/**
 * One process at a time. The lock of a process that is no longer there counts for nothing.
 * @throws VerifierError STATE_LOCKED
 */
export async function takeLock(path: string, wait = patience): Promise<Lock> {
  const own = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  for (let waited = 0; ; waited += interval) {
    if (place(path, own))
      return {
        release: () => {
          // Another machine's, which could not know that this process was there, is not ours to remove.
          if (contentOf(path) === own) rmSync(path, { force: true });
        },
      };
    if (isLeftBehind(path) && clearAway(path, own)) continue;
    if (waited >= wait) {
      throw new VerifierError('STATE_LOCKED', `another process uses the state: ${path}`);
    }
    await pause(interval);
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** With its content at once: a lock without a holder could never be judged. */
function place(path: string, content: string): boolean {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(fresh, content, { mode: 0o600 });
    linkSync(fresh, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/**
 * A left lock is removed under a guard: otherwise the second of two would remove the first one's new lock.
 * @returns whether it is worth trying again at once
 */
function clearAway(path: string, own: string): boolean {
  const guard = `${path}.guard`;
  if (!place(guard, own)) {
    if (isLeftBehind(guard)) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (isLeftBehind(path)) rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function isLeftBehind(path: string): boolean {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return !isRunning(pid) || startOf(pid) !== started;
  } catch (error) {
    // Gone meanwhile: look again. One that nobody can read is what a power cut left of it.
    return error instanceof SyntaxError;
  }
}

interface Holder {
  readonly pid: number;
  readonly started: string;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Tells a process from a later one of the same number; empty where the system does not say. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 22; the name in parentheses may hold spaces.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
