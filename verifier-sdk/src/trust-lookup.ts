import { equalBytes, toHex } from './format/bytes.js';
import { noteKeyId } from './format/signed-note.js';
import type {
  KeyPeriod,
  TrustBundle,
  TrustedIssuer,
  TrustedLog,
  TrustedWitness,
} from './format/trust-content.js';
import type { NamedType } from './format/type-names.js';
import type { TreeHead } from './merkle/consistency.js';

type Sm3 = (bytes: Uint8Array) => Uint8Array;

const issuersOf = new WeakMap<TrustBundle, ReadonlyMap<string, TrustedIssuer>>();
const keyIdOf = new WeakMap<KeyPeriod, Uint8Array>();

/** The issuer whose certificate has that SM3: the kid of a credential, the certificate of an entry. */
export function issuerByDigest(
  bundle: TrustBundle,
  digest: Uint8Array,
  sm3: Sm3,
): TrustedIssuer | null {
  let issuers = issuersOf.get(bundle);
  if (issuers === undefined) {
    issuers = new Map(bundle.issuers.map((issuer) => [toHex(sm3(issuer.certificate)), issuer]));
    issuersOf.set(bundle, issuers);
  }
  return issuers.get(toHex(digest)) ?? null;
}

export function logByOrigin(bundle: TrustBundle, origin: string): TrustedLog | null {
  return bundle.logs.find((log) => log.origin === origin) ?? null;
}

export function typeByCode(bundle: TrustBundle, code: string): NamedType | null {
  return bundle.types.find((type) => type.code === code) ?? null;
}

/** The log that has or had a key with that id: what a receipt names. */
export function logByKeyId(bundle: TrustBundle, keyId: Uint8Array, sm3: Sm3): TrustedLog | null {
  return bundle.logs.find((log) => keysOf(log, keyId, sm3).length > 0) ?? null;
}

/** A key of the log with that id that may sign such a tree at that time. */
export function logKeyAt(
  log: TrustedLog,
  keyId: Uint8Array,
  time: number,
  head: TreeHead,
  sm3: Sm3,
): KeyPeriod | null {
  return keysOf(log, keyId, sm3).find((key) => mayVouch(key, time, head)) ?? null;
}

/** The witness of the log with a key of that id that may cosign such a tree at that time, and the key. */
export function witnessKeyAt(
  log: TrustedLog,
  keyId: Uint8Array,
  time: number,
  head: TreeHead,
  sm3: Sm3,
): { readonly witness: TrustedWitness; readonly key: KeyPeriod } | null {
  for (const witness of log.witnesses) {
    const key = witness.keys.find(
      (candidate) =>
        hasId(candidate, witness.name, 'witness', keyId, sm3) && mayVouch(candidate, time, head),
    );
    if (key !== undefined) return { witness, key };
  }
  return null;
}

function keysOf(log: TrustedLog, keyId: Uint8Array, sm3: Sm3): readonly KeyPeriod[] {
  return log.keys.filter((key) => hasId(key, log.origin, 'log', keyId, sm3));
}

function hasId(
  key: KeyPeriod,
  name: string,
  role: 'log' | 'witness',
  keyId: Uint8Array,
  sm3: Sm3,
): boolean {
  let own = keyIdOf.get(key);
  if (own === undefined) {
    own = noteKeyId(name, role, key.publicKey, sm3);
    keyIdOf.set(key, own);
  }
  return equalBytes(own, keyId);
}

/** A retired key vouches for its last tree and smaller ones; of the same size there is but one. */
function mayVouch({ from, to, last }: KeyPeriod, time: number, head: TreeHead): boolean {
  if (time < from || (to !== null && time > to)) return false;
  if (last === null || head.size < last.size) return true;
  return head.size === last.size && equalBytes(head.root, last.root);
}
