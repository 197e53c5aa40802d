import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SignerError } from '../errors.js';
import { decodeAuditLine, type AuditLine } from './audit-line.js';
import { decodeOrEmpty, maximumLine } from './read-lines.js';

/** A file that is full: nothing is appended to it any more. Its name says which lines it holds, both inclusive. */
export interface ClosedFile {
  readonly path: string;
  readonly first: number;
  readonly last: number;
}

const closedName = /^audit-(\d{12})-(\d{12})\.log$/;

/** The file that is appended to. */
export function newestFile(folder: string): string {
  return join(folder, 'audit.log');
}

/** Digits enough for a million lines a second over a hundred thousand years; names sort as lines do. */
export function closedFile(folder: string, first: number, last: number): string {
  const digits = (line: number): string => String(line).padStart(12, '0');
  return join(folder, `audit-${digits(first)}-${digits(last)}.log`);
}

/**
 * The full files, the oldest first. Older ones may have been taken away to where they are kept, none in between.
 * @throws SignerError AUDIT_BROKEN
 */
export async function closedFiles(folder: string): Promise<readonly ClosedFile[]> {
  const files = (await readdir(folder)).sort().flatMap((name) => {
    const [, first, last] = closedName.exec(name) ?? [];
    return first === undefined
      ? []
      : [{ path: join(folder, name), first: Number(first), last: Number(last) }];
  });
  files.forEach(({ path, first, last }, i) => {
    const before = files[i - 1];
    const follows = before === undefined || first === before.last + 1;
    if (!follows || first < 1 || last < first) {
      throw new SignerError('AUDIT_BROKEN', `${path} does not follow the file before it`);
    }
  });
  return files;
}

/**
 * The first line of a file.
 * @throws SignerError AUDIT_BROKEN
 */
export async function firstLine(path: string): Promise<AuditLine> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(maximumLine);
    const { bytesRead } = await file.read(bytes, 0, maximumLine, 0);
    const end = bytes.subarray(0, bytesRead).indexOf(0x0a);
    const line = end < 0 ? null : decodeAuditLine(decodeOrEmpty(bytes.subarray(0, end)));
    if (line === null) throw new SignerError('AUDIT_BROKEN', `${path} begins with no line`);
    return line;
  } finally {
    await file.close();
  }
}
