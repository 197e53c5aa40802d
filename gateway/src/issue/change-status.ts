import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import {
  encodeStatus,
  isLegalTransition,
  leafStatus,
  type LeafStatus,
} from '@yinzhao/verifier/format/status';
import { GatewayError } from '../errors.js';
import { groupAt } from '../log/group-at.js';
import type { Mirror } from '../log/mirror.js';
import { keptStatement } from '../objects/kept-object.js';
import { findLicence, findLicenceAt } from '../store/licence.js';
import { rememberKeysMs } from '../store/idempotency.js';
import { insertStatement, statementsOf, type StatementRecord } from '../store/statement.js';
import { mayTakeOver, type Bodies } from './bodies.js';
import type { Desk } from './desk.js';
import type { Issuers, OwnIssuer } from './issuers.js';
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

interface Wish {
  readonly action: StatusAction;
  readonly reason: string;
  readonly caller: string;
  readonly body: string;
  /** Under which the same request may come again. */
  readonly key: string | null;
}

export interface StatusChange extends Wish {
  readonly identifier: string;
}

/** Of a leaf of the own log, whether or not the database knows what it is. */
export interface LeafStatusChange extends Wish {
  readonly leafIndex: number;
}

export interface StatusView {
  readonly identifier: string;
  readonly status: StatusName;
  readonly state: Exclude<StatementRecord['state'], 'restored'>;
  readonly time: string;
  /** SM3 of the statement. */
  readonly object: string;
}

export interface LeafStatusView extends Omit<StatusView, 'identifier'> {
  readonly log: string;
  readonly leafIndex: number;
}

export interface ChangeStatus {
  readonly licence: (change: StatusChange) => Promise<StatusView>;
  readonly leaf: (change: LeafStatusChange) => Promise<LeafStatusView>;
}

export interface StatusParts extends Desk {
  readonly mirror: Pick<Mirror, 'log'>;
  readonly bodies: Bodies;
}

/** What a statement is about. */
interface Subject {
  /** Changes of one name come one after the other: the identifier of a licence, or log and leaf index. */
  readonly name: string;
  readonly log: string;
  readonly leafIndex: number;
  /** SM3 of the issuing certificate. */
  readonly certificate: Uint8Array;
  readonly groupNumber: number;
  readonly status: LeafStatus;
  /** Type of the licence, where it is known. */
  readonly type: string | null;
}

/**
 * Takes changes of status, one of a licence at a time: each is on disk, and waits for a group of its body, when it is
 * answered. A request that came before under its key gets the answer it got, or should have got, then. Verifiers learn
 * of it with the next witnessed checkpoint. The licences of a retired body are its successor's to change.
 */
export function statusChanger(parts: StatusParts, turns: Turns): ChangeStatus {
  return {
    licence: (change) => turns(change.identifier, () => changeLicence(parts, change)),
    leaf: async (change) => {
      const { leafIndex } = change;
      const licence = await findLicenceAt(parts.store.licences, parts.log, leafIndex);
      const name = licence?.identifier ?? `${parts.log}:${leafIndex}`;
      return turns(name, () => changeLeaf(parts, change, licence?.identifier ?? null));
    },
  };
}

/**
 * @throws GatewayError LICENCE_UNKNOWN, LICENCE_NOT_ANCHORED, STATUS_CHANGE_PENDING, STATUS_CHANGE_ILLEGAL,
 * ISSUER_MISSING; LEDGER_UNAVAILABLE where the registry has to be asked
 */
async function changeLicence(parts: StatusParts, change: StatusChange): Promise<StatusView> {
  const licence = await findLicence(parts.store.licences, change.identifier);
  // Another body's licence is as unknown as none.
  if (licence === null || !(await mayTakeOver(parts.bodies, licence.body, change.body))) {
    throw new GatewayError('LICENCE_UNKNOWN', 'no such licence');
  }
  const { leafIndex, groupNumber } = licence;
  const earlier = await statementsOf(parts.store.statements, licence.identifier);
  const same = earlier.find((one) => isSame(one, change, parts.now()));
  // It was taken, but its answer never left.
  if (same !== undefined) return answerAgain(parts, same);
  if (leafIndex === undefined || groupNumber === undefined) {
    throw new GatewayError('LICENCE_NOT_ANCHORED', 'a statement is about a leaf of the log');
  }
  const subject = {
    ...{ name: licence.identifier, log: licence.log, leafIndex, groupNumber },
    certificate: fromHex(licence.certificate),
    status: licence.status as LeafStatus,
    type: licence.type,
  };
  return statusView(await makeStatement(parts, subject, change, earlier));
}

/**
 * The same by the place in the log, which a receipt and a verdict name: for licences that no database here knows.
 * @throws GatewayError LEAF_UNKNOWN, and as changeLicence
 */
async function changeLeaf(
  parts: StatusParts,
  change: LeafStatusChange,
  identifier: string | null,
): Promise<LeafStatusView> {
  const { log } = parts;
  const { leafIndex } = change;
  if (identifier !== null) {
    const { status, state, time, object } = await changeLicence(parts, { ...change, identifier });
    return { log, leafIndex, status, state, time, object };
  }
  const subject = await subjectAt(parts, leafIndex, change.body);
  const earlier = await statementsOf(parts.store.statements, subject.name);
  const same = earlier.find((one) => isSame(one, change, parts.now()));
  const view =
    same === undefined
      ? statusView(await makeStatement(parts, subject, change, earlier))
      : await answerAgain(parts, same);
  const { status, state, time, object } = view;
  return { log, leafIndex, status, state, time, object };
}

/** As it was, or should have been, answered when it was taken. */
async function answerAgain(
  { objects }: Pick<StatusParts, 'objects'>,
  same: StatementRecord,
): Promise<StatusView> {
  if (same.state === 'signed') await objects.keepOnce([keptStatement(same)]);
  return statusView({ ...same, state: 'signed' });
}

async function subjectAt(
  { log: origin, mirror, bodies }: StatusParts,
  leafIndex: number,
  body: string,
): Promise<Subject> {
  const log = mirror.log(origin);
  const group = await groupAt(log, leafIndex);
  // Statements are leaves too, but have no status of their own.
  const isEntry = group !== null && leafIndex < group.first + group.entries;
  const owner = isEntry ? await bodies.ownerOf(group.certificate) : null;
  if (!isEntry || owner === null || !(await mayTakeOver(bodies, owner, body))) {
    throw new GatewayError('LEAF_UNKNOWN', 'no entry of this body stands there');
  }
  return {
    ...{ name: `${origin}:${leafIndex}`, log: origin, leafIndex, type: null },
    certificate: group.certificate,
    groupNumber: group.number,
    status: log.stateOf(leafIndex)?.status ?? leafStatus.valid,
  };
}

async function makeStatement(
  { store, objects, engine, issuers, now, wake }: StatusParts,
  subject: Subject,
  change: Wish,
  earlier: readonly StatementRecord[],
): Promise<StatementRecord> {
  const status = statusActions[change.action];
  checkTransition(subject.status, status, earlier);
  const issuer = await signerOf(issuers, change.body, subject.type);
  const { log, leafIndex, certificate, groupNumber } = subject;
  const time = now();
  const statement = encodeStatus({ log, leafIndex, certificate, groupNumber, status, time });
  const record: StatementRecord = {
    object: toHex(engine.sm3(statement)),
    statement,
    state: 'signed',
    log,
    certificate: toHex(issuer.digest),
    identifier: subject.name,
    status,
    reason: change.reason,
    caller: change.caller,
    key: change.key,
    created: new Date(time),
  };
  await insertStatement(store.statements, record);
  await objects.keep([keptStatement(record)]);
  wake(1);
  return record;
}

/** A statement may travel under any certificate of its body; under one for such licences where there is one. */
async function signerOf(issuers: Issuers, body: string, type: string | null): Promise<OwnIssuer> {
  const own = (await issuers.current()).filter((issuer) => issuer.body === body);
  const issuer = own.find(({ types }) => type !== null && types.includes(type)) ?? own[0];
  if (issuer !== undefined) return issuer;
  throw new GatewayError('ISSUER_MISSING', `no issuing certificate of ${body} is in force here`);
}

/** Whether a statement was asked for by this very request, as long as keys are remembered. */
function isSame(
  { caller, key, status, reason, created }: StatementRecord,
  change: Wish,
  now: number,
): boolean {
  if (key === null || key !== change.key || caller !== change.caller) return false;
  if (status !== statusActions[change.action] || reason !== change.reason) return false;
  return now - created.getTime() < rememberKeysMs;
}

function checkTransition(
  before: LeafStatus,
  status: LeafStatus,
  earlier: readonly StatementRecord[],
): void {
  if (earlier.some(({ state }) => state !== 'anchored' && state !== 'refused')) {
    throw new GatewayError('STATUS_CHANGE_PENDING', 'one change after the other');
  }
  if (!isLegalTransition(before, status)) {
    throw new GatewayError('STATUS_CHANGE_ILLEGAL', `${statusName(before)} stays or is already so`);
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
