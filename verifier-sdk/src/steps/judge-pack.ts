import type { CheckCode } from '../check-codes.js';
import { VerifierError } from '../errors.js';
import { decodeCheckpoint, type Checkpoint } from '../format/checkpoint.js';
import { decodeCosignature } from '../format/cosignature.js';
import type { Cosig } from '../format/receipt.js';
import { decodeSignedNote, type NoteSignature, type SignedNote } from '../format/signed-note.js';
import type { SyncLog } from '../format/sync-pack.js';
import type { TrustedLog } from '../format/trust-content.js';
import type { Engine } from '../sm/engine.js';
import { logKeyAt } from '../trust-lookup.js';
import { judgeWitnesses, type Witnessed } from './judge-witnesses.js';

/** A signed note, judged. */
export interface JudgedNote {
  readonly witnessed: Witnessed | null;
  readonly code: CheckCode | null;
  readonly orgs: readonly string[];
}

/** What a sync pack says of one log, its checkpoint judged. */
export interface JudgedLog extends JudgedNote {
  readonly sync: SyncLog;
  readonly trusted: TrustedLog;
}

/** Nothing is believed of a pack that its checkpoint's quorum does not vouch for. */
export function judgePackLog(sync: SyncLog, trusted: TrustedLog, engine: Engine): JudgedLog {
  return { sync, trusted, ...judgeNote(sync.note, trusted, engine) };
}

export function judgeNote(note: Uint8Array, trusted: TrustedLog, engine: Engine): JudgedNote {
  const refused = { witnessed: null, code: 'SYNC_SIGNATURE_WRONG', orgs: [] } as const;
  const witnessed = readNote(note, trusted, engine);
  if (witnessed === null) return refused;
  const { code, orgs } = judgeWitnesses(trusted, witnessed, engine);
  // Whoever carried the pack may have changed it: that says nothing against a licence.
  if (code !== null && code !== 'QUORUM_MISSING') return refused;
  return { witnessed, code, orgs };
}

function readNote(bytes: Uint8Array, trusted: TrustedLog, engine: Engine): Witnessed | null {
  try {
    const note = decodeSignedNote(bytes);
    const checkpoint = decodeCheckpoint(note.text);
    const line = logLine(note, checkpoint, trusted, engine);
    if (checkpoint.origin !== trusted.origin || line === null) return null;
    return {
      checkpoint,
      text: note.text,
      logKeyId: line.keyId,
      logSignature: line.signature,
      cosignatures: note.signatures.flatMap((one) => cosigOf(one, trusted)),
    };
  } catch (error) {
    if (error instanceof VerifierError) return null;
    throw error;
  }
}

/** A note may carry lines of keys we do not know, a log's next key among them. */
function logLine(
  note: SignedNote,
  checkpoint: Checkpoint,
  trusted: TrustedLog,
  { sm3 }: Engine,
): NoteSignature | null {
  const isOurs = ({ name, keyId }: NoteSignature): boolean =>
    name === trusted.origin && logKeyAt(trusted, keyId, checkpoint.time, checkpoint, sm3) !== null;
  return note.signatures.find(isOurs) ?? null;
}

function cosigOf({ name, keyId, signature }: NoteSignature, trusted: TrustedLog): readonly Cosig[] {
  if (!trusted.witnesses.some((witness) => witness.name === name)) return [];
  return [{ keyId, ...decodeCosignature(signature) }];
}
