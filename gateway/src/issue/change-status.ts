import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import {
  encodeStatus,
  isLegalTransition,
  leafStatus,
  type LeafStatus,
} from '@yinzhao/verifier/format/status';
import { GatewayError } from '../errors.js';
import { keptStatement } from '../objects/kept-object.js';
import { findLicence, type LicenceRecord } from '../store/licence.js';
import { rememberKeysMs } from '../store/idempotency.js';
import { insertStatement, statementsOf, type StatementRecord } from '../store/statement.js';
import type { Desk } from './desk.js';
import { issuerFor } from './issuers.js';
import type { Turns } from './turns.js';
import { shownState, statusName, type StatusName } from './view.js';

/** What may be done to a licence, as those who do it call it. */
export const statusActions = {
  suspend: leafStatus.suspended,
  reinstate: leafStatus.valid,
  revoke: leafStatus.revoked,
  annul: leafStatus.annulled,
  expireEarly: leafStatus.expiredEarly,
  supersede: leafStatus.superseded,
} as const;
export type StatusAction = keyof typeof statusActions;

export interface StatusChange {
  readonly identifier: string;
  readonly action: StatusAction;
  readonly reason: string;
  readonly caller: string;
  readonly body: string;
  /** Under which the same request may come again. */
  readonly key: string | null;
}

export interface StatusView {
  readonly identifier: string;
  readonly status: StatusName;
  readonly state: Exclude<StatementRecord['state'], 'restored'>;
  readonly time: string;
  /** SM3 of the statement. */
  readonly object: string;
}

export type ChangeStatus = (change: StatusChange) => Promise<StatusView>;

/**
 * Takes changes of status, one of a licence at a time: each is on disk, and waits for a group of its body, when it is
 * answered. A request that came before under its key gets the answer it got, or should have got, then. Verifiers learn of it with the next witnessed checkpoint.
 */
export function statusChanger(desk: Desk, turns: Turns): ChangeStatus {
  return (change) => turns(change.identifier, () => changeStatus(desk, change));
}

/**
 * @throws GatewayError LICENCE_UNKNOWN, LICENCE_NOT_ANCHORED, STATUS_CHANGE_PENDING, STATUS_CHANGE_ILLEGAL,
 * ISSUER_MISSING, LICENCE_TYPE_FOREIGN
 */
async function changeStatus(desk: Desk, change: StatusChange): Promise<StatusView> {
  const { store, engine } = desk;
  const licence = await findLicence(store.licences, change.identifier);
  // Another body's licence is as unknown as none.
  if (licence?.body !== change.body) throw new GatewayError('LICENCE_UNKNOWN', 'no such licence');
  const status = statusActions[change.action];
  const earlier = await statementsOf(store.statements, licence.identifier);
  const same = earlier.find((one) => isSame(one, change, desk.now()));
  // It was taken, but its answer never left.
  if (same !== undefined) {
    if (same.state === 'signed') await desk.objects.keepOnce([keptStatement(same)]);
    return statusView({ ...same, state: 'signed' });
  }
  checkTransition(licence, status, earlier);
  const issuer = await issuerFor(desk.issuers, licence.body, licence.type);
  const { leafIndex, groupNumber } = licence as Required<LicenceRecord>;
  const time = desk.now();
  const statement = encodeStatus({
    log: licence.log,
    leafIndex,
    certificate: fromHex(licence.certificate),
    groupNumber,
    status,
    time,
  });
  const record: StatementRecord = {
    object: toHex(engine.sm3(statement)),
    statement,
    state: 'signed',
    log: licence.log,
    certificate: toHex(issuer.digest),
    identifier: licence.identifier,
    status,
    reason: change.reason,
    caller: change.caller,
    key: change.key,
    created: new Date(time),
  };
  await insertStatement(store.statements, record);
  await desk.objects.keep([keptStatement(record)]);
  desk.wake(1);
  return statusView(record);
}

/** Whether a statement was asked for by this very request, as long as keys are remembered. */
function isSame(
  { caller, key, status, reason, created }: StatementRecord,
  change: StatusChange,
  now: number,
): boolean {
  if (key === null || key !== change.key || caller !== change.caller) return false;
  if (status !== statusActions[change.action] || reason !== change.reason) return false;
  return now - created.getTime() < rememberKeysMs;
}

function checkTransition(
  licence: LicenceRecord,
  status: LeafStatus,
  earlier: readonly StatementRecord[],
): void {
  const { leafIndex, groupNumber } = licence;
  if (leafIndex === undefined || groupNumber === undefined) {
    throw new GatewayError('LICENCE_NOT_ANCHORED', 'a statement is about a leaf of the log');
  }
  if (earlier.some(({ state }) => state !== 'anchored' && state !== 'refused')) {
    throw new GatewayError('STATUS_CHANGE_PENDING', 'one change after the other');
  }
  if (!isLegalTransition(licence.status as LeafStatus, status)) {
    throw new GatewayError(
      'STATUS_CHANGE_ILLEGAL',
      `${statusName(licence.status)} stays or is already so`,
    );
  }
}

export function statusView(record: StatementRecord): StatusView {
  const { identifier, status, state, created, object } = record;
  return {
    identifier,
    status: statusName(status),
    state: shownState(state),
    time: created.toISOString(),
    object,
  };
}
