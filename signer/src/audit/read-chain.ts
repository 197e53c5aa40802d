import { open, type FileHandle } from 'node:fs/promises';
import { SignerError } from '../errors.js';
import type { ClosedFile } from './audit-files.js';
import { auditLineDigest, decodeAuditLine, firstPrevious, type AuditLine } from './audit-line.js';
import { decodeOrEmpty, readLines } from './read-lines.js';

export type Sm3 = (bytes: Uint8Array) => Uint8Array;

/** How far a chain has come: its last line and the digest of that line, hexadecimal. */
export interface ChainPosition {
  readonly line: number;
  readonly previous: string;
}

export const chainStart: ChainPosition = { line: 0, previous: firstPrevious };

/** What is shown of a line: what it says, and its digest. */
export type VisitLine = (line: AuditLine, digest: string) => void;

/** Where one file ends. */
export interface ChainEnd {
  readonly position: ChainPosition;
  /** Of whole lines. */
  readonly bytes: number;
  /** Bytes after them. */
  readonly torn: number;
}

/**
 * Reads one file of the chain through.
 * @param from - where the file before it ended
 * @throws SignerError AUDIT_BROKEN
 */
export async function readChain(
  file: FileHandle,
  path: string,
  from: ChainPosition,
  sm3: Sm3,
  visit: VisitLine,
): Promise<ChainEnd> {
  let position = from;
  let bytes = 0;
  const torn = await readLines(file, (text) => {
    const entry = decodeAuditLine(decodeOrEmpty(text));
    if (entry?.line !== position.line + 1 || entry.previous !== position.previous) {
      throw new SignerError('AUDIT_BROKEN', `${path}: line ${position.line + 1} breaks the chain`);
    }
    position = { line: entry.line, previous: auditLineDigest(text, sm3) };
    bytes += text.length + 1;
    visit(entry, position.previous);
  });
  return { position, bytes, torn };
}

/**
 * Reads full files through, one after another: each holds exactly the lines its name says.
 * @throws SignerError AUDIT_BROKEN
 */
export async function readClosedFiles(
  files: readonly ClosedFile[],
  from: ChainPosition,
  sm3: Sm3,
  visit: VisitLine,
): Promise<ChainPosition> {
  let position = from;
  for (const { path, last } of files) {
    const file = await open(path, 'r');
    try {
      const end = await readChain(file, path, position, sm3, visit);
      if (end.torn > 0 || end.position.line !== last) {
        const line = end.position.line + 1;
        throw new SignerError('AUDIT_BROKEN', `${path}: line ${line} is missing or cut off`);
      }
      position = end.position;
    } finally {
      await file.close();
    }
  }
  return position;
}
