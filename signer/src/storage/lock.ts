import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SignerError } from '../errors.js';

/**
 * Two processes on one keystore could sign two things under one number. The lock of a process that was killed counts
 * for nothing.
 * @returns gives the lock back
 * @throws SignerError KEYSTORE_LOCKED
 */
export function takeLock(file: string): () => void {
  const own = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  // Once more after a lock left behind was removed; whoever takes it in between holds it.
  if (!take(file, own)) {
    if (!isLeftBehind(file)) throw locked(file);
    rmSync(file, { force: true });
    if (!take(file, own)) throw locked(file);
  }
  if (readFileSync(file, 'utf8') !== own) throw locked(file);
  return () => {
    rmSync(file, { force: true });
  };
}

function locked(file: string): SignerError {
  return new SignerError('KEYSTORE_LOCKED', `another process holds ${file}`);
}

function take(file: string, own: string): boolean {
  try {
    writeFileSync(file, own, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new SignerError('STORAGE_FAILED', `${file} cannot be written`, { cause: error });
  }
}

function isLeftBehind(file: string): boolean {
  const [, pid, started] = /^([1-9][0-9]*) (.*)\n$/.exec(readFileSync(file, 'utf8')) ?? [];
  // Torn by a power cut: a process that runs has written it whole.
  if (pid === undefined) return true;
  return startOf(Number(pid)) !== started;
}

/** When a running process started, in the system's own words; null where none runs. */
function startOf(pid: number): string | null {
  if (existsSync('/proc/self/stat')) {
    // The second field is the command in brackets and may hold spaces; the start is the 22nd.
    const stat = readOrNull(`/proc/${pid}/stat`);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? null);
  }
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return line.trim() || null;
  } catch {
    return null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
