import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { encodeSyncPack, type SyncProof } from '@yinzhao/verifier/format/sync-pack';
import type { KnownSize } from '../http/public-files.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import { wholeNote } from './stored-notes.js';
import { endorsedNotes, latestNote } from '../store/note.js';
import type { Store } from '../store/store.js';
import { bundlesFrom } from '../store/trust.js';

const day = 86_400_000;
/** Terminals that say nothing of themselves were last brought up to date within this time. */
const remembered = 30 * day;

/** What a terminal needs to answer offline about the licences of the own log; null before the first quorum. */
export async function composeSyncPack(
  store: Store,
  network: string,
  log: MirroredLog,
  known: readonly KnownSize[],
): Promise<Uint8Array | null> {
  const { origin } = log;
  const kept = await latestNote(store.notes, origin, 'endorsed');
  const bundles = await bundlesFrom(store.bundles, 1);
  if (kept === null || bundles.length === 0) return null;
  const note = wholeNote(kept);
  const { size, time } = decodeCheckpoint(decodeSignedNote(note).text);
  const named = known.filter((one) => one.origin === origin).map((one) => one.size);
  const sizes = named.length > 0 ? named : await dailySizes(store, origin, time);
  const proofs: SyncProof[] = [];
  for (const from of [...new Set(sizes)].sort((a, b) => a - b)) {
    if (from < 1 || from >= size) continue;
    proofs.push({ from, path: await log.consistencyPath(from, size) });
  }
  return encodeSyncPack({
    network,
    bundles: bundles.map(({ bundle }) => bundle),
    logs: [
      {
        origin,
        note,
        snapshot: log.snapshotAt(size),
        sealList: log.sealListAt(size),
        proofs,
        subtrees: null,
      },
    ],
  });
}

/** The last endorsed size of each day. */
async function dailySizes({ notes }: Store, origin: string, time: number): Promise<number[]> {
  const sizes = new Map<number, number>();
  for (const one of await endorsedNotes(notes, origin, time - remembered, time)) {
    sizes.set(Math.floor(one.time / day), one.size);
  }
  return [...sizes.values()];
}
