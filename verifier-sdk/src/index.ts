export type { AddedCheck, AddedFinding, DecodedLicence, VerdictSoFar } from './added-checks.js';
export { checkCodes, checkEffects, type CheckCode } from './check-codes.js';
export { checkText, type BothLanguages, type CheckText } from './check-texts.js';
export { completePack } from './complete-pack.js';
export { VerifierError, verifierCodes, type VerifierCode } from './errors.js';
export type { FieldValue } from './format/field-tree.js';
export type { Showing } from './format/holder-proof.js';
export {
  openKnowledge,
  type Knowledge,
  type OpenKnowledge,
  type OpenLog,
} from './open-knowledge.js';
export { judgeFork, type ForkFinding, type ForkNote, type JudgedFork } from './judge-fork.js';
export { builtInPolicy, checkPolicy, formatPolicy, parsePolicy, type Policy } from './policy.js';
export type { ShownField } from './shown-fields.js';
export type { Engine } from './sm/engine.js';
export {
  decodeState,
  emptyState,
  encodeState,
  stateOfTrust,
  type KnownLog,
  type VerifierState,
} from './state.js';
export {
  decodeStatement,
  encodeStatement,
  statementOf,
  type Judged,
  type Statement,
} from './statement.js';
export {
  checkNames,
  type AddedResult,
  type Check,
  type CheckName,
  type WitnessedPlace,
  type Established,
  type Freshness,
  type Outcome,
  type ShownLicence,
  type Verdict,
} from './verdict.js';
export { verify, verifyWith, type Demand } from './verify.js';
