import { ageOf, type Age } from '@yinzhao/verifier/age';
import type { CheckCode, OpenKnowledge, Policy } from '@yinzhao/verifier';
import { orgOf } from '@yinzhao/verifier/format/name';
import { decodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { codeOfLog } from '@yinzhao/verifier/open-knowledge';
import { judgeClock } from '@yinzhao/verifier/steps/check-time';

/** What the window knows of one log. */
export interface KnownLogView {
  readonly origin: string;
  /** Of the last part of its name. */
  readonly org: string;
  readonly size: number | null;
  /** Unix milliseconds, of the checkpoint that its statuses rest on; null: nothing is known of them. */
  readonly time: number | null;
  /** Milliseconds, as the trust bundle says. */
  readonly maximumAge: number;
  /** Whether licences can stand in it: an issuing certificate of the trust bundle names it. */
  readonly isUsed: boolean;
  readonly code: CheckCode | null;
}

/** What the window knows, whatever the time is. */
export interface KnownView {
  readonly network: string;
  readonly trust: {
    readonly version: number;
    readonly digest: Uint8Array;
    readonly expires: number;
  };
  /** Every log of the trust bundle, by name. */
  readonly logs: readonly KnownLogView[];
  /** No earlier than this, Unix milliseconds. */
  readonly floor: number;
  readonly trustCode: CheckCode | null;
}

/** How old that is at an instant. */
export interface KnowledgeAge {
  /** `none`: nothing is known of any log. `old`: older than is demanded. */
  readonly level: 'fresh' | 'old' | 'none' | 'clockWrong';
  /** Of the log that is longest unheard of; null where nothing is known. */
  readonly time: number | null;
  readonly age: Age | null;
  /** Logs in which licences can stand and that nothing is known of. */
  readonly missing: number;
  readonly isTrustExpired: boolean;
}

/** @returns null where no trust bundle is held */
export function knownView(known: OpenKnowledge, pack: Uint8Array | null): KnownView | null {
  if (known.held === null) return null;
  const { bundle, digest } = known.held;
  const inPack =
    pack === null || known.packCode !== null
      ? new Set<string>()
      : new Set(decodeSyncPack(pack).logs.map(({ origin }) => origin));
  return {
    network: bundle.network,
    trust: { version: bundle.version, digest, expires: bundle.expires },
    logs: bundle.logs.map(({ origin, maxAge }) => ({
      origin,
      org: orgOf(origin),
      maximumAge: maxAge,
      isUsed: bundle.issuers.some(({ log }) => log === origin),
      ...logView(inPack.has(origin) ? known.log(origin) : null),
    })),
    floor: known.state.floor,
    trustCode: known.trustCode,
  };
}

function logView(
  log: ReturnType<OpenKnowledge['log']>,
): Pick<KnownLogView, 'size' | 'time' | 'code'> {
  const nothing = { size: null, time: null };
  if (log === null) return { ...nothing, code: 'STATUS_UNKNOWN' };
  const code = codeOfLog(log);
  if (code !== null || log.witnessed === null) return { ...nothing, code };
  const { size, time } = log.witnessed.checkpoint;
  return { size, time, code };
}

/** As a verification by that policy would judge it, for the log that is worst. */
export function knowledgeAge(
  { logs, trust, floor }: KnownView,
  policy: Policy,
  at: number,
): KnowledgeAge {
  const times = logs.flatMap(({ time }) => time ?? []);
  const oldest = times.length === 0 ? null : Math.min(...times);
  const missing = logs.filter(({ isUsed, time }) => isUsed && time === null).length;
  const isTrustExpired = at > trust.expires;
  const isOld = logs.some(
    ({ time, maximumAge }) => time !== null && at - time > (policy.maxKnowledgeAge ?? maximumAge),
  );
  const seen = {
    time: oldest,
    age: oldest === null ? null : ageOf(at - oldest),
    missing,
    isTrustExpired,
  };
  if (judgeClock(at, floor) !== null) return { ...seen, level: 'clockWrong' };
  if (oldest === null) return { ...seen, level: 'none' };
  return { ...seen, level: isOld || isTrustExpired ? 'old' : 'fresh' };
}
