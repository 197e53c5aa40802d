import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { VerifierError } from '../errors.js';
import { equalBytes } from '../format/bytes.js';
import { decodeState, encodeState, type VerifierState } from '../state.js';
import { checkForward } from '../state-order.js';
import {
  encodeMark,
  encodeStored,
  openStored,
  type KeptBytes,
  type StoredState,
} from '../state-seal.js';
import { takeLock } from './state-lock.js';

/** A verifier's memory on disk, held by this process alone until it is closed. */
export interface StateFile {
  /** null where nothing was ever written. */
  readonly load: () => VerifierState | null;
  /**
   * Returns once the state is on disk: call it before the answer is given. Where it throws, whatever the system says,
   * what is on disk is the state before or this one, whole.
   * @throws VerifierError STATE_ROLLED_BACK where it is older than the one that is kept, STATE_LOCKED where another
   * machine has written it; what the system says of a full or failing disk
   */
  readonly save: (state: VerifierState) => void;
  /** Gives the file to the next process. */
  readonly close: () => void;
}

/** How a state file is opened. */
export interface StateFileOptions {
  /** Takes the file as it is although it was copied or restored, by the user's own decision. */
  readonly adopt?: boolean;
  /** Milliseconds to wait for another process; 10,000 where not given. */
  readonly wait?: number;
}

/**
 * Opens `path`, which need not exist, with its mark and lock beside it. What the file system refuses is Node's own error.
 * @throws VerifierError STATE_LOCKED, STATE_MISSING, STATE_ROLLED_BACK, STATE_FOREIGN, STATE_FILE_MALFORMED, or a code of
 * {@link decodeState}
 */
export async function openStateFile(
  path: string,
  { adopt = false, wait }: StateFileOptions = {},
): Promise<StateFile> {
  const lock = await takeLock(`${path}.lock`, wait);
  try {
    let bytes = readIfPresent(path);
    let stored = openBytes(bytes, path, adopt);
    const state = stored && decodeState(stored.state);
    let newest = state;
    const save = (next: VerifierState): void => {
      checkForward(newest, next);
      checkOurs(path, bytes);
      const fresh = {
        id: stored?.id ?? randomBytes(16),
        generation: (stored?.generation ?? 0) + 1,
        state: encodeState(next),
      };
      const file = encodeStored(fresh);
      replaceFile(path, file);
      [bytes, stored, newest] = [file, fresh, next];
      replaceFile(markOf(path), encodeMark(kept(file)));
    };
    if (adopt && state !== null) save(state);
    return { load: () => state, save, close: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const markOf = (path: string): string => `${path}.mark`;

const kept = (bytes: Uint8Array): KeptBytes => ({
  bytes,
  digest: createHash('sha256').update(bytes).digest(),
});

/** A lock is known to the processes of one machine: whoever has come by from another one is not overwritten. */
function checkOurs(path: string, expected: Uint8Array | null): void {
  const found = readIfPresent(path);
  const isOurs = found && expected ? equalBytes(found, expected) : found === expected;
  if (isOurs) return;
  throw new VerifierError('STATE_LOCKED', `another process has written the state: ${path}`);
}

function openBytes(file: Uint8Array | null, path: string, adopt: boolean): StoredState | null {
  if (!adopt) return openStored(file && kept(file), readIfPresent(markOf(path)));
  if (file === null) return null;
  // From here on it is this verifier's: the copy it came from is another one.
  const stored = openStored(kept(file), encodeMark(kept(file)));
  return stored && { ...stored, id: randomBytes(16) };
}

function readIfPresent(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The old file or the new one, whenever the power goes: content first, then the name, then the folder. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  // Windows gives no handle of a folder; its file system writes names through.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
