import type { CheckCode } from '../check-codes.js';
import { equalBytes } from '../format/bytes.js';
import type { TrustBundle, TrustedIssuer } from '../format/trust-content.js';
import type { Engine } from '../sm/engine.js';
import { hasSigned } from '../sm/has-signed.js';
import { issuerByDigest } from '../trust-lookup.js';
import { readCertificate, type Certificate } from '../x509/certificate.js';

/** An issuing body that the bundle names, with its chain to a root: null where there is none. */
export interface KnownIssuer {
  readonly trusted: TrustedIssuer;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[] | null;
}

/** By the digest of its certificate; nothing but the bundle adds an issuer. */
export function findIssuer(
  bundle: TrustBundle,
  kid: Uint8Array,
  engine: Engine,
): KnownIssuer | null {
  const trusted = issuerByDigest(bundle, kid, engine.sm3);
  if (trusted === null) return null;
  const certificate = readCertificate(trusted.certificate);
  return { trusted, certificate, chain: findChain(certificate, bundle, engine) };
}

/** Issuing certificate, authorities between, root. */
const longestChain = 4;

/**
 * The chain from an issuing certificate to a root of the bundle by names, signatures and constraints (RFC 5280 §6.1);
 * periods are judged later, at the instant of the receipt. null where there is none.
 */
export function findChain(
  issuing: Certificate,
  bundle: Pick<TrustBundle, 'roots' | 'authorities'>,
  engine: Engine,
): readonly Certificate[] | null {
  const roots = bundle.roots.map(readCertificate);
  const authorities = bundle.authorities.map(readCertificate);
  const climb = (chain: readonly Certificate[]): readonly Certificate[] | null => {
    const last = chain.at(-1) as Certificate;
    const root = roots.find((one) => hasIssued(one, last, chain.length - 1, engine));
    if (root !== undefined) return [...chain, root];
    if (chain.length + 1 >= longestChain) return null;
    for (const one of authorities) {
      if (chain.includes(one) || !hasIssued(one, last, chain.length - 1, engine)) continue;
      const found = climb([...chain, one]);
      if (found !== null) return found;
    }
    return null;
  };
  return climb([issuing]);
}

/** @param between - authorities below `parent` on the way to the issuing certificate */
function hasIssued(
  parent: Certificate,
  child: Certificate,
  between: number,
  engine: Engine,
): boolean {
  return (
    isNamed(parent, child) &&
    mayIssue(parent, between) &&
    hasSigned(engine, parent.publicKey, child.tbs, child.signature)
  );
}

function isNamed({ subject, subjectKeyId }: Certificate, child: Certificate): boolean {
  const named = child.authorityKeyId;
  const isKey = named === null || subjectKeyId === null || equalBytes(named, subjectKeyId);
  return isKey && equalBytes(subject, child.issuer);
}

function mayIssue({ basicConstraints, keyUsage }: Certificate, between: number): boolean {
  if (basicConstraints?.ca !== true || keyUsage?.includes('keyCertSign') !== true) return false;
  const { pathLength } = basicConstraints;
  return pathLength === null || between <= pathLength;
}

/**
 * @param at - null: the receipt that would tell the instant is missing or not to be relied on
 * @param isBefore - whether the licence was anchored at some time before `at`, and it is not known when
 */
export function judgeCertificate(
  chain: readonly Certificate[] | null,
  at: number | null,
  isBefore: boolean,
): CheckCode | null {
  if (chain === null) return 'CERTIFICATE_CHAIN_BROKEN';
  const { basicConstraints, keyUsage } = chain[0] as Certificate;
  const signs = keyUsage?.includes('digitalSignature') === true;
  if (basicConstraints?.ca === true || !signs) return 'CERTIFICATE_NOT_FOR_SIGNING';
  if (at === null) return 'NOT_JUDGED';
  if (chain.some(({ notBefore }) => at < notBefore)) return 'CERTIFICATE_OUT_OF_PERIOD';
  if (chain.every(({ notAfter }) => at <= notAfter)) return null;
  return isBefore ? 'ANCHORING_TIME_UNKNOWN' : 'CERTIFICATE_OUT_OF_PERIOD';
}
