import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { encodeSyncPack, type SyncLog, type SyncProof } from '@yinzhao/verifier/format/sync-pack';
import type { Mirror } from '../log/mirror.js';
import type { MirroredLog } from '../log/mirrored-log.js';

/** A size of a log that a terminal names. */
export interface KnownSize {
  readonly origin: string;
  readonly size: number;
}

/** A log's newest cosigned note, and the sizes of the last ones of past days. */
export interface PublishedNote {
  readonly note: Uint8Array;
  readonly daySizes: readonly number[];
}

export interface SyncSources {
  readonly network: string;
  readonly mirror: Pick<Mirror, 'log'>;
  /** By origin. */
  readonly notes: ReadonlyMap<string, PublishedNote>;
  /** Encoded trust bundles, ascending by version. */
  readonly bundles: readonly Uint8Array[];
}

/**
 * What a terminal needs to answer offline: trust bundles, and of every log the newest cosigned checkpoint with its
 * snapshot, its seal list and the way there from what the terminal has.
 * @param known - sizes that it names; of other logs it may have the last checkpoint of any of the last thirty days
 */
export async function composeSyncPack(
  { network, mirror, notes, bundles }: SyncSources,
  known: readonly KnownSize[],
): Promise<Uint8Array> {
  const origins = [...notes.keys()].sort();
  const logs = await Promise.all(
    origins.map((origin) => {
      const sizes = known.filter((one) => one.origin === origin).map(({ size }) => size);
      return syncLog(mirror.log(origin), notes.get(origin) as PublishedNote, sizes);
    }),
  );
  return encodeSyncPack({ network, bundles, logs });
}

async function syncLog(
  log: MirroredLog,
  { note, daySizes }: PublishedNote,
  known: readonly number[],
): Promise<SyncLog> {
  const { size } = decodeCheckpoint(decodeSignedNote(note).text);
  return {
    origin: log.origin,
    note,
    snapshot: log.snapshotAt(size),
    sealList: log.sealListAt(size),
    proofs: await proofsTo(log, size, known.length > 0 ? known : daySizes),
    subtrees: null,
  };
}

/** Nothing is shown from a tree without leaves, and nothing needs to be from one that is not smaller. */
async function proofsTo(
  log: MirroredLog,
  size: number,
  sizes: readonly number[],
): Promise<SyncProof[]> {
  const from = [...new Set(sizes)].filter((one) => one >= 1 && one < size).sort((a, b) => a - b);
  return Promise.all(
    from.map(async (one) => ({ from: one, path: await log.consistencyPath(one, size) })),
  );
}
