import { readFileSync } from 'node:fs';

const pollMs = 500;

/**
 * Calls back once when the npm that started this process is gone: one that is killed takes its shell with it or leaves
 * it behind, and tells nobody else. Does not keep this process from ending.
 */
export function onStarterGone(gone: () => void): void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(timer);
    gone();
  }, pollMs);
  timer.unref();
}

/** Null where the system has no /proc: there the shell alone is watched. */
function parentOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the command in brackets may hold spaces; after it state and parent.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? null;
  } catch {
    return null;
  }
}
