import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { checkPublicKey } from '@yinzhao/verifier/sm/sm2-curve';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { createAuthority, openAuthority } from '../certificate-authority.js';
import { SignerError } from '../errors.js';
import type { StoredKey } from '../storage/keystore.js';
import { writeDown, type SignerContext } from './context.js';
import { handleOfKey, keyInUse } from './find-key.js';

const maximumSubject = 512;

/** What a certificate says. */
export interface CertificateWish {
  /** Distinguished name, as `CN=…,O=…`. */
  readonly subject: string;
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** Unix milliseconds; certificates know whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

function fail(code: SignerError['code'], message: string): never {
  throw new SignerError(code, message);
}

/**
 * A certificate to sign licences with, issued by the root key in use. For the root's own public key, before it has a
 * certificate: the self-signed root certificate.
 * @returns DER
 * @throws SignerError KEY_CERTIFICATE_MISSING, KEY_PERIOD_OVER, KEY_RETIRED, KEY_ROLE_WRONG, KEY_UNKNOWN,
 * QUOTA_EXCEEDED, REQUEST_MALFORMED, STORAGE_FAILED
 * @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export async function issueCertificate(
  context: SignerContext,
  wanted: CertificateWish,
): Promise<Uint8Array> {
  const { engine, quota, now } = context;
  const wish = inSeconds(wanted);
  const root = keyInUse(context, 'root');
  const handle = handleOfKey(root);
  checkWish(wish);
  const itself = equalBytes(wish.publicKey, handle.publicKey);
  checkPurpose(context, wish.publicKey, root);
  const issued = root.record.certificate;
  if (itself && issued !== null) fail('KEY_ROLE_WRONG', `${root.id} has its certificate`);
  if (!itself && issued === null) {
    fail('KEY_CERTIFICATE_MISSING', `${root.id} has no certificate to issue under`);
  }
  if (issued !== null) checkPeriod(issued, wish);
  quota.take(root.id, 1, now());
  const request = {
    subject: wish.subject,
    publicKey: wish.publicKey,
    notBefore: new Date(wish.notBefore),
    notAfter: new Date(wish.notAfter),
    serial: newSerial(context),
  };
  const certificate = await named(async () =>
    issued === null
      ? (await createAuthority(handle, request, engine)).certificate
      : openAuthority(handle, issued, engine).issue(request),
  );
  const use = { operation: 'issueCertificate', key: root, objects: [certificate] };
  await writeDown(context, use);
  return certificate;
}

/** What the certificate will say, so that its root can say the same. */
function inSeconds(wish: CertificateWish): CertificateWish {
  const whole = (time: number): number => Math.floor(time / 1000) * 1000;
  return { ...wish, notBefore: whole(wish.notBefore), notAfter: whole(wish.notAfter) };
}

/** 16 bytes, positive and not shortened in DER: the first one is 0x40 to 0x7f. */
function newSerial({ random }: SignerContext): string {
  const bytes = Uint8Array.from(random(16));
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return toHex(bytes);
}

function checkWish({ subject, publicKey, notBefore, notAfter }: CertificateWish): void {
  checkPublicKey(publicKey);
  const last = Date.UTC(9999, 11, 31);
  if (!(notBefore >= 0 && notBefore < notAfter && notAfter <= last)) {
    fail('REQUEST_MALFORMED', 'the period ends before it begins, or after the year 9999');
  }
  if (subject.length === 0 || subject.length > maximumSubject) {
    fail('REQUEST_MALFORMED', `the subject is not 1 to ${maximumSubject} characters`);
  }
}

/** A key of ours that does something else must not become an issuer on the way. */
function checkPurpose({ keystore }: SignerContext, publicKey: Uint8Array, root: StoredKey): void {
  const other = keystore.keys().find(({ id, record }) => {
    return id !== root.id && equalBytes(record.publicKey, publicKey);
  });
  if (other !== undefined && other.record.role !== 'issuing') {
    fail('KEY_ROLE_WRONG', `${other.id} has another role`);
  }
}

function checkPeriod(issued: Uint8Array, { notBefore, notAfter }: CertificateWish): void {
  const root = readCertificate(issued);
  if (notBefore < root.notBefore || notAfter > root.notAfter) {
    fail('KEY_PERIOD_OVER', 'the certificate would outlast that of its root, or begin before it');
  }
}

/** The library reads the name: what it does not understand is the caller's mistake. */
async function named(make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await make();
  } catch (cause) {
    throw new SignerError('REQUEST_MALFORMED', 'the subject is no distinguished name', { cause });
  }
}
