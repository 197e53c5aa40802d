import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { NetworkError } from './errors.js';
import { allNodes } from './nodes.js';
import { logFile, logTail } from './processes.js';
import type { Topology } from './topology.js';

const LINES_OF_ONE = 40;
const LINES_OF_EACH = 8;
const POLL_MS = 300;

/**
 * Prints the end of one log, or of all.
 * @param follow - go on with what is written to it, until interrupted
 * @throws NetworkError `PROCESS_UNKNOWN`
 */
export async function printLogs(
  folder: string,
  topology: Topology,
  name: string | undefined,
  follow: boolean,
): Promise<void> {
  const known = allNodes(topology).map((node) => node.name);
  if (name !== undefined && !known.includes(name)) {
    const names = known.join(' ');
    throw new NetworkError(
      'PROCESS_UNKNOWN',
      `没有进程“${name}”，可选：${names}`,
      `there is no process "${name}": ${names}`,
    );
  }
  const shown = name === undefined ? known : [name];
  for (const each of shown) {
    console.log(`== ${each}  ${logFile(folder, each)}`);
    console.log(logTail(folder, each, name === undefined ? LINES_OF_EACH : LINES_OF_ONE));
  }
  if (follow) await Promise.all(shown.map((each) => followLog(logFile(folder, each))));
}

async function followLog(file: string): Promise<never> {
  let position = sizeOf(file);
  for (;;) {
    await pause(POLL_MS);
    const size = sizeOf(file);
    // Shorter than before: another file has taken its name.
    if (size < position) position = 0;
    if (size > position) process.stdout.write(readFrom(file, position, size));
    position = size;
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function readFrom(file: string, start: number, end: number): Buffer {
  const handle = openSync(file, 'r');
  const bytes = Buffer.alloc(end - start);
  readSync(handle, bytes, 0, bytes.length, start);
  closeSync(handle);
  return bytes;
}
