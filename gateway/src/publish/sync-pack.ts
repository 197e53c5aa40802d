import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { encodeSyncPack, type SyncLog, type SyncProof } from '@yinzhao/verifier/format/sync-pack';
import { withOlderRoot } from '@yinzhao/verifier/merkle/consistency';
import { subtreeLeaves, type Subtrees } from '@yinzhao/verifier/merkle/subtrees';
import type { Mirror } from '../log/mirror.js';
import type { MirroredLog } from '../log/mirrored-log.js';

/** A size of a log that a terminal names. */
export interface KnownSize {
  readonly origin: string;
  readonly size: number;
}

/** What whoever asks has besides: it is left out of the pack. */
export interface LeftOut {
  /** Version of the trust bundle held; 0: none. */
  readonly trust?: number;
  /**
   * Sizes of trees whose roots of full subtrees are held; where none is named of a log, the known size counts. null: no
   * subtree roots are wanted.
   */
  readonly subtrees?: readonly KnownSize[] | null;
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
  /** Encoded trust bundles that whoever asks has not, ascending by version. */
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
  { subtrees = [] }: Pick<LeftOut, 'subtrees'> = {},
): Promise<Uint8Array> {
  const origins = [...notes.keys()].sort();
  const logs = await Promise.all(
    origins.map((origin) => {
      const sizes = sizesOf(known, origin);
      const [named = sizes.length > 0 ? Math.min(...sizes) : 0] = sizesOf(subtrees ?? [], origin);
      const held = subtrees === null ? null : named;
      return syncLog(mirror.log(origin), notes.get(origin) as PublishedNote, sizes, held);
    }),
  );
  return encodeSyncPack({ network, bundles, logs });
}

function sizesOf(known: readonly KnownSize[], origin: string): number[] {
  return known.filter((one) => one.origin === origin).map(({ size }) => size);
}

async function syncLog(
  log: MirroredLog,
  { note, daySizes }: PublishedNote,
  known: readonly number[],
  held: number | null,
): Promise<SyncLog> {
  const { size } = decodeCheckpoint(decodeSignedNote(note).text);
  return {
    origin: log.origin,
    note,
    snapshot: log.snapshotAt(size),
    sealList: log.sealListAt(size),
    proofs: await proofsTo(log, size, known.length > 0 ? known : daySizes),
    subtrees: held === null ? null : await subtreesAt(log, size, held),
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
    from.map(async (one) => {
      const older = { size: one, root: await log.rootAt(one) };
      return { from: one, path: withOlderRoot(older, await log.consistencyPath(one, size)) };
    }),
  );
}

/** Roots of full subtrees of 256 leaves, those of a tree of size `held` left out, and of what remains. */
async function subtreesAt(log: MirroredLog, size: number, held: number): Promise<Subtrees> {
  const full = Math.floor(size / subtreeLeaves);
  const first = Math.min(Math.floor(held / subtreeLeaves), full);
  const whole = full * subtreeLeaves;
  return {
    first,
    before: await rangeNodes(log, 0, first * subtreeLeaves),
    roots: hashesIn(await log.hashes(Math.log2(subtreeLeaves), first, full - first)),
    rest: await rangeNodes(log, whole, size - whole),
  };
}

/** Roots of the full subtrees of `count` leaves, the largest first; `start` is a multiple of a power of two above it. */
async function rangeNodes(log: MirroredLog, start: number, count: number): Promise<Uint8Array[]> {
  const nodes: Uint8Array[] = [];
  let at = start;
  for (let left = count; left > 0;) {
    const level = Math.floor(Math.log2(left));
    nodes.push(await log.hashes(level, at / 2 ** level, 1));
    at += 2 ** level;
    left -= 2 ** level;
  }
  return nodes;
}

function hashesIn(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}
