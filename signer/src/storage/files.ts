import { lstat, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SignerError } from '../errors.js';

/** Bits of a mode that let anybody but the owner in. */
const others = 0o077;

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Anything the disk refuses is one code: nothing was signed, the request may come again. */
async function stored<T>(path: string, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (cause) {
    if (cause instanceof SignerError) throw cause;
    throw new SignerError('STORAGE_FAILED', `${path}: ${codeOf(cause) ?? 'failed'}`, { cause });
  }
}

/**
 * Makes a folder of mode 0700, or looks whether the one that is there is the owner's alone.
 * @throws SignerError PERMISSIONS_WRONG, STORAGE_FAILED
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await stored(path, async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const found = await lstat(path);
    if (!found.isDirectory()) {
      throw new SignerError('PERMISSIONS_WRONG', `${path} is no folder`);
    }
    checkOwner(path, found);
  });
}

function checkOwner(path: string, found: { readonly mode: number; readonly uid: number }): void {
  if ((found.mode & others) !== 0 || found.uid !== process.getuid?.()) {
    throw new SignerError('PERMISSIONS_WRONG', `${path} is open to others than this user`);
  }
}

/**
 * A file that only its owner can read; null where there is none.
 * @throws SignerError PERMISSIONS_WRONG, STORAGE_FAILED
 */
export async function readPrivateFile(path: string, limit: number): Promise<Uint8Array | null> {
  return stored(path, async () => {
    const file = await open(path, 'r').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (file === null) return null;
    try {
      const found = await file.stat();
      checkOwner(path, found);
      if (found.size > limit) {
        throw new SignerError('STORAGE_FAILED', `${path} is larger than ${limit} bytes`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  });
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new name is on disk only when the folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * A file under a name that is not taken: whole and on disk, or not there.
 * @throws SignerError STORAGE_FAILED
 */
export async function createFile(path: string, bytes: Uint8Array): Promise<void> {
  await stored(path, async () => {
    const fresh = `${path}.new`;
    await writeDurably(fresh, bytes);
    await link(fresh, path);
    await rm(fresh);
    await syncFolder(dirname(path));
  });
}

/**
 * The old content or the new one, never a part; the new one is on disk when this resolves.
 * @throws SignerError STORAGE_FAILED
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await stored(path, async () => {
    const fresh = `${path}.new`;
    await writeDurably(fresh, bytes);
    await rename(fresh, path);
    await syncFolder(dirname(path));
  });
}
