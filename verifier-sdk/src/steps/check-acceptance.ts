import type { CheckCode } from '../check-codes.js';
import type { Policy } from '../policy.js';
import type { Examination } from './examination.js';

function asksNothing({ types, purpose, audience }: Policy): boolean {
  return types === null && purpose === null && audience === null;
}

/** What a licence, or its showing, was made for. */
interface Stated {
  readonly purpose: string | null;
  readonly audience: string | null;
}

/** What is asked has to be stated, and nothing else in its place. */
function isFor(asked: string | null, stated: readonly (string | null)[]): boolean {
  const given = stated.filter((one) => one !== null);
  return asked === null || (given.length > 0 && given.every((one) => one === asked));
}

/** What the issuing body made an annotated copy for, and what the holder's device says that it is shown for. */
function statedBy({ licence }: Examination): readonly Stated[] {
  const { credential, proof } = licence;
  return [credential.annotation, proof].filter((one) => one !== null);
}

function judgeAcceptance(examination: Examination): CheckCode | null {
  const { known, licence, report } = examination;
  const { types, purpose, audience } = known.policy;
  if (types !== null && !types.includes(licence.identifier.type)) return 'TYPE_NOT_ACCEPTED';
  if (purpose === null && audience === null) return null;
  // What a device is said to state counts where it has signed it.
  if (licence.proof !== null && !report.passed('holder')) return 'NOT_JUDGED';
  const stated = statedBy(examination);
  if (
    !isFor(
      purpose,
      stated.map((one) => one.purpose),
    )
  )
    return 'PURPOSE_WRONG';
  return isFor(
    audience,
    stated.map((one) => one.audience),
  )
    ? null
    : 'AUDIENCE_WRONG';
}

/** What the policy asks beyond a licence that holds: its type, and what a copy was made, or a code shown, for. */
export function checkAcceptance(examination: Examination): void {
  const { report, known } = examination;
  if (asksNothing(known.policy)) report.notApplicable('acceptance');
  else report.record('acceptance', judgeAcceptance(examination));
}
