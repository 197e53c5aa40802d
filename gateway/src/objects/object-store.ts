import { mkdir, open, readdir, readFile, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { joinBytes, toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { syncFolder } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import { encodeKept, nameOf, type KeptObject } from './kept-object.js';
import { frameOf, readSegment, segmentHeader, type SegmentContent } from './segment.js';

/**
 * What the database holds and the ledger does not, in files of its own: licences and statements as they were signed.
 * Nothing in it is ever changed or written over.
 */
export interface ObjectStore {
  /**
   * Whatever is written while the disk is busy goes together; all of it is on disk when this resolves.
   * @throws GatewayError OBJECTS_UNAVAILABLE
   */
  readonly keep: (objects: readonly KeptObject[]) => Promise<void>;
  /** Of these what this process has not written yet. An earlier one may have: to write it twice does no harm. */
  readonly keepOnce: (objects: readonly KeptObject[]) => Promise<void>;
  /** Whether this process has written it: SM3 in hexadecimal. */
  readonly has: (object: string) => boolean;
  /** They stand in a group: nobody asks for them again. */
  readonly forget: (objects: readonly string[]) => void;
  /** Names and bytes of the files there are, but for the one that is being written; the oldest first. */
  readonly segments: () => Promise<readonly Segment[]>;
  readonly read: (name: string) => Promise<SegmentContent>;
  /** Waits for what was begun. */
  readonly close: () => Promise<void>;
}

export interface Segment {
  readonly name: string;
  readonly bytes: number;
}

export interface ObjectStoreOptions {
  readonly folder: string;
  readonly engine: Pick<Engine, 'sm3'>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** A file is whole: nothing is added to it any more. */
  readonly onWhole?: (segment: Segment) => Promise<void>;
}

/** A file is read whole when it is read, and copied whole by a backup. */
const fullBytes = 16 * 1024 * 1024;
const namePattern = /^\d{14}-[0-9a-f]{16}\.objects$/;

/** @throws GatewayError OBJECTS_UNAVAILABLE where the folder cannot be made */
export async function openObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { folder, engine, onWhole = () => Promise.resolve() } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unavailable);
  const written = new Set<string>();
  let waiting: Uint8Array[] = [];
  let next: Promise<void> | null = null;
  let last: Promise<void> = Promise.resolve();
  let current: (Segment & { readonly file: FileHandle }) | null = null;

  const finish = async (): Promise<void> => {
    if (current === null) return;
    const { file, ...segment } = current;
    current = null;
    await file.close();
    // Where that fails the file is read again at the next start.
    await onWhole(segment).catch(() => undefined);
  };
  /** Each process and each failure begins a file: nothing is written behind what may be torn. */
  const writeAll = async (frames: readonly Uint8Array[]): Promise<void> => {
    current ??= await beginSegment(options);
    const { file, name, bytes } = current;
    const content = joinBytes(frames);
    try {
      await file.writeFile(content);
      await file.datasync();
    } catch (error) {
      current = null;
      await abandon(file, bytes === segmentHeader.length ? join(folder, name) : null);
      throw error;
    }
    current = { file, name, bytes: bytes + content.length };
    if (current.bytes >= fullBytes) await finish();
  };
  const writeWaiting = async (): Promise<void> => {
    const frames = waiting;
    waiting = [];
    next = null;
    await writeAll(frames);
  };
  const keep: ObjectStore['keep'] = async (objects) => {
    if (objects.length === 0) return;
    waiting.push(...objects.map((one) => frameOf(encodeKept(one), engine.sm3)));
    if (next === null) {
      next = last.then(writeWaiting);
      last = next.catch(() => undefined);
    }
    await next.catch(unavailable);
    objects.forEach((one) => written.add(nameOf(one)));
  };
  return {
    keep,
    keepOnce: (objects) => keep(objects.filter((one) => !written.has(nameOf(one)))),
    has: (object) => written.has(object),
    forget: (objects) => {
      objects.forEach((one) => written.delete(one));
    },
    segments: async () => {
      const names = (await readdir(folder)).filter((name) => namePattern.test(name)).sort();
      const whole = names.filter((name) => name !== current?.name);
      return Promise.all(
        whole.map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
      );
    },
    read: async (name) =>
      readSegment(new Uint8Array(await readFile(join(folder, name))), engine.sm3),
    close: async () => {
      await last;
      await finish();
    },
  };
}

async function beginSegment({
  folder,
  now,
  random,
}: ObjectStoreOptions): Promise<Segment & { readonly file: FileHandle }> {
  const name = `${String(now()).padStart(14, '0')}-${toHex(random(8))}.objects`;
  const path = join(folder, name);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(segmentHeader);
    await file.sync();
    await syncFolder(folder);
  } catch (error) {
    await abandon(file, path);
    throw error;
  }
  return { file, name, bytes: segmentHeader.length };
}

/** A file in which nothing was answered for is not left behind: on a full disk there would be one for each try. */
async function abandon(file: FileHandle, path: string | null): Promise<void> {
  await file.close().catch(() => undefined);
  if (path !== null) await unlink(path).catch(() => undefined);
}

function unavailable(cause: unknown): never {
  throw new GatewayError('OBJECTS_UNAVAILABLE', 'the object store cannot be written', { cause });
}
