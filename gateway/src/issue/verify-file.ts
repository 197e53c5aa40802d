import {
  builtInPolicy,
  checkText,
  stateOfTrust,
  verify,
  type Check,
  type Verdict,
} from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { GatewayError } from '../errors.js';
import { latestBundle } from '../store/trust.js';
import type { Desk } from './desk.js';

export interface VerifyParts extends Pick<Desk, 'store' | 'engine' | 'now'> {
  /** The pack a terminal would hold now. */
  readonly publication: {
    readonly syncPack: (
      known: readonly [],
      leftOut: { readonly subtrees: null },
    ) => Promise<Uint8Array | null>;
  };
}

export const policyNames = ['hall', 'archive'] as const;
export type PolicyName = (typeof policyNames)[number];

/** What a terminal would show: each check with what it means and what the clerk should do. */
export interface VerdictView {
  readonly outcome: Verdict['outcome'];
  readonly checks: readonly (Pick<Check, 'name' | 'outcome' | 'code'> & {
    readonly text: unknown;
  })[];
  readonly licence: object | null;
  readonly established: object;
  readonly freshness: object;
}

/**
 * The verifier's own judgement, with this gateway's trust bundle and pack: no more is believed here than in a hall.
 * @throws GatewayError SYNC_NOT_READY
 */
export async function verifyFile(
  { store, engine, now, publication }: VerifyParts,
  file: Uint8Array,
  policy: PolicyName,
): Promise<VerdictView> {
  const [latest, sync] = await Promise.all([
    latestBundle(store.bundles),
    publication.syncPack([], { subtrees: null }),
  ]);
  if (latest === null) throw new GatewayError('SYNC_NOT_READY', 'there is no trust bundle');
  // The own trust bundle is believed, as by a terminal that has it from its own organisation.
  const state = stateOfTrust(decodeTrustBundle(latest.bundle).bundle.network, latest.bundle);
  const demand = { at: now(), policy: builtInPolicy(policy), engine };
  const { outcome, checks, licence, established, freshness } = verify(
    file,
    { sync, state },
    demand,
  );
  return {
    outcome,
    checks: checks.map((check) => ({
      ...check,
      text: check.code === null ? null : checkText(check.code),
    })),
    licence: licence && {
      ...(shown(licence) as object),
      from: formatCivilDate(licence.from),
      to: licence.to === null ? null : formatCivilDate(licence.to),
    },
    established: shown(established) as object,
    freshness: shown(freshness) as object,
  };
}

/** As JSON has it: bytes as hexadecimal. */
function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item)]));
}
