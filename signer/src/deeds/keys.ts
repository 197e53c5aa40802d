import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { readCertificate, type Certificate } from '@yinzhao/verifier/x509/certificate';
import { SignerError } from '../errors.js';
import type { KeyRole } from '../roles.js';
import type { StoredKey } from '../storage/keystore.js';
import { turnOf, writeDown, type SignerContext } from './context.js';
import { keyInUse, liveKeys } from './find-key.js';

/** What anybody may know of a key. */
export interface KeyDescription {
  readonly role: KeyRole;
  readonly name: string;
  /** Counts from 1 per role and name. */
  readonly generation: number;
  /** Uncompressed point, 65 bytes; nothing for an index key. */
  readonly publicKey: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array | null;
  readonly retired: boolean;
  /** The oldest of its name that is not retired: it signs. A newer one waits. */
  readonly inUse: boolean;
  /** Its state is not all that it has signed: it signs no more and has to be rotated. */
  readonly stateLost: boolean;
}

function fail(code: SignerError['code'], message: string): never {
  throw new SignerError(code, message);
}

function describeKey(context: SignerContext, key: StoredKey): KeyDescription {
  const { role, name, generation, publicKey, certificate, retired } = key.record;
  const first = liveKeys(context, role).find(({ record }) => record.name === name);
  return {
    role,
    name,
    generation,
    publicKey,
    certificate,
    retired: retired !== null,
    inUse: first === key,
    stateLost: key.lost,
  };
}

export function describeKeys(context: SignerContext): readonly KeyDescription[] {
  return context.keystore.keys().map((key) => describeKey(context, key));
}

/**
 * A new key, or the successor of the one of this name: it waits until that one is retired.
 * @throws SignerError KEY_NAME_WRONG, STORAGE_FAILED
 */
export async function createKey(
  context: SignerContext,
  { role, name }: { readonly role: KeyRole; readonly name: string },
): Promise<KeyDescription> {
  checkSingle(context, role, name);
  const key = await context.keystore.create(role, name);
  const { publicKey } = key.record;
  await writeDown(context, { operation: 'createKey', key, objects: [publicKey], count: 0 });
  return describeKey(context, key);
}

/** A name belongs to one role. Requests to a root, a witness or an index name no key: there is one name in use. */
function checkSingle(context: SignerContext, role: KeyRole, name: string): void {
  const foreign = context.keystore.keys().find(({ record }) => {
    return record.name === name && record.role !== role;
  });
  if (foreign !== undefined) fail('KEY_NAME_WRONG', `${foreign.id} has this name`);
  if (role === 'log' || role === 'issuing' || role === 'trust') return;
  const other = liveKeys(context, role).find(({ record }) => record.name !== name);
  if (other !== undefined) fail('KEY_NAME_WRONG', `${other.id} is the ${role} here`);
}

/**
 * Gives an issuing or a root key its certificate, once.
 * @throws SignerError KEY_CERTIFICATE_KEPT, KEY_CERTIFICATE_UNFIT, KEY_ROLE_WRONG, KEY_UNKNOWN, STORAGE_FAILED
 * @throws VerifierError as readCertificate
 */
export async function attachCertificate(
  context: SignerContext,
  name: string,
  der: Uint8Array,
): Promise<void> {
  const certificate = readCertificate(der);
  const key = context.keystore.keys().find(({ record }) => {
    return record.name === name && equalBytes(record.publicKey, certificate.publicKey);
  });
  if (key === undefined) return fail('KEY_UNKNOWN', `no key ${name} has this public key`);
  checkFit(context, key, certificate);
  await context.inTurn(turnOf(key), async () => {
    const { certificate: kept } = key.record;
    if (kept !== null && equalBytes(kept, der)) return;
    if (kept !== null) fail('KEY_CERTIFICATE_KEPT', `${key.id} keeps the certificate it has`);
    await writeDown(context, { operation: 'attachCertificate', key, objects: [der], count: 0 });
    await context.keystore.change(key, { certificate: der.slice() });
  });
}

function checkFit({ engine }: SignerContext, key: StoredKey, certificate: Certificate): void {
  const { role } = key.record;
  const ca = certificate.basicConstraints?.ca === true;
  const allows = (use: 'keyCertSign' | 'digitalSignature'): boolean =>
    certificate.keyUsage?.includes(use) === true;
  const { publicKey, tbs, signature } = certificate;
  if (role === 'issuing') {
    if (ca || !allows('digitalSignature')) {
      fail('KEY_CERTIFICATE_UNFIT', 'not a certificate to sign with');
    }
  } else if (role === 'root') {
    if (!(ca && allows('keyCertSign') && engine.verify(publicKey, tbs, signature))) {
      fail('KEY_CERTIFICATE_UNFIT', 'not a root certificate signed by itself');
    }
  } else {
    fail('KEY_ROLE_WRONG', `a key of the role ${role} has no certificate`);
  }
}

/**
 * Ends the key of this name that is in use, for good; the next one, if any, takes its place.
 * @throws SignerError KEY_RETIRED, KEY_UNKNOWN, STORAGE_FAILED
 */
export async function retireKey(context: SignerContext, name: string): Promise<KeyDescription> {
  const named = context.keystore.keys().find(({ record }) => record.name === name);
  if (named === undefined) return fail('KEY_UNKNOWN', `no key ${name}`);
  return context.inTurn(turnOf(named), async () => {
    const key = keyInUse(context, named.record.role, name);
    await writeDown(context, { operation: 'retireKey', key, objects: [], count: 0 });
    await context.keystore.change(key, { retired: context.now() });
    return describeKey(context, key);
  });
}
