import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignerError } from '../errors.js';
import { closedFiles, newestFile, type ClosedFile } from './audit-files.js';
import {
  chainStart,
  readChain,
  readClosedFiles,
  type ChainEnd,
  type ChainPosition,
  type Sm3,
} from './read-chain.js';

export interface AuditWish {
  /** Line to begin with, where earlier files are kept elsewhere; usual: 1. */
  readonly from?: ChainPosition;
  /** A line that was seen before: without one, nobody can tell that the newest lines were cut off. */
  readonly known?: ChainPosition;
}

/** A running signer has closed its newest file, or written its line, long before so many looks so far apart are over. */
const looks = 10;
const pauseMs = 50;

/**
 * Reads all audit files of a folder through, alone or beside a running signer.
 * @returns the last line and its digest: what to look for the next time
 * @throws SignerError AUDIT_BROKEN where the chain breaks, or does not have the known line
 */
export async function verifyAudit(
  folder: string,
  sm3: Sm3,
  { from = chainStart, known }: AuditWish = {},
): Promise<ChainPosition> {
  let found = known === undefined || (known.line === from.line && known.previous === from.previous);
  const visit = ({ line }: { readonly line: number }, digest: string): void => {
    found ||= line === known?.line && digest === known.previous;
  };
  const { closed, newest } = await openFiles(folder);
  try {
    const full = await readClosedFiles(closed, from, sm3, visit);
    const path = newestFile(folder);
    const { position, torn } = await readWhole(() => readChain(newest, path, full, sm3, visit));
    const next = position.line + 1;
    if (torn > 0) throw new SignerError('AUDIT_BROKEN', `${path}: line ${next} is cut off`);
    if (!found) {
      const line = known?.line ?? 0;
      throw new SignerError('AUDIT_BROKEN', `line ${line} is not the one that is known`);
    }
    return position;
  } finally {
    await newest.close();
  }
}

/** A last line without its end may be one that is just being written. */
async function readWhole(read: () => Promise<ChainEnd>): Promise<ChainEnd> {
  for (let look = 1; ; look++) {
    const end = await read();
    if (end.torn === 0 || look === looks) return end;
    await sleep(pauseMs);
  }
}

interface OpenFiles {
  readonly closed: readonly ClosedFile[];
  /** Stays the same file where it is closed, and another one begun, from here on. */
  readonly newest: FileHandle;
}

/** The newest file, and those before it: none twice, and none left out. */
async function openFiles(folder: string): Promise<OpenFiles> {
  for (;;) {
    const newest = await openNewest(newestFile(folder));
    try {
      const closed = await closedFiles(folder);
      const last = closed.at(-1);
      if (last === undefined || !(await isSame(newest, last))) return { closed, newest };
    } catch (error) {
      await newest.close();
      throw error;
    }
    await newest.close();
  }
}

/** A running signer gives the full file its name a moment before the next one is there. */
async function openNewest(path: string): Promise<FileHandle> {
  for (let look = 1; ; look++) {
    try {
      return await open(path, 'r');
    } catch (cause) {
      if (look === looks)
        throw new SignerError('AUDIT_BROKEN', `${path} cannot be read`, { cause });
    }
    await sleep(pauseMs);
  }
}

async function isSame(file: FileHandle, { path }: ClosedFile): Promise<boolean> {
  const [own, other] = [await file.stat(), await stat(path)];
  return own.ino === other.ino && own.dev === other.dev;
}
