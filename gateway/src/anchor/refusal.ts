import type { LedgerCode } from '@yinzhao/chaincode';

/**
 * What becomes of a group that the ledger's rules refuse.
 * - `wait`: the same group may be taken later.
 * - `replace`: never, but its number is free: an empty group takes it.
 * - `taken`: another group holds its number.
 * - `dead`: nothing of this certificate is taken any more.
 */
export type GroupFate = 'wait' | 'replace' | 'taken' | 'dead';

/** Codes that are not here are passing: the sender was behind or ahead, or an operator has something to put right. */
const fates: ReadonlyMap<LedgerCode, GroupFate> = new Map<LedgerCode, GroupFate>([
  ['GROUP_CONFLICT', 'taken'],
  ['CERTIFICATE_ENDED', 'dead'],
  ['CERTIFICATE_FOREIGN', 'dead'],
  ['BODY_RETIRED', 'dead'],
  ['STATUS_BODY_FOREIGN', 'replace'],
  ['STATUS_LEAF_UNKNOWN', 'replace'],
  ['STATUS_TRANSITION_ILLEGAL', 'replace'],
  ['GROUP_MALFORMED', 'replace'],
  ['GROUP_TOO_LARGE', 'replace'],
  ['ENTRY_KIND_UNKNOWN', 'replace'],
  ['STATUS_MALFORMED', 'replace'],
  ['STATUS_VALUE_UNKNOWN', 'replace'],
]);

export function fateOf(code: LedgerCode): GroupFate {
  return fates.get(code) ?? 'wait';
}

/** Whether a statement that is refused so, judged by what the log holds, may still be taken later. */
export function mayPass(code: LedgerCode): boolean {
  return fateOf(code) === 'wait';
}
