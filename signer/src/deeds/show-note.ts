import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, decodeCosignature } from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignedNote,
  noteKeyId,
  type NoteSignature,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import type { StoredKey } from '../storage/keystore.js';
import { turnOf, writeDown, type SignerContext } from './context.js';
import { checkState } from './find-key.js';
import { ownTree } from './last-tree.js';

/**
 * Holds a published note against what the own keys remember. A key that has signed more than it remembers is lost for
 * good: its state is an old copy.
 * @throws SignerError STATE_LOST, STORAGE_FAILED
 * @throws VerifierError CHECKPOINT_MALFORMED, CHECKPOINT_TOO_LARGE
 */
export async function showNote(context: SignerContext, bytes: Uint8Array): Promise<void> {
  const note = decodeSignedNote(bytes);
  const signers = context.keystore.keys().filter((key) => isSignedBy(context, key, note));
  for (const key of signers) {
    await context.inTurn(turnOf(key), () => checkShown(context, key, note));
  }
  signers.forEach(checkState);
}

/** Marks the key as lost where the note shows it to be. */
export async function checkShown(
  context: SignerContext,
  key: StoredKey,
  note: SignedNote,
): Promise<void> {
  if (key.lost || !isSignedBy(context, key, note)) return;
  const shown = decodeCheckpoint(note.text);
  const last = ownTree(key, shown.origin);
  if (last !== null && remembers(last.checkpoint, last.text, shown, note.text)) return;
  await writeDown(context, { operation: 'stateLost', key, objects: [note.text], count: 0 });
  await context.keystore.change(key, { lost: true });
}

/** A smaller tree was followed by others; one of the same size by heartbeats. */
function remembers(
  last: Checkpoint,
  lastText: Uint8Array,
  shown: Checkpoint,
  shownText: Uint8Array,
): boolean {
  if (shown.size < last.size) return true;
  if (shown.size > last.size || shown.time > last.time) return false;
  return shown.time < last.time || equalBytes(shownText, lastText);
}

function isSignedBy({ engine }: SignerContext, key: StoredKey, note: SignedNote): boolean {
  const { role, name, publicKey } = key.record;
  if (role !== 'log' && role !== 'witness') return false;
  const keyId = noteKeyId(name, role, publicKey, engine.sm3);
  const verifies = (line: NoteSignature): boolean => {
    if (role === 'log') return engine.verify(publicKey, note.text, line.signature);
    if (line.signature.length !== 72) return false;
    const { time, signature } = decodeCosignature(line.signature);
    return engine.verify(publicKey, cosignatureMessage(time, note.text), signature);
  };
  return note.signatures.some(
    (line) => line.name === name && equalBytes(line.keyId, keyId) && verifies(line),
  );
}
