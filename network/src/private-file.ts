import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder that only its owner can enter, and those above it that are missing. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * Writes a file whole or not at all, readable by its owner only: whoever finds it after a kill or a power cut finds
 * it complete.
 */
export function writePrivateFile(file: string, content: string | Uint8Array): void {
  makeFolder(dirname(file));
  const temporary = `${file}.${process.pid}.new`;
  const opened = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(opened, content);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** Makes what was renamed in a folder outlast a power cut. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Configuration files are JSON, which every YAML reader understands. */
export function writeDocument(file: string, document: object): void {
  writePrivateFile(file, JSON.stringify(document, null, 2));
}
