import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childEnvironment } from './child-environment.js';
import { NetworkError } from './errors.js';
import { networkFiles } from './layout.js';
import { makeFolder, writeDocument } from './private-file.js';
import { NETWORK_MARK, PROCESS_MARK, markedProcesses, marksOf, startOf } from './process-table.js';

/** What to run, and as what. */
export interface ProcessPlan {
  name: string;
  command: string[];
  environment: Record<string, string>;
  folder: string;
}

/** A process that was started, as it stands in the network's folder. */
export interface ProcessRecord {
  name: string;
  pid: number;
  started: string;
}

/** How long a process may take to end by itself after SIGTERM. */
const GRACE_MS = 8_000;

/** The process of this name if it runs and is ours, else null. */
export function findProcess(folder: string, network: string, name: string): ProcessRecord | null {
  const record = readRecord(recordFile(folder, name));
  return record !== null && isOurs(record, network) ? record : null;
}

/** A record that cannot be read is none: the process is found by its mark. */
function readRecord(file: string): ProcessRecord | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    return null;
  }
}

/** All processes of a network that run, those of a killed `up` that nobody wrote down included. */
export function listProcesses(folder: string, network: string): ProcessRecord[] {
  const records = new Map<number, ProcessRecord>();
  const { processes } = networkFiles(folder);
  for (const file of existsSync(processes) ? readdirSync(processes) : []) {
    const record = findProcess(folder, network, file.replace(/\.json$/, ''));
    if (record !== null) records.set(record.pid, record);
  }
  for (const { pid, process } of markedProcesses(network)) {
    const started = startOf(pid);
    if (!records.has(pid) && started !== null) records.set(pid, { name: process, pid, started });
  }
  return [...records.values()];
}

/** Takes over processes that run but stand in no record: their starter was killed in between. */
export function adoptProcesses(folder: string, network: string): void {
  for (const record of listProcesses(folder, network)) {
    if (findProcess(folder, network, record.name) === null) writeRecord(folder, record);
  }
}

/**
 * Starts a process that outlives this one, with its output in the folder's logs.
 * @throws NetworkError `COMMAND_FAILED` where the program cannot be started at all
 */
export async function startProcess(
  folder: string,
  network: string,
  plan: ProcessPlan,
): Promise<ProcessRecord> {
  makeFolder(networkFiles(folder).logs);
  const log = openSync(logFile(folder, plan.name), 'a', 0o600);
  // The shell sets the mode of new files and then becomes the program: Fabric CA writes some of its
  // keys readable for all.
  const child = spawn('/bin/sh', ['-c', 'umask 077 && exec "$0" "$@"', ...plan.command], {
    cwd: plan.folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...childEnvironment(),
      ...plan.environment,
      [NETWORK_MARK]: network,
      [PROCESS_MARK]: plan.name,
    },
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(cannotStart(plan.name, cause));
    });
  });
  child.unref();
  const pid = child.pid ?? 0;
  const record = { name: plan.name, pid, started: startOf(pid) ?? '' };
  writeRecord(folder, record);
  return record;
}

/** Gives a process another name, as when a new chaincode service takes the place of the old one. */
export function renameProcess(folder: string, record: ProcessRecord, name: string): void {
  writeRecord(folder, { ...record, name });
  rmSync(recordFile(folder, record.name), { force: true });
  const log = logFile(folder, name);
  if (existsSync(log)) renameSync(log, logFile(folder, `${name}.previous`));
  // The process goes on writing to it: it holds the file, not its name.
  renameSync(logFile(folder, record.name), log);
}

/**
 * Ends a process: SIGTERM, and SIGKILL when it has not ended after some seconds. A process that does not
 * carry the network's mark is left alone, whatever its pid.
 */
export async function stopProcess(
  folder: string,
  network: string,
  record: ProcessRecord,
  graceMs = GRACE_MS,
): Promise<void> {
  if (signalProcess(network, record, 'SIGTERM') && !(await ended(record, graceMs))) {
    signalProcess(network, record, 'SIGKILL');
    await ended(record, GRACE_MS);
  }
  rmSync(recordFile(folder, record.name), { force: true });
}

/** Sends a signal to a process of this network. @returns false where it runs no more or is not ours */
export function signalProcess(
  network: string,
  record: ProcessRecord,
  signal: NodeJS.Signals,
): boolean {
  if (!isOurs(record, network)) return false;
  try {
    return process.kill(record.pid, signal);
  } catch {
    return false;
  }
}

/** Waits for a process to end. @returns whether it has */
export async function ended(record: ProcessRecord, milliseconds: number): Promise<boolean> {
  for (let waited = 0; isAlive(record) && waited < milliseconds; waited += 20) await pause(20);
  return !isAlive(record);
}

/** Whether this very process still runs. */
export function isAlive(record: ProcessRecord): boolean {
  return startOf(record.pid) === record.started;
}

/** Whether this very process still runs and is this network's: pid, start and mark agree. */
function isOurs(record: ProcessRecord, network: string): boolean {
  for (let attempt = 0; isAlive(record) && attempt < 50; attempt++) {
    const marks = marksOf(record.pid);
    if (marks !== null) return marks.network === network;
    // Just started and about to become its program; for anybody else's process this is patience lost.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  return false;
}

export function logFile(folder: string, name: string): string {
  return join(networkFiles(folder).logs, `${name}.log`);
}

/** The last lines of a process's log. */
export function logTail(folder: string, name: string, lines: number): string {
  return logLines(folder, name).slice(-lines).join('\n');
}

/** What a process that has ended said last. A Go program that panics gives its reason before a long stack. */
export function lastWords(folder: string, name: string, lines: number): string {
  const all = logLines(folder, name);
  const reason = all.map((line) => /^panic: |^fatal error: /.test(line)).lastIndexOf(true);
  const end = reason < 0 ? all.length : Math.min(all.length, reason + lines);
  return all.slice(Math.max(0, end - lines), end).join('\n');
}

function logLines(folder: string, name: string): string[] {
  const file = logFile(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function recordFile(folder: string, name: string): string {
  return join(networkFiles(folder).processes, `${name}.json`);
}

function writeRecord(folder: string, record: ProcessRecord): void {
  writeDocument(recordFile(folder, record.name), record);
}

function cannotStart(name: string, cause: Error): NetworkError {
  return new NetworkError(
    'COMMAND_FAILED',
    `无法启动 ${name}：${cause.message}`,
    `${name} cannot be started: ${cause.message}`,
    { cause },
  );
}
