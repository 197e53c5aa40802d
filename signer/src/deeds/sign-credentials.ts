import {
  credentialMessage,
  decodeCredentialContent,
  encodeCredential,
} from '@yinzhao/verifier/format/credential';
import { VerifierError } from '@yinzhao/verifier/errors';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { SignerError } from '../errors.js';
import type { StoredKey } from '../storage/keystore.js';
import { writeDown, type SignerContext } from './context.js';
import { handleOfKey, issuingKeyOf } from './find-key.js';

const maximumContents = 1000;
/** About 10 ms: others get their turn in between. */
const signedAtOnce = 20;

/**
 * Makes credentials of what they are to say; all of them or none.
 * @param certificate - SM3 of the issuing certificate
 * @param contents - made by encodeCredentialContent
 * @throws SignerError KEY_PERIOD_OVER, KEY_RETIRED, KEY_ROLE_WRONG, KEY_UNKNOWN, QUOTA_EXCEEDED, REQUEST_MALFORMED,
 * STORAGE_FAILED
 * @throws VerifierError as decodeCredentialContent
 */
export async function signCredentials(
  context: SignerContext,
  certificate: Uint8Array,
  contents: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const key = issuingKeyOf(context, certificate);
  if (contents.length === 0 || contents.length > maximumContents) {
    throw new SignerError('REQUEST_MALFORMED', `not 1 to ${maximumContents} contents`);
  }
  checkPeriod(key, context.now());
  contents.forEach(checkContent);
  context.quota.take(key.id, contents.length, context.now());
  const { sign } = handleOfKey(key);
  const credentials: Uint8Array[] = [];
  for (const content of contents) {
    const signature = sign(credentialMessage(certificate, content));
    credentials.push(encodeCredential(certificate, content, signature));
    if (credentials.length % signedAtOnce === 0) await othersFirst();
  }
  await writeDown(context, { operation: 'signCredentials', key, objects: credentials });
  return credentials;
}

/** A signature outside the period of its certificate is worth nothing to a verifier. */
function checkPeriod(key: StoredKey, now: number): void {
  const { notBefore, notAfter } = readCertificate(key.record.certificate as Uint8Array);
  if (now < notBefore || now > notAfter) {
    throw new SignerError('KEY_PERIOD_OVER', `the certificate of ${key.id} is not valid now`);
  }
}

function checkContent(content: Uint8Array, place: number): void {
  try {
    decodeCredentialContent(content);
  } catch (cause) {
    if (!(cause instanceof VerifierError)) throw cause;
    throw new VerifierError(cause.code, `content ${place}: ${cause.message}`, { cause });
  }
}

function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
