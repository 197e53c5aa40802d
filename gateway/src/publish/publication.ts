import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { replaceFile } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import type { Mirror } from '../log/mirror.js';
import { checkNote } from './check-note.js';
import { openNoteFolder, type NoteFolder } from './note-folder.js';
import { composeSyncPack, type KnownSize, type LeftOut, type PublishedNote } from './sync-pack.js';
import { publishTiles } from './tiles.js';

export interface PublicationOptions {
  /** Everything below is for everybody. */
  readonly folder: string;
  readonly network: string;
  /** Name of the own log: only its tiles are published here. */
  readonly origin: string;
  readonly mirror: Pick<Mirror, 'log'>;
  /** The newest trust bundle in effect, encoded; null before the first. */
  readonly newest: () => Promise<Uint8Array | null>;
  /** Encoded trust bundles from a version on, ascending. */
  readonly bundlesFrom: (version: number) => Promise<readonly Uint8Array[]>;
  readonly engine: Engine;
}

/** What the gateway shows to everybody, as plain files that any server or stick can carry. */
export interface Publication {
  /**
   * The own log's newest cosigned note: tiles first, then the checkpoint that needs them, then the pack. One that is
   * older than what is shown already changes nothing: to terminals that would be a log that goes back.
   * @throws GatewayError TRUST_BUNDLE_MISSING, TRUST_UNREGISTERED
   */
  readonly publish: (note: Uint8Array) => Promise<void>;
  /**
   * Takes in what another organisation has published of its log, if it is newer than what is held.
   * @throws GatewayError NOTE_NOT_WITNESSED, NOTE_CONTRADICTS, MIRROR_BEHIND, TRUST_BUNDLE_MISSING, TRUST_UNREGISTERED
   */
  readonly takeIn: (origin: string, note: Uint8Array) => Promise<void>;
  /** Shows the trust bundles that have come into effect. */
  readonly showBundles: () => Promise<void>;
  /** The newest cosigned checkpoint of each log that one is held of. */
  readonly notes: () => readonly Uint8Array[];
  /** null where no log has a cosigned checkpoint yet. */
  readonly syncPack: (known: readonly KnownSize[], leftOut?: LeftOut) => Promise<Uint8Array | null>;
  /** A published file by its path; null where there is none. */
  readonly file: (path: string) => Promise<Uint8Array | null>;
}

const part = '[a-z0-9-]{1,32}';
const publicPaths = new RegExp(
  `^(?:yinzhao/${part}/${part}/(?:checkpoint|checkpoints/\\d{4}-\\d{2}-\\d{2}` +
    `|tile/\\d{1,2}/(?:x\\d{3}/){0,5}\\d{3}(?:\\.p/\\d{1,3})?)` +
    `|trust/[1-9]\\d{0,8}\\.bundle|sync/${part}\\.yzs)$`,
);

/** Opens the folder with what was published before. */
export async function openPublication(options: PublicationOptions): Promise<Publication> {
  const { folder, network, origin, mirror, engine } = options;
  await mkdir(join(folder, 'sync'), { recursive: true });
  await mkdir(join(folder, 'trust'), { recursive: true });
  const folders = new Map<string, NoteFolder>();
  const folderOf = async (log: string): Promise<NoteFolder> => {
    const known = folders.get(log) ?? (await openNoteFolder(join(folder, ...log.split('/'))));
    folders.set(log, known);
    return known;
  };
  const newestBundle = async (): Promise<TrustBundle> => {
    const newest = await options.newest();
    if (newest !== null) return decodeTrustBundle(newest).bundle;
    throw new GatewayError('TRUST_UNREGISTERED', 'there is no trust bundle to judge it by');
  };
  const pack: Publication['syncPack'] = async (known, leftOut) => {
    const newest = await options.newest();
    const version = newest === null ? 0 : decodeTrustBundle(newest).bundle.version;
    const notes = new Map<string, PublishedNote>();
    for (const [log, { latest, daySizes }] of folders) {
      const note = latest();
      // A mirror that is made anew catches up first.
      if (note === null || mirror.log(log).size < sizeOf(note)) continue;
      // After the loss of a database the bundles come back a little later.
      if (versionOf(note) > version) continue;
      notes.set(log, { note, daySizes: daySizes() });
    }
    if (notes.size === 0) return null;
    // Read last: of what a note names none may be missing.
    const bundles = await options.bundlesFrom((leftOut?.trust ?? 0) + 1);
    return composeSyncPack({ network, mirror, notes, bundles }, known, leftOut);
  };
  const inTurn = oneByOne();
  const published = await publishedBundles(options, folderOf);
  // They may have come into effect just before this process ended.
  await published();
  const publishShared = async (): Promise<void> => {
    await published();
    const bytes = await pack([]);
    if (bytes !== null) await replaceFile(join(folder, 'sync', `${network}.yzs`), bytes);
  };
  return {
    publish: (note) =>
      inTurn(async () => {
        requireBundle(note, await newestBundle());
        const own = await folderOf(origin);
        const before = own.latest();
        if (before === null || !isNewer(before, note)) {
          const from = before === null ? 0 : sizeOf(before);
          await publishTiles(own.folder, mirror.log(origin), from, sizeOf(note));
          await own.keep(note);
        }
        await publishShared();
      }),
    takeIn: (log, note) =>
      inTurn(async () => {
        const bundle = await newestBundle();
        const held = await folderOf(log);
        const latest = held.latest();
        if (latest !== null && !isNewer(note, latest)) return;
        requireBundle(note, bundle);
        await checkNote(note, log, bundle, mirror, engine);
        await held.keep(note);
        await publishShared();
      }),
    showBundles: () => inTurn(publishShared),
    notes: () => [...folders.values()].flatMap(({ latest }) => latest() ?? []),
    syncPack: pack,
    file: async (path) => {
      if (!publicPaths.test(path)) return null;
      return readFile(join(folder, path)).catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
        throw error;
      });
    },
  };
}

/** Own notes, those of others and bundles come when they like: each file has one writer at a time. */
function oneByOne(): (deed: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (deed) => {
    const done = last.then(deed);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Opens the folders of the logs that the newest bundle names; gives what writes bundles that are new. */
async function publishedBundles(
  { folder, newest: readNewest, bundlesFrom, origin }: PublicationOptions,
  folderOf: (log: string) => Promise<NoteFolder>,
): Promise<() => Promise<void>> {
  let written = 0;
  await folderOf(origin);
  const newest = await readNewest();
  const logs = newest === null ? [] : decodeTrustBundle(newest).bundle.logs;
  for (const log of logs) await folderOf(log.origin);
  return async () => {
    for (const bytes of await bundlesFrom(written + 1)) {
      const { version } = decodeTrustBundle(bytes).bundle;
      await replaceFile(join(folder, 'trust', `${version}.bundle`), bytes);
      written = version;
    }
  };
}

/** Terminals that are shown a newer version, and not its bundle, say that they do not know. */
function requireBundle(note: Uint8Array, { version }: TrustBundle): void {
  const named = versionOf(note);
  if (named <= version) return;
  const message = `the checkpoint names trust version ${named}, the newest bundle here is ${version}`;
  throw new GatewayError('TRUST_BUNDLE_MISSING', message);
}

function versionOf(note: Uint8Array): number {
  return decodeCheckpoint(decodeSignedNote(note).text).trust.version;
}

function sizeOf(note: Uint8Array): number {
  return decodeCheckpoint(decodeSignedNote(note).text).size;
}

function isNewer(note: Uint8Array, held: Uint8Array): boolean {
  const [next, before] = [note, held].map((one) => decodeCheckpoint(decodeSignedNote(one).text));
  return (
    next !== undefined &&
    before !== undefined &&
    next.time > before.time &&
    next.size >= before.size
  );
}
