import { checkText, type CheckText } from './check-texts.js';
import { VerifierError } from './errors.js';
import type { CredentialContent } from './format/credential.js';
import type { Disclosure } from './format/fields.js';
import type { LicenceIdentifier } from './format/licence-identifier.js';
import type { Receipt } from './format/receipt.js';
import type { ReadLicence } from './steps/read-licence.js';
import { outcomeOf, type AddedResult, type Verdict } from './verdict.js';

/** What an added check has against the licence, or misses, with what it says in both languages and what to do. */
export interface AddedFinding {
  /** `failed` makes the answer `invalid`, `unknown` makes it `undetermined` where nothing has failed. */
  readonly outcome: 'failed' | 'unknown';
  /** Capitals, digits and `_`, at most 64; the check's own, which stands beside its name. */
  readonly code: string;
  readonly text: CheckText;
}

/** The answer of our own checks, without what is to be stored. */
export type VerdictSoFar = Omit<Verdict, 'added' | 'evidence' | 'state'>;

/** All that could be read of the input: its issuer need not have signed it, which `VerdictSoFar` tells. */
export interface DecodedLicence {
  readonly credential: CredentialContent;
  readonly identifier: LicenceIdentifier;
  readonly disclosure: Disclosure | null;
  readonly receipt: Receipt | null;
}

/** A check that somebody else adds to a verification. It can make an answer worse and never better. */
export interface AddedCheck {
  /** Words of lower case, digits and `-`, with a dot between them, `bank.loan-type`: none of ours has a dot. */
  readonly name: string;
  /**
   * A pure function that answers at once: what it changes in its arguments changes nothing else. Where it throws or
   * answers something else, the check is `unknown` with `ADDED_CHECK_BROKEN`.
   * @param licence - null where the input is no licence
   * @returns null where it passed
   */
  readonly check: (verdict: VerdictSoFar, licence: DecodedLicence | null) => AddedFinding | null;
}

const nameForm = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/;
const codeForm = /^[A-Z][A-Z0-9_]*$/;
const longest = 64;

export function isAddedName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= longest && nameForm.test(name);
}

export function isAddedCode(code: unknown): code is string {
  return typeof code === 'string' && code.length <= longest && codeForm.test(code);
}

/** @throws VerifierError ADDED_CHECK_NAME_INVALID, ARGUMENT_INVALID */
export function checkAddedNames(checks: readonly AddedCheck[]): void {
  if (!Array.isArray(checks))
    throw new VerifierError('ARGUMENT_INVALID', 'added checks are a list');
  const names = checks.map((one: AddedCheck | null | undefined) => one?.name);
  for (const name of names) {
    if (isAddedName(name) && names.indexOf(name) === names.lastIndexOf(name)) continue;
    throw new VerifierError(
      'ADDED_CHECK_NAME_INVALID',
      'the name of an added check is words with a dot between them, and stands once',
    );
  }
}

/**
 * The answer with what the added checks say. Each has copies of its own, so that none can change what was judged, nor
 * what another sees; the outcome is that of ours and theirs together, so none can take back what another has found.
 */
export function withAddedChecks(
  verdict: Verdict,
  checks: readonly AddedCheck[],
  licence: ReadLicence | null,
): Verdict {
  if (checks.length === 0) return verdict;
  const added = runAll(checks, verdict, licence);
  return { ...verdict, outcome: outcomeOf([...verdict.checks, ...added]), added };
}

function runAll(
  checks: readonly AddedCheck[],
  verdict: Verdict,
  licence: ReadLicence | null,
): readonly AddedResult[] {
  const { outcome, checks: ours, licence: shown, established, freshness } = verdict;
  const soFar: VerdictSoFar = { outcome, checks: ours, licence: shown, established, freshness };
  const decoded = licence && decodedOf(licence);
  // A list of our own: what a check does to the caller's takes none of the others away.
  return [...checks].map(({ name, check }) => {
    try {
      return resultOf(name, check(copyOf(soFar), copyOf(decoded)));
    } catch {
      return broken(name);
    }
  });
}

function decodedOf({ credential, identifier, disclosure, receipt }: ReadLicence): DecodedLicence {
  return { credential, identifier, disclosure, receipt };
}

function resultOf(name: string, finding: AddedFinding | null): AddedResult {
  if (finding === null) return { name, outcome: 'passed', code: null, text: null };
  const { outcome, code, text } = finding;
  const isOutcome = (outcome as string) === 'failed' || (outcome as string) === 'unknown';
  if (!isOutcome || !isAddedCode(code)) return broken(name);
  const { zh, en, advice } = text;
  const texts = [zh, en, advice.zh, advice.en];
  if (texts.some((one) => typeof one !== 'string')) return broken(name);
  return { name, outcome, code, text: { zh, en, advice: { zh: advice.zh, en: advice.en } } };
}

function broken(name: string): AddedResult {
  const code = 'ADDED_CHECK_BROKEN';
  return { name, outcome: 'unknown', code, text: checkText(code) };
}

/** Of plain values, arrays, maps and bytes: all that stands in a verdict or a licence. */
function copyOf<T>(value: T): T {
  const copy = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    // Not `slice`: that of Node's Buffer is a view of the same bytes.
    if (one instanceof Uint8Array) return Uint8Array.from(one);
    if (Array.isArray(one)) return one.map(copy);
    if (one instanceof Map) return new Map([...one].map(([key, item]) => [key, copy(item)]));
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, copy(item)]));
  };
  return copy(value) as T;
}
