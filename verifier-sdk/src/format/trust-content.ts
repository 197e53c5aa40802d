import { VerifierError, type VerifierCode } from '../errors.js';
import { checkPublicKey } from '../sm/sm2-curve.js';
import { sm3 } from '../sm/sm3.js';
import { readCertificate, type Certificate } from '../x509/certificate.js';
import { compareBytes, toHex } from './bytes.js';
import { isIdentifier, isLogName, isMemberName, isWitnessName } from './name.js';
import { isLabel } from './plain-text.js';
import { noteKeyId } from './signed-note.js';
import { checkNamedType, type NamedType } from './type-names.js';

/** A key of a log or witness and when it may vouch for what. */
export interface KeyPeriod {
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** Unix milliseconds, both inclusive; null: in use. */
  readonly from: number;
  readonly to: number | null;
  /** Of a retired key: the largest tree it may vouch for. */
  readonly last: { readonly size: number; readonly root: Uint8Array } | null;
}

export interface TrustedWitness {
  /** `yinzhao/<network>/<org>/witness`. */
  readonly name: string;
  readonly keys: readonly KeyPeriod[];
}

export interface TrustedLog {
  /** Name of the log, `yinzhao/<network>/<org>`. */
  readonly origin: string;
  /** How many witnesses of other organisations a checkpoint needs. */
  readonly k: number;
  /** Milliseconds after which knowledge of this log is too old, unless a policy says otherwise. */
  readonly maxAge: number;
  readonly keys: readonly KeyPeriod[];
  readonly witnesses: readonly TrustedWitness[];
}

export interface TrustedIssuer {
  /** Issuing certificate, X.509, DER. */
  readonly certificate: Uint8Array;
  /** Identifier and name of the issuing body. */
  readonly body: string;
  readonly bodyName: string;
  /** The one log this certificate's licences stand in. */
  readonly log: string;
  /** Licence types it may issue. */
  readonly types: readonly string[];
  /** Civil dates of UTC+8 as days since 1970-01-01, both inclusive; null: 长期, no end. */
  readonly from: number;
  readonly to: number | null;
  /** Of an ended, replaced or compromised certificate: a licence counts only below this leaf index. */
  readonly cutOff: number | null;
}

/** Everything a verifier believes, at one version. All lists are sets: the encoding has one order. */
export interface TrustBundle {
  readonly network: string;
  /** Counts from 1. */
  readonly version: number;
  /** Unix milliseconds. */
  readonly issued: number;
  readonly expires: number;
  /** SM2 root certificates and those of the authorities between root and issuer, X.509, DER. */
  readonly roots: readonly Uint8Array[];
  readonly authorities: readonly Uint8Array[];
  readonly issuers: readonly TrustedIssuer[];
  readonly logs: readonly TrustedLog[];
  /** Who signs this version and the next one: SM2 keys, 65 bytes. */
  readonly signers: { readonly threshold: number; readonly keys: readonly Uint8Array[] };
  /** What licence types and their fields are called; licences of a type that is not here are shown by number. */
  readonly types: readonly NamedType[];
}

const maximumNameLength = 100;

function refuse(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

function malformed(message: string): never {
  refuse('TRUST_BUNDLE_MALFORMED', message);
}

/** By UTF-16 code unit; the texts compared are ASCII. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareKeyPeriods(a: KeyPeriod, b: KeyPeriod): number {
  return a.from - b.from || compareBytes(a.publicKey, b.publicKey);
}

/** One order, so that one set has one encoding, and nothing stands twice. */
function inOrder<T>(items: readonly T[], compare: (a: T, b: T) => number, name: string): void {
  items.forEach((item, i) => {
    if (i > 0 && compare(items[i - 1] as T, item) >= 0) malformed(`${name}: not in order`);
  });
}

/**
 * What holds for every bundle, whoever signed it.
 * @throws VerifierError TRUST_ codes, CERTIFICATE_ and DER_ codes, KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export function checkTrustBundle(bundle: TrustBundle): void {
  if (!isMemberName(bundle.network)) malformed('network is not a name');
  if (bundle.version < 1) malformed('versions count from 1');
  if (bundle.expires <= bundle.issued) malformed('expires before it is issued');
  if (bundle.roots.length === 0) malformed('no root certificate');
  inOrder(bundle.roots, compareBytes, 'roots');
  inOrder(bundle.authorities, compareBytes, 'authorities');
  inOrder(bundle.issuers, (a, b) => compareBytes(a.certificate, b.certificate), 'issuers');
  inOrder(bundle.logs, (a, b) => compareTexts(a.origin, b.origin), 'logs');
  inOrder(bundle.signers.keys, compareBytes, 'signers');
  inOrder(bundle.types, (a, b) => compareTexts(a.code, b.code), 'licence types');
  for (const type of bundle.types) checkNamedType(type);
  const origins = new Set(bundle.logs.map(({ origin }) => origin));
  const purposes = keyPurposes();
  for (const log of bundle.logs) checkLog(log, bundle.network, purposes);
  checkKeyIds(bundle.logs);
  for (const root of bundle.roots) purposes('root', authorityKey(root));
  for (const authority of bundle.authorities) purposes('authority', authorityKey(authority));
  for (const issuer of bundle.issuers) checkIssuer(issuer, origins, purposes);
  checkSigners(bundle.signers, purposes);
}

type Purposes = (purpose: string, publicKey: Uint8Array) => void;

/** A key serves one purpose, and one holder. */
function keyPurposes(): Purposes {
  const seen = new Map<string, string>();
  return (purpose, publicKey) => {
    const key = toHex(publicKey);
    const other = seen.get(key);
    if (other !== undefined && other !== purpose) {
      refuse('TRUST_KEY_REUSED', `one key for ${other} and ${purpose}`);
    }
    seen.set(key, purpose);
  };
}

function checkSigners({ threshold, keys }: TrustBundle['signers'], purposes: Purposes): void {
  if (threshold < 1 || threshold > keys.length) {
    refuse('TRUST_THRESHOLD_WRONG', `threshold ${threshold} of ${keys.length} keys`);
  }
  for (const key of keys) {
    checkPublicKey(key);
    purposes('signing the bundle', key);
  }
}

function isAuthority({ basicConstraints, keyUsage }: Certificate): boolean {
  return basicConstraints?.ca === true && keyUsage?.includes('keyCertSign') === true;
}

function authorityKey(der: Uint8Array): Uint8Array {
  const certificate = readCertificate(der);
  if (!isAuthority(certificate)) malformed('a root or authority may not issue certificates');
  return certificate.publicKey;
}

function checkIssuer(
  issuer: TrustedIssuer,
  origins: ReadonlySet<string>,
  purposes: Purposes,
): void {
  const { body, bodyName, log, types, from, to } = issuer;
  const certificate = readCertificate(issuer.certificate);
  if (isAuthority(certificate)) malformed('an issuer may issue certificates');
  if (!isIdentifier(body)) malformed('body is not an identifier');
  if (!isLabel(bodyName, maximumNameLength)) {
    malformed(`the name of ${body} is not 1 to ${maximumNameLength} characters of plain text`);
  }
  if (!origins.has(log)) malformed(`${body}: log is none of this bundle`);
  if (!types.every(isIdentifier)) malformed(`${body}: a type is not an identifier`);
  inOrder(types, compareTexts, 'types');
  if (to !== null && to < from) malformed(`${body}: period ends before it begins`);
  purposes(`issuing by ${body}`, certificate.publicKey);
}

function checkLog(log: TrustedLog, network: string, purposes: Purposes): void {
  const { origin, maxAge, keys, witnesses } = log;
  const own = `yinzhao/${network}/`;
  if (!isLogName(origin) || !origin.startsWith(own)) malformed('a log is not of this network');
  if (maxAge < 1) malformed(`${origin}: knowledge may never be used`);
  checkKeys(keys, `log ${origin}`, purposes);
  inOrder(witnesses, (a, b) => compareTexts(a.name, b.name), 'witnesses');
  for (const { name, keys: witnessKeys } of witnesses) {
    if (!isWitnessName(name) || !name.startsWith(own)) malformed(`${name} is not of this network`);
    if (name === `${origin}/witness`) {
      refuse('TRUST_WITNESS_OWN', `${origin}: its own organisation is no witness of it`);
    }
    checkKeys(witnessKeys, `witness ${name}`, purposes);
  }
  checkQuorum(log);
}

function checkKeys(keys: readonly KeyPeriod[], holder: string, purposes: Purposes): void {
  inOrder(keys, compareKeyPeriods, holder);
  if (keys.length === 0) malformed(`${holder} has no key`);
  if (new Set(keys.map(({ publicKey }) => toHex(publicKey))).size < keys.length) {
    malformed(`${holder}: one key stands twice`);
  }
  if (keys.filter(({ to }) => to === null).length > 1) malformed(`${holder}: two keys in use`);
  for (const { publicKey, from, to, last } of keys) {
    checkPublicKey(publicKey);
    if (to !== null && to < from) malformed(`${holder}: a key ends before it begins`);
    // Without a last tree a stolen retired key could vouch for anything under an old time.
    if ((to === null) !== (last === null)) malformed(`${holder}: an end without a last tree`);
    purposes(holder, publicKey);
  }
}

/**
 * Receipts name a key by 4 bytes, and 2^32 keys are soon tried: whoever chose one with the id of another's could have
 * that one's receipts judged by the wrong key.
 */
function checkKeyIds(logs: readonly TrustedLog[]): void {
  const seen = new Map<string, string>();
  const note = (name: string, role: 'log' | 'witness', { publicKey }: KeyPeriod): void => {
    const id = `${role} ${toHex(noteKeyId(name, role, publicKey, sm3))}`;
    const own = `${name} ${toHex(publicKey)}`;
    const other = seen.get(id);
    if (other !== undefined && other !== own) {
      refuse('TRUST_KEY_ID_AMBIGUOUS', `one key id for two keys: ${id}`);
    }
    seen.set(id, own);
  };
  for (const { origin, keys, witnesses } of logs) {
    for (const key of keys) note(origin, 'log', key);
    for (const witness of witnesses) {
      for (const key of witness.keys) note(witness.name, 'witness', key);
    }
  }
}

/**
 * Two trees can both be cosigned only by 2k − w dishonest witnesses: with 2k ≤ w it would take none. Counted at the
 * instant when most witnesses are in force, for a bundle names former ones too.
 */
function checkQuorum({ origin, k, witnesses }: TrustedLog): void {
  const isInForce = (time: number) => (key: KeyPeriod) =>
    key.from <= time && (key.to === null || time <= key.to);
  const starts = witnesses.flatMap(({ keys }) => keys.map(({ from }) => from));
  const most = starts.reduce((count, start) => {
    const inForce = witnesses.filter(({ keys }) => keys.some(isInForce(start)));
    return Math.max(count, inForce.length);
  }, 0);
  if (k > most || 2 * k <= most) {
    refuse('TRUST_QUORUM_UNSAFE', `${origin}: ${k} of ${most} witnesses`);
  }
}
