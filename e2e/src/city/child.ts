import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildOptions {
  /** For people. */
  readonly name: string;
  /** A module of ours. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints is appended here. */
  readonly log: string;
  /** Whether it answers. Asked again and again until it does. */
  readonly answers: () => Promise<boolean>;
}

export interface Child {
  readonly pid: number;
  /** Resident bytes; 0 once it has ended. */
  readonly memory: () => number;
  readonly running: () => boolean;
  /** Resolves when it is gone. SIGKILL follows a SIGTERM that is not heeded. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** A process of ours has not come to answer; its last words say why. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
}

/** A built module of a package of ours. */
export function programOf(name: string, ...path: readonly string[]): string {
  const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  return join(repository, name, 'dist', ...path);
}

const startMs = 60_000;
const pollMs = 25;
const graceMs = 10_000;
const watchParent = programOf('e2e', 'city', 'watch-parent.js');

/**
 * A process of ours that ends with the one that started it.
 * @throws ChildFailed with its last words, where it ends before it answers
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, script, environment, log, answers } = options;
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const output = openSync(log, 'a', 0o600);
  const started = spawn(process.execPath, ['--import', watchParent, script], {
    env: { PATH, HOME, ...environment },
    stdio: ['pipe', output, output],
    // Ctrl-C in a terminal goes to the one who started it: that one ends its children in order.
    detached: true,
  });
  closeSync(output);
  started.stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    started.once('exit', () => {
      resolve();
    });
    started.once('error', () => {
      resolve();
    });
  });
  const child = childOf(started, ended);
  const until = performance.now() + startMs;
  while (!(await answers().catch(() => false))) {
    if (!child.running() || performance.now() > until) {
      await child.stop('SIGKILL');
      throw new ChildFailed(
        `${name} 无法启动：${lastWords(log)} · ${name} does not start: see ${log}`,
      );
    }
    await sleep(pollMs);
  }
  return child;
}

function childOf(started: ChildProcess, ended: Promise<void>): Child {
  const running = (): boolean =>
    started.pid !== undefined && started.exitCode === null && started.signalCode === null;
  return {
    pid: started.pid ?? 0,
    memory: () => (running() ? memoryOf(started.pid ?? 0) : 0),
    running,
    stop: async (signal = 'SIGTERM') => {
      if (!running()) return;
      started.kill(signal);
      const timer = setTimeout(() => started.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Where the system has no /proc, nothing is known. */
function memoryOf(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' | ');
}
