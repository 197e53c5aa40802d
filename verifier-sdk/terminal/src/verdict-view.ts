import { ageOf, type Age } from '@yinzhao/verifier/age';
import { instantText } from '@yinzhao/verifier/format/instant';
import {
  checkText,
  type BothLanguages,
  type Check,
  type CheckCode,
  type FieldValue,
  type Outcome,
  type Verdict,
  type WitnessedPlace,
} from '@yinzhao/verifier';
import { decisive } from '@yinzhao/verifier/decisive';
import { formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import { orgOf } from '@yinzhao/verifier/format/name';
import type { LeafStatus } from '@yinzhao/verifier/format/status';

/** Why it is not valid, and what the clerk does next. */
export interface Reason extends BothLanguages {
  readonly code: string;
  readonly advice: BothLanguages;
  readonly weight: 'failed' | 'unknown';
}

export interface FieldView {
  /** null: the trust bundle has no name for it. */
  readonly name: BothLanguages | null;
  readonly number: number;
  readonly value: FieldValue;
}

export interface LicenceView {
  readonly typeName: BothLanguages | null;
  readonly type: string;
  readonly identifier: string;
  readonly body: string;
  readonly bodyName: string;
  /** `2026-03-02`; no end: null. */
  readonly from: string;
  readonly to: string | null;
  readonly predecessor: string | null;
  readonly copyFor: {
    readonly purpose: string;
    readonly audience: string;
    readonly expires: string;
  } | null;
  readonly fields: readonly FieldView[];
}

/** Under which checkpoint something was shown. */
export interface PlaceView {
  readonly org: string;
  readonly size: number;
  readonly time: string;
  readonly witnessedBy: readonly string[];
}

/** One thing that has been shown, each with what its sentence needs. */
export type EstablishedView =
  | { readonly what: 'issued'; readonly bodyName: string; readonly trustVersion: number }
  | (PlaceView & { readonly what: 'anchored'; readonly leafIndex: number })
  | {
      readonly what: 'shown';
      readonly time: string;
      readonly purpose: string | null;
      readonly audience: string | null;
      readonly isAnswer: boolean;
    }
  | (PlaceView & {
      readonly what: 'status';
      readonly value: LeafStatus;
      readonly continuity: 'proven' | 'first';
      readonly sameTree: 'proven' | 'byQuorum';
    });

/** A verdict as a screen needs it, in no language. */
export interface VerdictView {
  readonly outcome: Outcome;
  readonly policy: string;
  readonly reasons: readonly Reason[];
  readonly licence: LicenceView | null;
  readonly established: readonly EstablishedView[];
  readonly at: string;
  /** How old what is known of its status was then; null: nothing is known. No age where the clock is wrong. */
  readonly knowledge: {
    readonly time: string;
    readonly age: Age | null;
    readonly isOld: boolean;
  } | null;
  readonly checks: readonly {
    readonly name: Check['name'];
    readonly outcome: Check['outcome'];
    readonly code: CheckCode | null;
  }[];
  readonly isFork: boolean;
}

export function verdictView(verdict: Verdict, policy: string): VerdictView {
  const { outcome, checks, freshness, evidence } = verdict;
  const { at, knowledgeTime, age, maximumAge } = freshness;
  const isClockWrong = checks.some(({ code }) => code === 'CLOCK_WRONG');
  return {
    outcome,
    policy,
    reasons: [...decisive(checks).map((code) => reasonOf(code, checks)), ...addedReasons(verdict)],
    licence: licenceView(verdict),
    established: establishedViews(verdict),
    at: instantText(at),
    knowledge:
      knowledgeTime === null || age === null
        ? null
        : {
            time: instantText(knowledgeTime),
            age: isClockWrong ? null : ageOf(age),
            isOld: maximumAge !== null && age > maximumAge,
          },
    checks,
    isFork: evidence !== null,
  };
}

function reasonOf(code: CheckCode, checks: readonly Check[]): Reason {
  const isFailed = checks.some((check) => check.code === code && check.outcome === 'failed');
  return { code, ...checkText(code), weight: isFailed ? 'failed' : 'unknown' };
}

function addedReasons({ added }: Verdict): readonly Reason[] {
  return added.flatMap(({ outcome, code, text }) =>
    outcome === 'passed' || code === null || text === null
      ? []
      : [{ code, ...text, weight: outcome }],
  );
}

function licenceView({ licence }: Verdict): LicenceView | null {
  if (licence === null) return null;
  const { typeName, type, identifier, body, bodyName, from, to, predecessor, annotation } = licence;
  return {
    ...{ typeName, type, identifier, body, bodyName, predecessor },
    from: formatCivilDate(from),
    to: to === null ? null : formatCivilDate(to),
    copyFor: annotation && {
      purpose: annotation.purpose,
      audience: annotation.audience,
      expires: instantText(annotation.expires),
    },
    fields: licence.fields.map(({ number, zh, en, value }) => ({
      name: zh === null || en === null ? null : { zh, en },
      number,
      value,
    })),
  };
}

function establishedViews({ established, licence }: Verdict): readonly EstablishedView[] {
  const { issued, anchored, shown, status } = established;
  const views: (EstablishedView | null)[] = [
    issued && {
      what: 'issued',
      bodyName: licence?.bodyName ?? issued.body,
      trustVersion: issued.trustVersion,
    },
    anchored && { what: 'anchored', leafIndex: anchored.leafIndex, ...placeView(anchored) },
    shown && {
      what: 'shown',
      time: instantText(shown.time),
      purpose: shown.purpose,
      audience: shown.audience,
      isAnswer: shown.challenge !== null,
    },
    status && {
      what: 'status',
      value: status.value,
      continuity: status.continuity,
      sameTree: status.sameTree,
      ...placeView(status),
    },
  ];
  return views.filter((view) => view !== null);
}

function placeView({ log, size, time, witnessedBy }: WitnessedPlace): PlaceView {
  return {
    org: orgOf(log),
    size,
    time: instantText(time),
    witnessedBy,
  };
}
