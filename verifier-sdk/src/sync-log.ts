import { VerifierError } from './errors.js';
import { equalBytes } from './format/bytes.js';
import { decodeCheckpoint, type Checkpoint } from './format/checkpoint.js';
import { decodeSealList, sealStatusAt, type SealList } from './format/seal-list.js';
import { decodeSignedNote, type SignedNote } from './format/signed-note.js';
import { statusDigest } from './format/status-digest.js';
import { decodeStatusSnapshot, type DecodedSnapshot } from './format/status-snapshot.js';
import type { SyncLog } from './format/sync-pack.js';

/** One log of a sync pack, read. Who vouches for the note is still to be checked. */
export interface OpenedSyncLog {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
  readonly snapshot: DecodedSnapshot;
  readonly sealList: SealList;
}

function contradicts(message: string): never {
  throw new VerifierError('SYNC_PACK_CONTRADICTS', message);
}

/**
 * Reads note, snapshot and seal list, and demands that they are about one and the same tree of one log.
 * @throws VerifierError SYNC_PACK_CONTRADICTS or a code of the formats inside
 */
export function openSyncLog(log: SyncLog, sm3: (bytes: Uint8Array) => Uint8Array): OpenedSyncLog {
  const note = decodeSignedNote(log.note);
  const checkpoint = decodeCheckpoint(note.text);
  const { origin, size, status } = checkpoint;
  if (origin !== log.origin) contradicts('the note is of another log');
  // Digest first: what the note does not commit to is not worth decoding.
  if (!equalBytes(statusDigest(log.snapshot, log.sealList, sm3), status.digest)) {
    contradicts('snapshot and seal list are not those of the note');
  }
  const snapshot = decodeStatusSnapshot(log.snapshot);
  const sealList = decodeSealList(log.sealList);
  const isOf = (one: { log: string; size: number }): boolean =>
    one.log === origin && one.size === size;
  if (!isOf(snapshot) || !isOf(sealList)) contradicts('the snapshot or list is of another tree');
  if (snapshot.sequence !== status.sequence) contradicts('the sequence is not that of the note');
  if (log.proofs.some(({ from }) => from >= size)) contradicts('a proof from a tree not older');
  for (const seal of sealList.seals) {
    if (snapshot.statusAt(seal.leafIndex) !== sealStatusAt(seal, size)) {
      contradicts('a seal has another status in the list than in the snapshot');
    }
  }
  return { note, checkpoint, snapshot, sealList };
}
