import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import {
  cosignatureMessage,
  decodeCosignature,
  encodeCosignature,
} from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignedNote,
  encodeSignedNote,
  noteKeyId,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import { SignerError } from '../errors.js';
import type { StoredKey } from '../storage/keystore.js';
import { turnOf, writeDown, type SignerContext } from './context.js';
import { keepEvidence } from './evidence.js';
import { checkState, handleOfKey, keyInUse } from './find-key.js';
import { checkTime, judgeTree, maximumDifference, type Objection } from './judge-tree.js';
import { lastTree, ownTree, withTree, type LastTree } from './last-tree.js';
import { checkShown } from './show-note.js';

function fail(code: SignerError['code'], message: string): never {
  throw new SignerError(code, message);
}

/**
 * Cosigns a checkpoint of another organisation's log after looking at everything itself. The same note again gets the
 * same cosignature.
 * @param bytes - the signed note
 * @param proof - consistency path from the last cosigned size
 * @param logKey - the log's key as the registry has it
 * @returns 8 bytes of time, r ‖ s
 * @throws SignerError BACKWARDS, KEY_RETIRED, KEY_UNKNOWN, NOTE_CONTRADICTS, NOTE_OWN_LOG, NOTE_SIGNATURE_WRONG,
 * NOTE_TIME_WRONG, NOT_CONSISTENT, QUOTA_EXCEEDED, STATE_LOST, STORAGE_FAILED
 * @throws VerifierError CHECKPOINT_MALFORMED, CHECKPOINT_TOO_LARGE, KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export async function cosign(
  context: SignerContext,
  bytes: Uint8Array,
  proof: readonly Uint8Array[],
  logKey: Uint8Array,
): Promise<Uint8Array> {
  const { engine, inTurn, keystore, quota, now } = context;
  const note = decodeSignedNote(bytes);
  const checkpoint = decodeCheckpoint(note.text);
  const { origin } = checkpoint;
  const turn = turnOf(keyInUse(context, 'witness'));
  const signed = withLogLine(context, note, origin, logKey);
  return inTurn(turn, async () => {
    const key = keyInUse(context, 'witness');
    if (key.record.name === `${origin}/witness`) fail('NOTE_OWN_LOG', 'no one witnesses itself');
    await checkShown(context, key, note);
    checkState(key);
    const own = ownTree(key, origin);
    if (own !== null && equalBytes(own.text, note.text)) return own.answer;
    const last = lastTree(keystore, key, origin);
    const at = now();
    checkTime(checkpoint, at, maximumDifference);
    const objection = judgeTree(engine.sm3, last?.checkpoint ?? null, checkpoint, proof);
    if (objection !== null) await refuse(context, key, objection, { origin, last, signed, proof });
    quota.take(key.id, 1, at);
    const time = last === null ? at : Math.max(at, decodeCosignature(last.answer).time);
    const signature = handleOfKey(key).sign(cosignatureMessage(time, note.text));
    const answer = encodeCosignature({ time, signature });
    const trees = withTree(key, origin, { text: note.text.slice(), answer, note: signed });
    await writeDown(context, { operation: 'cosign', key, objects: [note.text] }, { trees });
    return answer;
  });
}

/** The note with nothing but the log's signature, once that has been verified. */
function withLogLine(
  { engine }: SignerContext,
  note: SignedNote,
  origin: string,
  logKey: Uint8Array,
): Uint8Array {
  const keyId = noteKeyId(origin, 'log', logKey, engine.sm3);
  const lines = note.signatures.filter(
    (line) => line.name === origin && equalBytes(line.keyId, keyId),
  );
  const [line] = lines;
  const good =
    line !== undefined && lines.length === 1 && engine.verify(logKey, note.text, line.signature);
  if (!good) return fail('NOTE_SIGNATURE_WRONG', `the key of ${origin} has not signed this`);
  return encodeSignedNote({ text: note.text, signatures: [line] });
}

interface Contradiction {
  readonly origin: string;
  readonly last: LastTree | null;
  readonly signed: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** What a log has signed against its own word is kept before it is refused. */
async function refuse(
  context: SignerContext,
  key: StoredKey,
  { kind, message }: Objection,
  { origin, last, signed, proof }: Contradiction,
): Promise<never> {
  if (kind === 'backwards') fail('BACKWARDS', message);
  if (kind === 'proof') fail('NOT_CONSISTENT', message);
  const held = last?.note ?? null;
  await keepEvidence(context, key, { origin, held, note: signed, proof });
  return fail('NOTE_CONTRADICTS', `${origin}: ${message}`);
}
