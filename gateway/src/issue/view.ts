import { leafStatus } from '@yinzhao/verifier/format/status';
import type { LicenceRecord } from '../store/licence.js';
import { shownValidity } from './validity.js';

/** Names of statuses, by their numbers. */
export const statusNames = Object.keys(leafStatus) as (keyof typeof leafStatus)[];
export type StatusName = (typeof statusNames)[number];

export function statusName(status: number): StatusName {
  return statusNames[status] ?? 'valid';
}

/** A licence as callers see it: nothing of its holder. */
export interface LicenceView {
  readonly identifier: string;
  readonly type: string;
  readonly body: string;
  readonly state: LicenceRecord['state'];
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
    state,
    status: statusName(licence.status),
    ...shownValidity(licence),
    log,
    object: licence.object ?? null,
    leafIndex: licence.leafIndex ?? null,
    issued: licence.created.toISOString(),
    refusal: licence.refusal ?? null,
  };
}
