import { VerifierError } from './errors.js';
import { closeUnexamined, closeVerdict } from './close-verdict.js';
import { openKnowledge, type Knowledge, type OpenKnowledge } from './open-knowledge.js';
import { checkPolicy, type Policy } from './policy.js';
import type { Engine } from './sm/engine.js';
import { checkAcceptance } from './steps/check-acceptance.js';
import { checkFields, checkSignature } from './steps/check-content.js';
import { checkIssuer } from './steps/check-issuer.js';
import { checkLog } from './steps/check-log.js';
import { checkReceipt } from './steps/check-receipt.js';
import { checkStatus } from './steps/check-status.js';
import { checkTime } from './steps/check-time.js';
import { examine } from './steps/examination.js';
import { readLicence } from './steps/read-licence.js';
import { openReport, type Verdict } from './verdict.js';

export interface Demand {
  /** The instant to judge by, Unix milliseconds: nothing here reads a clock. */
  readonly at: number;
  readonly policy: Policy;
  readonly engine: Engine;
}

/**
 * Verifies a licence file by what is at hand: no network, no clock, no environment. A forged licence, a damaged pack, a
 * missing quorum are answers; only misuse is an error.
 * @throws VerifierError POLICY_MISSING, POLICY_MALFORMED, TIME_INVALID, TRUST_ANCHOR_MISSING
 */
export function verify(input: Uint8Array, knowledge: Knowledge, demand: Demand): Verdict {
  const { at, policy, engine } = checkDemand(demand);
  return verifyWith(openKnowledge(knowledge, policy, engine), input, at);
}

/** The same with knowledge that was opened before: for many licences under one pack. */
export function verifyWith(known: OpenKnowledge, input: Uint8Array, at: number): Verdict {
  const report = openReport();
  report.record('trust', known.trustCode);
  const licence = readLicence(input);
  report.record('format', typeof licence === 'string' ? licence : null);
  if (typeof licence === 'string' || known.held === null) return closeUnexamined(report, known, at);
  const examination = examine(report, known, known.held, licence, at);
  checkIssuer(examination);
  checkSignature(examination);
  checkFields(examination);
  checkReceipt(examination);
  const trees = checkLog(examination);
  checkStatus(examination);
  checkTime(examination);
  checkAcceptance(examination);
  return closeVerdict(examination, trees);
}

function checkDemand({ at, policy, engine }: Partial<Demand>): Demand {
  if (policy === undefined) {
    throw new VerifierError('POLICY_MISSING', 'no policy is a misuse, not "anything goes"');
  }
  if (at === undefined || !Number.isSafeInteger(at) || at < 0) {
    throw new VerifierError('TIME_INVALID', 'the instant to judge by is not Unix milliseconds');
  }
  return { at, policy: checkPolicy(policy), engine: engine as Engine };
}
