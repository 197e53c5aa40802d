export {
  anchoredAnswer,
  approvedAnswer,
  groupAnswer,
  headAnswer,
  issuerAnswer,
  leafStateAnswer,
  recordAnswer,
  type Anchored,
  type Approved,
  type GroupPlace,
} from './answers.js';
export {
  decodeLedgerError,
  encodeLedgerError,
  LedgerError,
  ledgerCodes,
  type LedgerCode,
} from './errors.js';
export { ledgerTexts } from './error-texts.js';
export { judgeBatch, type AcceptedBatch } from './rules/judge-batch.js';
export {
  createStatementSieve,
  type SievedStatement,
  type StatementSieve,
} from './rules/sieve-statements.js';
export type { Ruling } from './rules/ruling.js';
export { bodySubject, consortiumSubject, memberSubject, trustSubject } from './rules/subject.js';
export type { Head, Issuer, LeafState, PlacedGroup } from './state/records.js';
export { queryOfKey, valueOfAnswer, type LedgerQuery } from './state/query-of-key.js';
export type { StateReader, StateWrite } from './state/state.js';
