import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { SignerError } from '../errors.js';
import { writeDown, type SignerContext } from './context.js';
import { checkState, handleOfKey, keyInUse } from './find-key.js';
import { checkTime, judgeTree } from './judge-tree.js';
import { lastTree, ownTree, withTree } from './last-tree.js';

/**
 * Signs the next checkpoint of an own log. The same text again gets the same signature.
 * @param text - the note text
 * @param proof - consistency path from the last signed size
 * @returns r ‖ s
 * @throws SignerError BACKWARDS, KEY_RETIRED, KEY_UNKNOWN, NOTE_TIME_WRONG, NOT_CONSISTENT, QUOTA_EXCEEDED, STATE_LOST,
 * STORAGE_FAILED
 * @throws VerifierError CHECKPOINT_MALFORMED
 */
export async function signCheckpoint(
  context: SignerContext,
  text: Uint8Array,
  proof: readonly Uint8Array[],
): Promise<Uint8Array> {
  const { engine, inTurn, keystore, quota, now } = context;
  const checkpoint = decodeCheckpoint(text);
  const { origin } = checkpoint;
  return inTurn(`log ${origin}`, async () => {
    const key = keyInUse(context, 'log', origin);
    checkState(key);
    const own = ownTree(key, origin);
    if (own !== null && equalBytes(own.text, text)) return own.answer;
    const last = lastTree(keystore, key, origin);
    const objection = judgeTree(engine.sm3, last?.checkpoint ?? null, checkpoint, proof);
    if (objection !== null) {
      const code = objection.kind === 'backwards' ? 'BACKWARDS' : 'NOT_CONSISTENT';
      throw new SignerError(code, objection.message);
    }
    // A time far ahead would keep the log from signing until it has come.
    checkTime(checkpoint, now(), Infinity);
    quota.take(key.id, 1, now());
    const answer = handleOfKey(key).sign(text);
    const trees = withTree(key, origin, { text: text.slice(), answer, note: null });
    await writeDown(context, { operation: 'signCheckpoint', key, objects: [text] }, { trees });
    return answer;
  });
}
