import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle, TrustedIssuer } from '@yinzhao/verifier/format/trust-content';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { GatewayError } from '../errors.js';
import type { Store } from '../store/store.js';
import { latestBundle } from '../store/trust.js';

/** An issuing certificate whose key is in the own signer and which verifiers trust. */
export interface OwnIssuer extends TrustedIssuer {
  /** SM3 of the certificate. */
  readonly digest: Uint8Array;
}

export interface Issuers {
  /** Those that may sign now; of a body that is given another certificate the newer one first. */
  readonly current: () => Promise<readonly OwnIssuer[]>;
  /** SM3 of the other certificates that issuing keys of the own signer have, retired ones too. */
  readonly former: () => Promise<readonly Uint8Array[]>;
  /** The newest bundle; null where none was published yet. */
  readonly bundle: () => Promise<TrustBundle | null>;
  /** Another bundle is in effect: bundle and keys are read anew. */
  readonly forget: () => void;
}

/** What the signer says of a key. */
export interface IssuingKey {
  readonly role: string;
  readonly certificate: Uint8Array | null;
  readonly retired: boolean;
  readonly inUse: boolean;
}

export interface IssuersOptions {
  readonly store: Store;
  readonly describe: () => Promise<readonly IssuingKey[]>;
  readonly engine: Engine;
  readonly log: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Bundles and keys change a few times a year; licences come by the thousand. */
const rememberMs = 2000;

/** Bodies whose key is in the own signer and which the newest trust bundle admits to the own log. */
export function ownIssuers({ store, describe, engine, log, now }: IssuersOptions): Issuers {
  const newest = remembered(now, async () => {
    const latest = await latestBundle(store.bundles);
    if (latest === null) return null;
    const { bundle } = decodeTrustBundle(latest.bundle);
    const issuers = bundle.issuers
      .filter((issuer) => issuer.log === log && issuer.cutOff === null)
      .map((issuer) => ({
        ...issuer,
        digest: engine.sm3(issuer.certificate),
        notBefore: readCertificate(issuer.certificate).notBefore,
      }));
    return { bundle, issuers: issuers.sort(newerFirst) };
  });
  const own = remembered(now, async () => {
    const keys = await describe();
    return keys.flatMap(({ role, certificate, retired, inUse }) =>
      role === 'issuing' && certificate !== null
        ? [{ digest: engine.sm3(certificate), usable: inUse && !retired }]
        : [],
    );
  });
  const current = async (): Promise<readonly OwnIssuer[]> => {
    const [trusted, keys] = await Promise.all([newest.get(), own.get()]);
    const usable = new Set(keys.filter((key) => key.usable).map(({ digest }) => toHex(digest)));
    const day = civilDay(now());
    return (trusted?.issuers ?? [])
      .filter(({ from, to }) => from <= day && (to === null || day <= to))
      .filter(({ notBefore }) => notBefore <= now())
      .filter(({ digest }) => usable.has(toHex(digest)));
  };
  return {
    bundle: async () => (await newest.get())?.bundle ?? null,
    current,
    forget: () => {
      newest.forget();
      own.forget();
    },
    former: async () => {
      const [signing, keys] = await Promise.all([current(), own.get()]);
      const issuing = new Set(signing.map(({ digest }) => toHex(digest)));
      return keys.map(({ digest }) => digest).filter((digest) => !issuing.has(toHex(digest)));
    },
  };
}

type Dated = Pick<TrustedIssuer, 'from'> & { readonly notBefore: number };

/** Two certificates may be admitted for the same day; days and instants are never compared with one another. */
function newerFirst(a: Dated, b: Dated): number {
  return b.from - a.from || b.notBefore - a.notBefore;
}

interface Remembered<T> {
  readonly get: () => Promise<T>;
  readonly forget: () => void;
}

function remembered<T>(now: () => number, read: () => Promise<T>): Remembered<T> {
  let kept: { readonly value: Promise<T>; readonly at: number } | null = null;
  return {
    forget: () => {
      kept = null;
    },
    get: () => {
      if (kept !== null && now() - kept.at < rememberMs && now() >= kept.at) return kept.value;
      const value = read();
      kept = { value, at: now() };
      // What failed is not remembered.
      value.catch(() => {
        if (kept?.value === value) kept = null;
      });
      return value;
    },
  };
}

/**
 * Who signs licences of this type for a body.
 * @throws GatewayError ISSUER_MISSING, LICENCE_TYPE_FOREIGN
 */
export async function issuerFor(issuers: Issuers, body: string, type: string): Promise<OwnIssuer> {
  const own = (await issuers.current()).filter((issuer) => issuer.body === body);
  if (own.length === 0) {
    throw new GatewayError('ISSUER_MISSING', `no issuing certificate of ${body} is in force here`);
  }
  const issuer = own.find(({ types }) => types.includes(type));
  if (issuer === undefined) {
    throw new GatewayError('LICENCE_TYPE_FOREIGN', `${body} may not issue ${type}`);
  }
  return issuer;
}
