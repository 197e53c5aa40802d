import type { CheckCode } from '../check-codes.js';
import { civilDay } from '../format/civil-date.js';
import type { CredentialContent } from '../format/credential.js';
import type { TrustBundle } from '../format/trust-content.js';
import type { OpenLog } from '../open-knowledge.js';
import type { Policy } from '../policy.js';
import { logOfOriginal } from './check-status.js';
import type { Examination } from './examination.js';

/** Clocks of honest devices differ by so much. */
const clockTolerance = 5 * 60_000;

/** A clock may be late by some minutes, not behind what a quorum has dated. */
export function judgeClock(at: number, floor: number): CheckCode | null {
  return at < floor - clockTolerance ? 'CLOCK_WRONG' : null;
}

/** Age of the checkpoint that the status rests on, and the end of the trust bundle. */
function judgeFreshness(
  { at, policy }: { readonly at: number; readonly policy: Policy },
  knowledgeTime: number,
  maximumAge: number,
  bundle: TrustBundle,
): CheckCode | null {
  if (policy.freshness === 'stated') return null;
  if (at > bundle.expires) return 'TRUST_EXPIRED';
  return at - knowledgeTime > maximumAge ? 'KNOWLEDGE_OLD' : null;
}

/** Both days count; a copy has an end of its own. */
function judgeValidity(credential: CredentialContent, at: number): CheckCode | null {
  const { from, to, annotation } = credential;
  const day = civilDay(at);
  if (day < from) return 'NOT_YET_VALID';
  if (to !== null && day > to) return 'EXPIRED';
  return annotation !== null && at > annotation.expires ? 'COPY_EXPIRED' : null;
}

/** Nothing that depends on the time is judged by a clock that is known to be wrong. */
export function checkTime(examination: Examination): void {
  const { report, known, held, licence, state, at } = examination;
  if (!report.record('clock', judgeClock(at, state.floor))) return;
  const { time, maximumAge } = knowledgeAge(examination);
  if (time !== null && maximumAge !== null) {
    const { policy } = known;
    report.record('freshness', judgeFreshness({ at, policy }, time, maximumAge, held.bundle));
  }
  report.record('validity', judgeValidity(licence.credential, at));
}

/** As of when the status is known, and for how long that is called fresh. */
export interface KnowledgeAge {
  /** Of a checkpoint that a quorum has witnessed, Unix milliseconds; null: there is none. */
  readonly time: number | null;
  readonly maximumAge: number | null;
}

/**
 * The status of a copy rests on the checkpoint of its original's log as well: whoever puts a pack together could take an
 * old one of that log. The one that is first too old counts.
 */
export function knowledgeAge(examination: Examination): KnowledgeAge {
  const { log, licence } = examination;
  const own = ageOf(log, examination);
  const { annotation } = licence.credential;
  if (annotation === null) return own;
  const original = ageOf(logOfOriginal(annotation.original, examination), examination);
  return endOf(original) < endOf(own) ? original : own;
}

function ageOf(log: OpenLog | null, { known }: Examination): KnowledgeAge {
  const time = log === null || log.code !== null ? null : (log.witnessed?.checkpoint.time ?? null);
  return { time, maximumAge: known.policy.maxKnowledgeAge ?? log?.trusted.maxAge ?? null };
}

/** What is not known is too old at any time. */
function endOf({ time, maximumAge }: KnowledgeAge): number {
  return time === null || maximumAge === null ? Number.NEGATIVE_INFINITY : time + maximumAge;
}
