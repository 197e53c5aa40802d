import { existsSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { concatBytes, encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { SignerError } from '../errors.js';
import { syncFolder } from '../storage/files.js';
import { closedFile, closedFiles, firstLine, newestFile, type ClosedFile } from './audit-files.js';
import { auditLineDigest, encodeAuditLine, type AuditLine, type AuditUse } from './audit-line.js';
import {
  chainStart,
  readChain,
  readClosedFiles,
  type ChainPosition,
  type Sm3,
} from './read-chain.js';

/** About 500,000 licences of large requests, or 110,000 single ones: read through in a second at a start. */
export const usualFileBytes = 32 * 1024 * 1024;

/** Lines that each name the one before, over files: none can be changed, taken out or put in between. */
export interface AuditFile {
  /** Lines that are on disk. */
  readonly lines: () => number;
  /**
   * Resolves when the line is on disk; lines that come together share one write.
   * @returns number of the line
   */
  readonly append: (use: AuditUse) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface AuditOptions {
  readonly sm3: Sm3;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Lines since then are shown at the opening, Unix milliseconds; earlier ones may be. */
  readonly since: number;
  /** A file that has as many is closed and the next one begun; usual: {@link usualFileBytes}. */
  readonly fileBytes?: number;
}

interface Waiting {
  readonly text: Uint8Array;
  /** Where the chain stands after it. */
  readonly position: ChainPosition;
  readonly resolve: (line: number) => void;
  readonly reject: (error: Error) => void;
}

/** The file that is appended to, and what of it is on disk. */
interface Newest {
  readonly file: FileHandle;
  readonly bytes: number;
  /** Number of its first line. */
  readonly first: number;
  readonly position: ChainPosition;
}

/**
 * Reads the chain through, from the file on in which `since` lies. A last line without its end, as a power cut leaves
 * it, is taken off and the next line says so: it had not been answered.
 * @param visit - is shown every line that is read
 * @throws SignerError AUDIT_BROKEN, STORAGE_FAILED
 */
export async function openAudit(
  folder: string,
  options: AuditOptions,
  visit: (line: AuditLine) => void,
): Promise<AuditFile> {
  const { sm3 } = options;
  const from = await readFull(folder, options, visit);
  const path = newestFile(folder);
  const file = await openPrivate(folder);
  try {
    const { position, bytes, torn } = await readChain(file, path, from, sm3, visit);
    const audit = writer(folder, { file, bytes, first: from.line + 1, position }, options);
    if (torn > 0) {
      await file.truncate(bytes);
      await audit.append({ operation: 'repair', key: '', count: torn, digests: [] });
    }
    return audit;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openPrivate(folder: string): Promise<FileHandle> {
  const path = newestFile(folder);
  try {
    // 'a+' would create it too, but Linux then ignores the position of a write.
    const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    await syncFolder(folder);
    return file;
  } catch (cause) {
    throw new SignerError('STORAGE_FAILED', `${path} cannot be opened`, { cause });
  }
}

/** Of the full files the newest ones: those before were read when they were new. */
async function readFull(
  folder: string,
  { sm3, since }: AuditOptions,
  visit: (line: AuditLine) => void,
): Promise<ChainPosition> {
  const files = await closedFiles(folder);
  let start: { readonly file: number; readonly line: AuditLine } | null = null;
  for (let i = files.length - 1; i >= 0 && (start === null || start.line.time > since); i--) {
    start = { file: i, line: await startOf(files[i] as ClosedFile) };
  }
  if (start === null) return chainStart;
  const { line, previous } = start.line;
  return readClosedFiles(files.slice(start.file), { line: line - 1, previous }, sm3, visit);
}

async function startOf({ path, first }: ClosedFile): Promise<AuditLine> {
  const line = await firstLine(path);
  if (line.line === first) return line;
  throw new SignerError('AUDIT_BROKEN', `${path} does not begin with line ${first}`);
}

function writer(
  folder: string,
  opened: Newest,
  { sm3, now, fileBytes = usualFileBytes }: AuditOptions,
): AuditFile {
  let newest = opened;
  // Ahead of what is on disk by what waits to be written.
  let head = opened.position;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let failed = false;

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    // A write that failed may have left a part behind.
    if (failed) await newest.file.truncate(newest.bytes);
    if (newest.bytes >= fileBytes) newest = await nextFile(folder, newest);
    const bytes = concatBytes(...batch.map(({ text }) => text));
    await writeAll(newest.file, bytes, newest.bytes);
    await newest.file.datasync();
    const { position } = batch.at(-1) as Waiting;
    newest = { ...newest, bytes: newest.bytes + bytes.length, position };
  };
  const flush = async (): Promise<void> => {
    // Lets everything asked for in this turn into one write.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch);
      } catch (cause) {
        failed = true;
        const rest = [...batch, ...waiting];
        waiting = [];
        head = newest.position;
        for (const { reject } of rest) {
          reject(new SignerError('STORAGE_FAILED', 'the audit file cannot be written', { cause }));
        }
        continue;
      }
      failed = false;
      for (const { position, resolve } of batch) resolve(position.line);
    }
    flushing = null;
  };

  const append = (use: AuditUse): Promise<number> =>
    new Promise((resolve, reject) => {
      const line = head.line + 1;
      const text = encodeUtf8(
        encodeAuditLine({ ...use, line, time: now(), previous: head.previous }),
      );
      head = { line, previous: auditLineDigest(text, sm3) };
      waiting.push({
        text: concatBytes(text, Uint8Array.of(0x0a)),
        position: head,
        resolve,
        reject,
      });
      flushing ??= flush();
    });
  return {
    lines: () => newest.position.line,
    append,
    close: async () => {
      await flushing;
      await newest.file.close();
    },
  };
}

/** Its first line will name the last one here. A kill in between leaves no newest file: the next start begins it. */
async function nextFile(folder: string, { file, first, position }: Newest): Promise<Newest> {
  const path = newestFile(folder);
  const closed = closedFile(folder, first, position.line);
  // After a failure in between the file has its name already, and nothing was appended since.
  if (!existsSync(closed)) await rename(path, closed);
  const next = await open(path, 'w+', 0o600);
  await syncFolder(folder);
  await file.close();
  return { file: next, bytes: 0, first: position.line + 1, position };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
