import { checkDemand, checkInput } from './check-arguments.js';
import { VerifierError } from './errors.js';
import { closeUnexamined, closeVerdict } from './close-verdict.js';
import { openKnowledge, type Knowledge, type OpenKnowledge } from './open-knowledge.js';
import type { Policy } from './policy.js';
import type { Engine } from './sm/engine.js';
import { checkAddedNames, withAddedChecks, type AddedCheck } from './added-checks.js';
import { challengeLength } from './format/holder-proof.js';
import { checkAcceptance } from './steps/check-acceptance.js';
import { checkFields, checkSignature } from './steps/check-content.js';
import { checkHolder } from './steps/check-holder.js';
import { checkIssuer } from './steps/check-issuer.js';
import { checkLog } from './steps/check-log.js';
import { checkReceipt } from './steps/check-receipt.js';
import { checkStatus } from './steps/check-status.js';
import { checkTime } from './steps/check-time.js';
import { examine } from './steps/examination.js';
import { readLicence } from './steps/read-licence.js';
import { openReport, type Verdict } from './verdict.js';

/** When, by what policy and with which engine to judge. */
export interface Demand {
  /** The instant to judge by, Unix milliseconds: nothing here reads a clock. */
  readonly at: number;
  /** What has to hold; there is no default. */
  readonly policy: Policy;
  /** One for all verifications: it remembers the keys it has met. */
  readonly engine: Engine;
  /** 16 random bytes that the holder's device was just given to sign; a proof without them does not do then. */
  readonly challenge?: Uint8Array | null;
  /** Checks of the caller's own, after ours. */
  readonly added?: readonly AddedCheck[];
}

/**
 * Verifies a licence file, or the text of a show code, by what is at hand: no network, no clock, no environment. A forged
 * licence, a damaged pack, a missing quorum are answers; only misuse is an error.
 * @param input - bytes of a licence file (`.yzl`), or of the text that was scanned, in UTF-8
 * @returns an answer for any input; its `state` is to be kept before the answer is given
 * @throws VerifierError POLICY_MISSING, POLICY_MALFORMED, TIME_INVALID, CHALLENGE_INVALID, ADDED_CHECK_NAME_INVALID,
 * TRUST_ANCHOR_MISSING, ARGUMENT_INVALID; a code of its bytes where what the state has as its trust bundle is none
 */
export function verify(input: Uint8Array, knowledge: Knowledge, demand: Demand): Verdict {
  checkDemand(demand);
  const { at, policy, engine, challenge = null, added = [] } = demand;
  checkInput(input);
  checkInstant(at);
  checkChallenge(challenge);
  checkAddedNames(added);
  return verifyWith(openKnowledge(knowledge, policy, engine), input, at, challenge, added);
}

/**
 * The same with knowledge that was opened before: for many licences under one pack. The next licence is verified with
 * `{ ...known, state: verdict.state }`, so that nothing that this one has shown is forgotten.
 * @param at - the instant to judge by, Unix milliseconds
 * @param challenge - as in a {@link Demand}
 * @param added - as in a {@link Demand}
 * @throws VerifierError ARGUMENT_INVALID, TIME_INVALID, CHALLENGE_INVALID, ADDED_CHECK_NAME_INVALID
 */
export function verifyWith(
  known: OpenKnowledge,
  input: Uint8Array,
  at: number,
  challenge: Uint8Array | null = null,
  added: readonly AddedCheck[] = [],
): Verdict {
  checkInput(input);
  checkInstant(at);
  checkChallenge(challenge);
  checkAddedNames(added);
  const report = openReport();
  report.record('trust', known.trustCode);
  const licence = readLicence(input);
  report.record('format', typeof licence === 'string' ? licence : null);
  const read = typeof licence === 'string' ? null : licence;
  if (read === null || known.held === null) {
    return withAddedChecks(closeUnexamined(report, known, at), added, read);
  }
  const examination = examine(report, known, known.held, read, { at, challenge });
  checkIssuer(examination);
  checkSignature(examination);
  checkFields(examination);
  checkReceipt(examination);
  const trees = checkLog(examination);
  checkStatus(examination);
  checkTime(examination);
  checkHolder(examination);
  checkAcceptance(examination);
  return withAddedChecks(closeVerdict(examination, trees), added, read);
}

/** Compared with NaN, every licence would be in its period and every pack fresh. */
function checkInstant(at: unknown): void {
  if (Number.isSafeInteger(at) && (at as number) >= 0) return;
  throw new VerifierError('TIME_INVALID', 'the instant to judge by is not Unix milliseconds');
}

/** One that no proof could ever answer would be no demand. */
function checkChallenge(challenge: unknown): void {
  if (challenge === null) return;
  if (challenge instanceof Uint8Array && challenge.length === challengeLength) return;
  throw new VerifierError('CHALLENGE_INVALID', `a challenge is ${challengeLength} bytes`);
}
