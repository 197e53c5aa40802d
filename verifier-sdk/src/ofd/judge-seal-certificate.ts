import { equalBytes } from '../format/bytes.js';
import { findChain } from '../steps/judge-certificate.js';
import type { Certificate } from '../x509/certificate.js';
import { sealCheckEffects, type SealCheckCode, type SealReport } from './seal-checks.js';
import type { SealDemand } from './seal-trust.js';

/** Whose certificate it is: the first words of its checks and codes. */
type Role =
  | { readonly check: 'maker'; readonly code: 'MAKER' }
  | {
      readonly check: 'signer';
      readonly code: 'SIGNER';
    };
export const maker: Role = { check: 'maker', code: 'MAKER' };
export const signer: Role = { check: 'signer', code: 'SIGNER' };

/** The instant at which a certificate had to be good, and the one before which it is known to have been used. */
export interface Use {
  /** null: not known. */
  readonly used: number | null;
  readonly existedBy: number | null;
}

/**
 * Chain, use, period and revocation of a certificate (GB/T 38540 §6.3 c, §7.3 e). The chain and its use hold at every
 * instant; what has ended since the use is a notice.
 */
export function judgeSealCertificate(
  { check, code }: Role,
  certificate: Certificate,
  use: Use,
  { trust, at, engine }: SealDemand,
  report: SealReport,
): void {
  const chain = findChain(certificate, trust, engine);
  report.record(`${check}Chain`, chain === null ? `${code}_CHAIN_BROKEN` : null);
  report.record(`${check}Usage`, maySeal(certificate) ? null : `${code}_NOT_FOR_SIGNING`);
  report.record(`${check}Period`, judgePeriod(code, chain ?? [certificate], use.used, at));
  if (chain === null) return;
  const codes = chain
    .slice(0, -1)
    .map((one) => judgeRevocation(code, one, use, { trust, at, engine }));
  report.record(`${check}Revocation`, worstOf(codes));
}

/** Both bits are in the field; an authority's certificate seals nothing. */
function maySeal({ basicConstraints, keyUsage }: Certificate): boolean {
  const signs =
    keyUsage?.includes('digitalSignature') === true ||
    keyUsage?.includes('nonRepudiation') === true;
  return signs && basicConstraints?.ca !== true;
}

function judgePeriod(
  code: Role['code'],
  chain: readonly Certificate[],
  used: number | null,
  at: number,
): SealCheckCode | null {
  if (used === null) return 'SEALING_TIME_UNKNOWN';
  if (chain.some(({ notBefore, notAfter }) => used < notBefore || used > notAfter)) {
    return `${code}_OUT_OF_PERIOD`;
  }
  return chain.some(({ notAfter }) => at > notAfter) ? `${code}_EXPIRED_SINCE` : null;
}

function judgeRevocation(
  code: Role['code'],
  { issuer, serial }: Certificate,
  { used, existedBy }: Use,
  { trust, at }: SealDemand,
): SealCheckCode | null {
  const lists = trust.revocations.filter((list) => equalBytes(list.issuer, issuer));
  const entries = lists.flatMap(({ revoked }) =>
    revoked.filter((one) => equalBytes(one.serial, serial) && one.at <= at),
  );
  if (entries.length > 0) {
    const since = Math.min(...entries.map((one) => one.at));
    if (used !== null && since <= used) return `${code}_REVOKED`;
    // Revoked keys may be in other hands, and these write any instant before: only somebody else's word for it counts.
    const isProven = existedBy !== null && existedBy < since;
    return isProven ? `${code}_REVOKED_SINCE` : `${code}_REVOKED_TIME_UNPROVEN`;
  }
  if (lists.length === 0) return `${code}_REVOCATION_UNKNOWN`;
  return lists.every(({ until }) => at > until) ? `${code}_REVOCATION_OLD` : null;
}

function worstOf(codes: readonly (SealCheckCode | null)[]): SealCheckCode | null {
  const found = codes.filter((code) => code !== null);
  const first = (effect: string): SealCheckCode | undefined =>
    found.find((code) => sealCheckEffects[code] === effect);
  return first('failed') ?? first('unknown') ?? first('notice') ?? null;
}
