import type { CheckCode } from '../check-codes.js';
import { civilDay } from '../format/civil-date.js';
import type { CredentialContent } from '../format/credential.js';
import type { TrustBundle } from '../format/trust-content.js';
import type { Policy } from '../policy.js';
import type { Examination } from './examination.js';

/** Clocks of honest devices differ by so much. */
const clockTolerance = 5 * 60_000;

/** A clock may be late by some minutes, not behind what a quorum has dated. */
function judgeClock(at: number, floor: number): CheckCode | null {
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
  const time = knowledgeTime(examination);
  const age = maximumAge(examination);
  if (time !== null && age !== null) {
    const { policy } = known;
    report.record('freshness', judgeFreshness({ at, policy }, time, age, held.bundle));
  }
  report.record('validity', judgeValidity(licence.credential, at));
}

/** Time of the pack's checkpoint of the licence's log, where a quorum has witnessed it. */
export function knowledgeTime({ log }: Examination): number | null {
  return log === null || log.code !== null ? null : (log.witnessed?.checkpoint.time ?? null);
}

export function maximumAge({ known, log }: Examination): number | null {
  return known.policy.maxKnowledgeAge ?? log?.trusted.maxAge ?? null;
}
