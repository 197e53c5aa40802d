// What a verification case is, and what its cases are made of.
import type { CheckCode } from '../../src/check-codes.js';
import type { TrustBundle, TrustedIssuer, TrustedLog } from '../../src/format/trust-content.js';
import type { CheckName, Outcome } from '../../src/verdict.js';
import { bundle, noon, origin, signBundle, witnessesOf } from '../world/city.js';
import { makeScene, type Changes, type Scene } from '../world/scene.js';

export interface VerifyCase {
  /** `valid-…`, `invalid-…` or `undetermined-…`. */
  readonly id: string;
  readonly note: string;
  readonly codes: Readonly<Partial<Record<CheckName, CheckCode>>>;
  readonly scene: () => Scene;
}

export type Codes = VerifyCase['codes'];

const make =
  (outcome: Outcome) =>
  (id: string, note: string, codes: Codes, changes: Changes | (() => Scene)): VerifyCase => ({
    id: `${outcome}-${id}`,
    note,
    codes,
    scene: () => (typeof changes === 'function' ? changes() : makeScene(changes)),
  });
export const valid = (
  id: string,
  note: string,
  changes: Changes | (() => Scene),
  codes: Codes = {},
) => make('valid')(id, note, codes, changes);
export const invalid = make('invalid');
export const undetermined = make('undetermined');

export const [issuer] = bundle.issuers as readonly [TrustedIssuer];
export const [log, policeLog] = bundle.logs as readonly [TrustedLog, TrustedLog];
export const withIssuer = (changes: Partial<TrustedIssuer>): readonly Uint8Array[] => [
  signBundle({ ...bundle, issuers: [{ ...issuer, ...changes }] }),
];
export const withLog = (changes: Partial<TrustedLog>): readonly Uint8Array[] => [
  signBundle({ ...bundle, logs: [{ ...log, ...changes }, policeLog] }),
];
/** Version 2, signed by the keys of both. */
export const next = (
  changes: Partial<TrustBundle> = {},
  ...signers: readonly string[]
): Uint8Array => signBundle({ ...bundle, version: 2, issued: noon, ...changes }, ...signers);
export const firstBundle = signBundle(bundle);

export const oneWitness = witnessesOf(origin).slice(0, 1);

/** What cannot be judged where nothing vouches for the receipt, for the pack, or for the pack's tree. */
export const noAnchor: Codes = {
  certificate: 'NOT_JUDGED',
  authority: 'NOT_JUDGED',
  status: 'NOT_JUDGED',
};
export const noRoot: Codes = { ...noAnchor, inclusion: 'NOT_JUDGED' };
export const noStatus: Codes = { status: 'NOT_JUDGED' };
export const noPack: Codes = { ...noStatus, continuity: 'NOT_JUDGED', freshness: 'NOT_JUDGED' };

/** Every check but trust and one other stays open. */
export function allBut(name: CheckName, code: CheckCode): Codes {
  const open = [
    'issuer',
    'certificate',
    'authority',
    'signature',
    'fields',
    'inclusion',
    'receipt',
    'checkpoint',
    'continuity',
    'status',
    'clock',
    'freshness',
    'validity',
    'holder',
    'acceptance',
  ] as const;
  return { ...Object.fromEntries(open.map((one) => [one, 'NOT_JUDGED'])), [name]: code };
}
