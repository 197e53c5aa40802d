import { equalBytes } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { SignerError } from '../errors.js';
import type { KeyHandle } from '../key-handle.js';
import type { KeyRole } from '../roles.js';
import type { Keystore, StoredKey } from '../storage/keystore.js';

interface Keys {
  readonly engine: Engine;
  readonly keystore: Keystore;
}

function fail(code: SignerError['code'], message: string): never {
  throw new SignerError(code, message);
}

/** Keys of a role that are not retired, the oldest first: it is the one in use. */
export function liveKeys({ keystore }: Pick<Keys, 'keystore'>, role: KeyRole): StoredKey[] {
  return keystore
    .keys()
    .filter(({ record }) => record.role === role && record.retired === null)
    .sort((a, b) => a.record.generation - b.record.generation);
}

/**
 * The oldest live key of a role, and of a name where one is given: a new one waits until the old one is retired.
 * @throws SignerError KEY_RETIRED, KEY_UNKNOWN
 */
export function keyInUse(keys: Pick<Keys, 'keystore'>, role: KeyRole, name?: string): StoredKey {
  const fits = ({ record }: StoredKey): boolean =>
    record.role === role && (name === undefined || record.name === name);
  const live = liveKeys(keys, role).find(fits);
  if (live !== undefined) return live;
  const what = name === undefined ? role : `${role} ${name}`;
  if (keys.keystore.keys().some(fits)) return fail('KEY_RETIRED', `every key ${what} is retired`);
  return fail('KEY_UNKNOWN', `there is no key ${what}`);
}

/**
 * One that may sign.
 * @param digest - SM3 of the certificate
 * @throws SignerError KEY_RETIRED, KEY_ROLE_WRONG, KEY_UNKNOWN
 */
export function issuingKeyOf(keys: Keys, digest: Uint8Array): StoredKey {
  const key = anyIssuingKeyOf(keys, digest);
  if (key.record.retired !== null) fail('KEY_RETIRED', `${key.id} is retired`);
  return key;
}

/**
 * One that signs or has signed.
 * @param digest - SM3 of the certificate
 * @throws SignerError KEY_ROLE_WRONG, KEY_UNKNOWN
 */
export function anyIssuingKeyOf({ engine, keystore }: Keys, digest: Uint8Array): StoredKey {
  const key = keystore.keys().find(({ record: { certificate } }) => {
    return certificate !== null && equalBytes(engine.sm3(certificate), digest);
  });
  if (key === undefined) return fail('KEY_UNKNOWN', 'no key here has this certificate');
  if (key.record.role !== 'issuing') fail('KEY_ROLE_WRONG', `${key.id} does not issue licences`);
  return key;
}

/** @throws SignerError STATE_LOST */
export function checkState(key: StoredKey): void {
  if (key.lost) {
    fail(
      'STATE_LOST',
      `what ${key.id} has signed is not all known here: rotate it, never reset it`,
    );
  }
}

/** Only keys of the role index have none; their deed asks for no handle. */
export function handleOfKey(key: StoredKey): KeyHandle {
  return key.handle ?? fail('KEY_ROLE_WRONG', `${key.id} does not sign`);
}
