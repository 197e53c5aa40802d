import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { encodeEntry, entryKind } from '@yinzhao/verifier/format/entry';
import { decodeLicenceFile, encodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { encodeReceipt, receiptFrom } from '@yinzhao/verifier/format/receipt';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { decodeSyncPack, encodeSyncPack, type SyncProof } from '@yinzhao/verifier/format/sync-pack';
import { inclusionPath } from '@yinzhao/verifier/merkle/inclusion';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { OtherTree } from './other-tree.js';

/** The leaf that a licence file is shown by. */
export function leafOfFile(file: Uint8Array, { sm3 }: Pick<Engine, 'sm3'>): Uint8Array {
  const credential = decodeLicenceFile(file).credential as Uint8Array;
  const { kid } = decodeCredential(credential);
  const entry = { kind: entryKind.licence, certificate: kid, object: sm3(credential) };
  return leafHash(sm3, encodeEntry(entry));
}

/**
 * A licence file with a receipt under any tree that holds it.
 * @param note - of that tree; every cosignature in it goes into the receipt
 */
export function fileUnder(
  file: Uint8Array,
  { checkpoint, leaves }: OtherTree,
  note: Uint8Array,
  { sm3 }: Engine,
): Uint8Array {
  const leaf = leafOfFile(file, { sm3 });
  const leafIndex = leaves.findIndex((one) => Buffer.from(one).equals(leaf));
  const path = inclusionPath(sm3, leaves, leafIndex, checkpoint.size);
  const signed = decodeSignedNote(note);
  const chosen = signed.signatures.filter(({ name }) => name !== checkpoint.origin);
  const receipt = encodeReceipt(receiptFrom(signed, { leafIndex, path }, chosen));
  return encodeLicenceFile({ ...decodeLicenceFile(file), receipt });
}

/** A sync pack in which one log is shown by another tree. */
export function packUnder(
  pack: Uint8Array,
  { checkpoint, snapshot, sealList }: OtherTree,
  note: Uint8Array,
  proofs: readonly SyncProof[] = [],
): Uint8Array {
  const { logs, ...rest } = decodeSyncPack(pack);
  const shown = { note, snapshot, sealList, proofs, subtrees: null };
  return encodeSyncPack({
    ...rest,
    logs: logs.map((log) => (log.origin === checkpoint.origin ? { ...log, ...shown } : log)),
  });
}
