import { leafStatus } from '@yinzhao/verifier/format/status';
import type { LicenceRecord } from '../store/licence.js';
import { shownValidity } from './validity.js';

/** Names of statuses, by their numbers. */
export const statusNames = Object.keys(leafStatus) as (keyof typeof leafStatus)[];
export type StatusName = (typeof statusNames)[number];

export function statusName(status: number): StatusName {
  return statusNames[status] ?? 'valid';
}

/** A licence or a statement that was restored waits, as far as anybody is concerned, until its place is known. */
export function shownState<State extends string>(state: State): Exclude<State, 'restored'> {
  return (state === 'restored' ? 'signed' : state) as Exclude<State, 'restored'>;
}

export type ShownState = Exclude<LicenceRecord['state'], 'restored'>;

/** A licence as callers see it: nothing of its holder. */
export interface LicenceView {
  readonly identifier: string;
  readonly type: string;
  readonly body: string;
  readonly state: ShownState;
  readonly status: StatusName;
  readonly from: string;
  readonly to: string | null;
  readonly log: string;
  /** SM3 of the credential. */
  readonly object: string | null;
  readonly leafIndex: number | null;
  readonly issued: string;
  /** Why the ledger will never take it. */
  readonly refusal: string | null;
}

export function viewOf(licence: LicenceRecord): LicenceView {
  const { identifier, type, body, state, log } = licence;
  return {
    identifier,
    type,
    body,
    state: shownState(state),
    status: statusName(licence.status),
    ...shownValidity(licence),
    log,
    object: licence.object ?? null,
    leafIndex: licence.leafIndex ?? null,
    issued: licence.created.toISOString(),
    refusal: licence.refusal ?? null,
  };
}
