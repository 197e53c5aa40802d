import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, type Group, type SignedGroup } from '@yinzhao/verifier/format/group';
import { SignerError } from '../errors.js';
import { turnOf, writeDown, type SignerContext } from './context.js';
import { anyIssuingKeyOf, checkState, handleOfKey, issuingKeyOf } from './find-key.js';

function fail(code: SignerError['code'], message: string): never {
  throw new SignerError(code, message);
}

/**
 * Signs the next group of a certificate. The same group again gets the same signature; another one under its number
 * only where it is empty, so that a group refused for good does not stop the ones after it.
 * @param bytes - the encoded group
 * @returns r ‖ s
 * @throws SignerError GROUP_LOG_CHANGED, GROUP_NUMBER_WRONG, GROUP_REPLACED, KEY_RETIRED, KEY_ROLE_WRONG, KEY_UNKNOWN,
 * QUOTA_EXCEEDED, STATE_LOST, STORAGE_FAILED
 * @throws VerifierError as decodeGroup
 */
export async function signGroup(context: SignerContext, bytes: Uint8Array): Promise<Uint8Array> {
  const group = decodeGroup(bytes);
  const key = issuingKeyOf(context, group.certificate);
  return context.inTurn(turnOf(key), async () => {
    issuingKeyOf(context, group.certificate);
    checkState(key);
    const last = key.state.group;
    if (last !== null && equalBytes(last.group, bytes)) return last.signature;
    checkPlace(last === null ? null : decodeGroup(last.group), group);
    context.quota.take(key.id, 1, context.now());
    const signature = handleOfKey(key).sign(bytes);
    const signed: SignedGroup = { group: bytes.slice(), signature };
    await writeDown(context, { operation: 'signGroup', key, objects: [bytes] }, { group: signed });
    return signature;
  });
}

function checkPlace(last: Group | null, next: Group): void {
  const expected = 1 + (last?.number ?? 0);
  if (last !== null && last.log !== next.log) {
    fail('GROUP_LOG_CHANGED', `this certificate logs to ${last.log}`);
  }
  if (last !== null && next.number === last.number) {
    const empty = next.entries.length + next.statements.length === 0;
    if (!empty) fail('GROUP_REPLACED', `number ${last.number} has been signed with other content`);
  } else if (next.number !== expected) {
    fail('GROUP_NUMBER_WRONG', `number ${next.number} where ${expected} is next`);
  }
}

/**
 * Of a retired key too: it may be on its way still.
 * @param certificate - SM3 of it
 * @throws SignerError KEY_ROLE_WRONG, KEY_UNKNOWN, STATE_LOST
 */
export function lastGroup(context: SignerContext, certificate: Uint8Array): SignedGroup | null {
  const key = anyIssuingKeyOf(context, certificate);
  checkState(key);
  return key.state.group;
}
