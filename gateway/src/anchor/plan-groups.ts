import {
  createStatementSieve,
  judgeBatch,
  LedgerError,
  type Head,
  type Issuer,
  type LedgerCode,
  type SievedStatement,
  type StateReader,
  type StatementSieve,
} from '@yinzhao/chaincode';
import { decodeBatch } from '@yinzhao/verifier/format/batch';
import {
  encodeGroup,
  maximumLeaves,
  maximumStatements,
  type Group,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import { encodeStatus } from '@yinzhao/verifier/format/status';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { composeBatch } from './compose-batch.js';
import type { CutGroup, PendingItems, PendingSource } from './pending-source.js';
import { fateOf, mayPass } from './refusal.js';

/** The log as the next batch finds it. */
export interface LogNow {
  readonly log: string;
  readonly head: Head;
  readonly reader: StateReader;
  readonly issuer: (certificate: Uint8Array) => Promise<Issuer | null>;
  readonly engine: Engine;
}

/** Items that the ledger will never take. */
export interface RefusedItems {
  readonly code: LedgerCode;
  readonly objects: readonly Uint8Array[];
}

export interface GroupPlan {
  /** To be cut. */
  readonly groups: readonly CutGroup[];
  readonly refused: readonly RefusedItems[];
  /** Certificates whose items wait, and why. */
  readonly waiting: readonly LedgerError[];
}

/** A signature that has yet to be made; the rules are asked without looking at it. */
const unsigned = new Uint8Array(64);

/** What a batch still has room for, and what may go into it. */
export interface Room {
  readonly source: Pick<PendingSource, 'pending'>;
  readonly leaves: number;
  /** Of the leaves. */
  readonly statements: number;
  readonly groups: number;
}

/** Makes groups of what is pending, so that the ledger's rules would take every one of them now. */
export async function planGroups(
  now: LogNow,
  certificates: readonly Uint8Array[],
  { source, leaves, statements, groups: most }: Room,
): Promise<GroupPlan> {
  const { sieve } = createStatementSieve(now.reader, now.head.size);
  const groups: CutGroup[] = [];
  const refused: RefusedItems[] = [];
  const waiting: LedgerError[] = [];
  const left = { leaves, statements };
  for (const certificate of certificates) {
    if (left.leaves === 0 || groups.length === most) break;
    const items = await source.pending(certificate, left.leaves);
    if (items.entries.length + items.statements.length === 0) continue;
    const planned = await planGroup(now, { certificate, ...items }, left, sieve);
    refused.push(...planned.refused);
    if (planned.waiting !== null) waiting.push(planned.waiting);
    if (planned.group === null) continue;
    const { log, number, entries, statements: taken } = planned.group;
    left.leaves -= entries.length + taken.length;
    left.statements -= taken.length;
    groups.push({ log, certificate, number, group: encodeGroup(planned.group), empty: null });
  }
  return { groups, refused, waiting };
}

/**
 * What is pending under certificates that the ledger takes nothing of any more; what may still be admitted again is
 * left.
 */
export async function refusedForGood(
  now: LogNow,
  certificates: readonly Uint8Array[],
  source: Room['source'],
): Promise<RefusedItems[]> {
  const { sieve } = createStatementSieve(now.reader, now.head.size);
  const room = { leaves: maximumLeaves, statements: maximumStatements };
  const refused: RefusedItems[] = [];
  for (const certificate of certificates) {
    const items = await source.pending(certificate, maximumLeaves);
    if (items.entries.length + items.statements.length === 0) continue;
    const planned = await planGroup(now, { certificate, ...items }, room, sieve);
    refused.push(...planned.refused.filter(({ code }) => fateOf(code) === 'dead'));
  }
  return refused;
}

interface PlannedGroup {
  readonly group: Group | null;
  readonly refused: readonly RefusedItems[];
  readonly waiting: LedgerError | null;
}

async function planGroup(
  now: LogNow,
  { certificate, entries, statements }: PendingItems & { readonly certificate: Uint8Array },
  room: Pick<Room, 'leaves' | 'statements'>,
  sieve: StatementSieve['sieve'],
): Promise<PlannedGroup> {
  const issuer = await now.issuer(certificate);
  if (issuer === null) {
    const waiting = new LedgerError('CERTIFICATE_UNKNOWN', 'no body was admitted with it');
    return { group: null, refused: [], waiting };
  }
  // Statements first: a revocation does not wait behind a day of issuing.
  const most = Math.min(room.leaves, room.statements);
  const sieved = await sieve(statements.slice(0, most), issuer);
  const taken = sieved.filter(({ refusal }) => refusal === null);
  const group = {
    log: now.log,
    certificate,
    number: issuer.lastNumber + 1,
    entries: entries.slice(0, room.leaves - taken.length),
    statements: taken.map(({ statement }) => statement),
  };
  const refusal = await refusalOfGroup(now, group);
  if (refusal !== null && fateOf(refusal.code) !== 'dead') {
    return { group: null, refused: [], waiting: refusal };
  }
  if (refusal !== null) {
    const objects = objectsOf({ ...group, entries, statements }, now.engine);
    return { group: null, refused: [{ code: refusal.code, objects }], waiting: null };
  }
  const refused = refusedStatements(sieved, now.engine);
  const empty = group.entries.length + group.statements.length === 0;
  return { group: empty ? null : group, refused, waiting: null };
}

function refusedStatements(sieved: readonly SievedStatement[], engine: Engine): RefusedItems[] {
  return sieved.flatMap(({ statement, refusal, forGood }) =>
    refusal !== null && forGood && !mayPass(refusal.code)
      ? [{ code: refusal.code, objects: [engine.sm3(encodeStatus(statement))] }]
      : [],
  );
}

/** The objects of a group's items in the order of their leaves. */
export function objectsOf({ entries, statements }: Group, engine: Engine): Uint8Array[] {
  return [
    ...entries.map(({ object }) => object),
    ...statements.map((statement) => engine.sm3(encodeStatus(statement))),
  ];
}

/** What the ledger's rules would say of it now, whoever signs it; null where they take it. */
export async function refusalOfGroup(now: LogNow, group: Group): Promise<LedgerError | null> {
  const signed = { group: encodeGroup(group), signature: unsigned };
  const blind = { ...now, engine: { ...now.engine, verify: () => true } };
  return (await judgeGroups(blind, [signed])).refused[0]?.refusal ?? null;
}

export interface JudgedGroups {
  /** The batch of those that may go; null where none may. */
  readonly batch: Uint8Array | null;
  readonly taken: readonly SignedGroup[];
  readonly refused: readonly { readonly group: SignedGroup; readonly refusal: LedgerError }[];
}

/** Drops the groups that the ledger's own rules refuse, one after another, until they take the rest. */
export async function judgeGroups(
  { log, head, reader, engine }: LogNow,
  groups: readonly SignedGroup[],
): Promise<JudgedGroups> {
  const taken = [...groups];
  const refused: { group: SignedGroup; refusal: LedgerError }[] = [];
  while (taken.length > 0) {
    const batch = composeBatch(log, head, taken, engine);
    const ruling = await judgeBatch(reader, decodeBatch(batch), engine);
    if (ruling.ok) return { batch, taken, refused };
    const { refusal } = ruling;
    // Where no group is to blame, all of them wait.
    const dropped = refusal.group === null ? taken.splice(0) : taken.splice(refusal.group, 1);
    refused.push(...dropped.map((group) => ({ group, refusal })));
  }
  return { batch: null, taken, refused };
}
