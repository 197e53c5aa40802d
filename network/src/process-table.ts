import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Variables in the environment of every process of a network: whose it is, and which one. */
export const NETWORK_MARK = 'YINZHAO_NETWORK';
export const PROCESS_MARK = 'YINZHAO_PROCESS';

const LINUX = existsSync('/proc/self/environ');

/**
 * The marks that a running process carries, or null where there is no such process or it is not readable.
 * On Linux a process has no environment for an instant while it becomes another program.
 */
export function marksOf(pid: number): { network: string; process: string } | null {
  const environment = environmentOf(pid);
  const network = valueOf(environment, NETWORK_MARK);
  const process = valueOf(environment, PROCESS_MARK);
  return network !== null && process !== null ? { network, process } : null;
}

/** All processes that carry a network's mark: those nobody has written down are found too. */
export function markedProcesses(network: string): { pid: number; process: string }[] {
  const found: { pid: number; process: string }[] = [];
  for (const pid of allPids()) {
    const marks = marksOf(pid);
    if (marks?.network === network) found.push({ pid, process: marks.process });
  }
  return found;
}

/**
 * When a running process started, in the system's own words: two processes of one pid differ in it. Null
 * where there is none, or only the zombie of one.
 */
export function startOf(pid: number): string | null {
  const [state, started] = LINUX ? linuxStateOf(pid) : psStateOf(pid);
  return state === undefined || state.startsWith('Z') ? null : (started ?? null);
}

function linuxStateOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? [] : stateIn(stat);
}

/**
 * State and start in a line of Linux's process table (proc(5), `/proc/pid/stat`). A killed process whose first thread
 * has ended is called a zombie while others of its threads still write and hold their files locked: it counts as
 * running until the last of them is gone.
 */
export function stateIn(stat: string): [state: string, started: string] {
  // The second field is the command in brackets and may hold spaces; threads are the 20th, the start is the 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'Z'] = fields;
  const ending = state === 'Z' && Number(fields[17]) > 1;
  return [ending ? 'X' : state, fields[19] ?? ''];
}

function psStateOf(pid: number): string[] {
  const [state, ...started] = (ps(pid, 'stat=', 'lstart=') ?? '').trim().split(/\s+/);
  return state === undefined || state === '' ? [] : [state, started.join(' ')];
}

/** Resident memory in bytes, or null where there is no such process. */
export function memoryOf(pid: number): number | null {
  const kilobytes = LINUX
    ? /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
    : ps(pid, 'rss=')?.trim();
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function environmentOf(pid: number): string {
  if (LINUX) return read(`/proc/${pid}/environ`) ?? '';
  // BSD's ps prints the environment after the command, for one's own processes only.
  return (runPs(['eww', '-o', 'command=', '-p', String(pid)]) ?? '').replaceAll(' ', '\0');
}

function valueOf(environment: string, name: string): string | null {
  const entry = environment.split('\0').find((part) => part.startsWith(`${name}=`));
  return entry === undefined ? null : entry.slice(name.length + 1).trim();
}

function allPids(): number[] {
  const names = LINUX ? readdirSync('/proc') : (runPs(['-axo', 'pid=']) ?? '').split('\n');
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function ps(pid: number, ...fields: string[]): string | null {
  // One -o each: BSD takes what follows an equals sign for a heading, commas included.
  return runPs([...fields.flatMap((field) => ['-o', field]), '-p', String(pid)]);
}

function runPs(options: string[]): string | null {
  try {
    return execFileSync('ps', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}
