import { SignerError } from '../errors.js';
import { writeDown, type SignerContext } from './context.js';
import { keyInUse } from './find-key.js';

const maximumTexts = 1000;
const maximumLength = 256;

/**
 * What a database may file holders under: without the key a list of identity numbers cannot be tried against it. The
 * audit file counts these look-ups and keeps nothing of them.
 * @throws SignerError KEY_RETIRED, KEY_UNKNOWN, QUOTA_EXCEEDED, REQUEST_MALFORMED, STORAGE_FAILED
 */
export async function holderIndex(
  context: SignerContext,
  texts: readonly string[],
): Promise<Uint8Array[]> {
  if (texts.length > maximumTexts || texts.some((text) => text.length > maximumLength)) {
    throw new SignerError(
      'REQUEST_MALFORMED',
      'more than 1,000 texts, or one above 256 characters',
    );
  }
  const key = keyInUse(context, 'index');
  const { mac } = key;
  if (mac === null) throw new SignerError('KEY_ROLE_WRONG', `${key.id} is no index key`);
  context.quota.take(key.id, texts.length, context.now());
  const count = texts.length;
  await writeDown(context, { operation: 'holderIndex', key, objects: [], count });
  return texts.map(mac);
}
