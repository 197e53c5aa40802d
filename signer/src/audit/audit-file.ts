import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeUtf8, encodeUtf8, concatBytes } from '@yinzhao/verifier/format/bytes';
import { SignerError } from '../errors.js';
import { syncFolder } from '../storage/files.js';
import {
  auditLineDigest,
  decodeAuditLine,
  encodeAuditLine,
  firstPrevious,
  type AuditLine,
  type AuditUse,
} from './audit-line.js';
import { readLines } from './read-lines.js';

type Sm3 = (bytes: Uint8Array) => Uint8Array;

/** A file of lines that each name the one before: none can be changed, taken out or put in between. */
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

interface Waiting {
  readonly text: Uint8Array;
  readonly line: number;
  readonly resolve: (line: number) => void;
  readonly reject: (error: Error) => void;
}

/** How far the chain has come. */
interface Position {
  readonly line: number;
  readonly previous: string;
  readonly bytes: number;
}

/**
 * Reads the chain through. A last line without its end, as a power cut leaves it, is taken off and the next line says
 * so: it had not been answered.
 * @param visit - is shown every line
 * @throws SignerError AUDIT_BROKEN, STORAGE_FAILED
 */
export async function openAudit(
  path: string,
  sm3: Sm3,
  now: () => number,
  visit: (line: AuditLine) => void,
): Promise<AuditFile> {
  const file = await openPrivate(path);
  try {
    const { position, torn } = await readChain(file, path, sm3, visit);
    const audit = writer(file, position, sm3, now);
    if (torn > 0) {
      await file.truncate(position.bytes);
      await audit.append({ operation: 'repair', key: '', count: torn, digests: [] });
    }
    return audit;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openPrivate(path: string): Promise<FileHandle> {
  try {
    // 'a+' would create it too, but Linux then ignores the position of a write.
    const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    await syncFolder(dirname(path));
    return file;
  } catch (cause) {
    throw new SignerError('STORAGE_FAILED', `${path} cannot be opened`, { cause });
  }
}

async function readChain(
  file: FileHandle,
  path: string,
  sm3: Sm3,
  visit: (line: AuditLine) => void,
): Promise<{ position: Position; torn: number }> {
  let position: Position = { line: 0, previous: firstPrevious, bytes: 0 };
  const torn = await readLines(file, (text) => {
    const entry = decodeAuditLine(decodeOrEmpty(text));
    if (entry?.line !== position.line + 1 || entry.previous !== position.previous) {
      throw new SignerError('AUDIT_BROKEN', `${path}: line ${position.line + 1} breaks the chain`);
    }
    position = {
      line: entry.line,
      previous: auditLineDigest(text, sm3),
      bytes: position.bytes + text.length + 1,
    };
    visit(entry);
  });
  return { position, torn };
}

function decodeOrEmpty(text: Uint8Array): string {
  try {
    return decodeUtf8(text);
  } catch {
    return '';
  }
}

function writer(file: FileHandle, from: Position, sm3: Sm3, now: () => number): AuditFile {
  let durable = from;
  // Ahead of `durable` by what waits to be written.
  let head = from;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let failed = false;

  const flush = async (): Promise<void> => {
    // Lets everything asked for in this turn into one write.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const next = head;
      try {
        // A write that failed may have left a part behind.
        if (failed) await file.truncate(durable.bytes);
        const bytes = concatBytes(...batch.map(({ text }) => text));
        await writeAll(file, bytes, durable.bytes);
        await file.datasync();
      } catch (cause) {
        failed = true;
        const rest = [...batch, ...waiting];
        waiting = [];
        head = durable;
        for (const { reject } of rest) {
          reject(new SignerError('STORAGE_FAILED', 'the audit file cannot be written', { cause }));
        }
        continue;
      }
      failed = false;
      durable = next;
      for (const { line, resolve } of batch) resolve(line);
    }
    flushing = null;
  };

  const append = (use: AuditUse): Promise<number> =>
    new Promise((resolve, reject) => {
      const line = head.line + 1;
      const entry = { ...use, line, time: now(), previous: head.previous };
      const text = encodeUtf8(encodeAuditLine(entry));
      head = { line, previous: auditLineDigest(text, sm3), bytes: head.bytes + text.length + 1 };
      waiting.push({ text: concatBytes(text, Uint8Array.of(0x0a)), line, resolve, reject });
      flushing ??= flush();
    });
  return {
    lines: () => durable.line,
    append,
    close: async () => {
      await flushing;
      await file.close();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
