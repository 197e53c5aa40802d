export type { AddedCheck, AddedFinding, DecodedLicence, VerdictSoFar } from './added-checks.js';
export { checkCodes, checkEffects, type CheckCode } from './check-codes.js';
export { checkTitle } from './check-titles.js';
export { checkText, type BothLanguages, type CheckText } from './check-texts.js';
export { completePack } from './complete-pack.js';
export { VerifierError, verifierCodes, type VerifierCode } from './errors.js';
export type { Checkpoint } from './format/checkpoint.js';
export type { Annotation, Artefact, CredentialContent } from './format/credential.js';
export type { FieldValue, Sm3 } from './format/field-tree.js';
export type { Disclosure } from './format/fields.js';
export {
  holderProofMessage,
  type HolderProof,
  type Showing,
  type ShownContent,
} from './format/holder-proof.js';
export { decodeLicenceFile, type LicenceFile } from './format/licence-file.js';
export type { LicenceIdentifier } from './format/licence-identifier.js';
export { decodeReceipt, type Cosig, type LeafPlace, type Receipt } from './format/receipt.js';
export { shortPlace } from './format/short-place.js';
export { decodeShowCode, encodeShowCode, isShowCode, type ShowCode } from './format/show-code.js';
export {
  decodeStatement,
  encodeStatement,
  type AddedOpen,
  type Statement,
} from './format/statement.js';
export {
  decodeStatusSnapshot,
  type DecodedSnapshot,
  type StatusEntry,
  type StatusSnapshot,
} from './format/status-snapshot.js';
export { leafStatus, type LeafStatus } from './format/status.js';
export { decodeSyncPack, type SyncLog, type SyncPack, type SyncProof } from './format/sync-pack.js';
export {
  tokenStatus,
  tokenStatusAt,
  tokenStatusListFromCbor,
  tokenStatusListFromJson,
  tokenStatusListOf,
  tokenStatusListToCbor,
  tokenStatusListToJson,
  type TokenStatusBits,
  type TokenStatusList,
  type Zlib,
} from './format/token-status-list.js';
export type { DisplayName } from './format/type-names.js';
export type { Subtrees } from './merkle/subtrees.js';
export { openKnowledge, type Knowledge, type OpenKnowledge } from './open-knowledge.js';
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
export { statementOf, type Judged } from './statement.js';
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
