import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeRegistryRecord, type RegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Approved } from '../answers.js';
import { LedgerError } from '../errors.js';
import { approvalsRecord, registryEntry, type Approval } from '../state/records.js';
import { overlay, type StateOverlay, type StateReader, type StateWrite } from '../state/state.js';
import { applyRecord } from './apply-record.js';
import { readConsortium } from './consortium.js';
import { judgeRecord } from './judge-record.js';
import { rule, type Ruling } from './ruling.js';
import { subjectOf } from './subject.js';

export interface AcceptedApproval {
  readonly answer: Approved;
  readonly writes: readonly StateWrite[];
}

/**
 * A member's approval of a registry record. The record takes effect with the approval that completes the quorum, in
 * ledger order; until then nothing but the approvals is written. Each member has one standing approval per subject:
 * approving another record moves it. Approvals fall with the consortium under which they were given: who was a member
 * once, left and came back has to say again what it wants.
 */
export function judgeApproval(
  reader: StateReader,
  mspId: string,
  bytes: Uint8Array,
  engine: Engine,
): Promise<Ruling<AcceptedApproval>> {
  return rule(async () => {
    const state = overlay(reader);
    const record = decodeRegistryRecord(bytes);
    const subject = subjectOf(record);
    const voters = await votersFor(state, record);
    if (!voters.members.includes(mspId)) {
      throw new LedgerError('CALLER_NOT_MEMBER', `${mspId} has no say in this`);
    }
    const current = await registryEntry.read(state, subject);
    if (current !== null && equalBytes(current, bytes)) {
      const { needed } = voters;
      return { answer: { effective: true, approvals: needed, needed }, writes: [] };
    }
    await judgeRecord(state, record, current, engine);
    const digest = engine.sm3(bytes);
    const { consortium } = voters;
    const standing = ((await approvalsRecord.read(state, subject)) ?? []).filter(
      (approval) => approval.mspId !== mspId && approval.consortium === consortium,
    );
    const all = [...standing, { mspId, digest, consortium }];
    const approvals = all.filter(
      (approval) => equalBytes(approval.digest, digest) && voters.members.includes(approval.mspId),
    ).length;
    const effective = approvals >= voters.needed;
    if (effective) await putIntoEffect(state, subject, record, bytes, engine);
    else approvalsRecord.write(state, sorted(all), subject);
    const answer = { effective, approvals, needed: voters.needed };
    return { answer, writes: state.writes() };
  });
}

interface Voters {
  readonly members: readonly string[];
  readonly needed: number;
  /** Version of the consortium they make up; 0 before the first. */
  readonly consortium: number;
}

/** Fewer than three members cannot tell a liar from an honest one. */
const smallestConsortium = 3;

/**
 * The majority of the consortium in effect. The first consortium record needs every member it names: nobody is made a
 * member, and nobody founds a consortium alone.
 */
async function votersFor(state: StateReader, record: RegistryRecord): Promise<Voters> {
  if (record.kind === 'consortium' && record.members.length < smallestConsortium) {
    throw new LedgerError('CONSORTIUM_TOO_SMALL', `fewer than ${smallestConsortium} members`);
  }
  const consortium = await readConsortium(state);
  if (consortium !== null) {
    const { members, version } = consortium;
    return { members, needed: Math.floor(members.length / 2) + 1, consortium: version };
  }
  if (record.kind !== 'consortium') {
    throw new LedgerError('CONSORTIUM_MISSING', 'the consortium has not been founded');
  }
  return { members: record.members, needed: record.members.length, consortium: 0 };
}

/** One order for one set: approvals that arrive in another order leave the same state. */
function sorted(approvals: readonly Approval[]): readonly Approval[] {
  return [...approvals].sort((a, b) => (a.mspId < b.mspId ? -1 : 1));
}

async function putIntoEffect(
  state: StateOverlay,
  subject: string,
  record: RegistryRecord,
  bytes: Uint8Array,
  engine: Engine,
): Promise<void> {
  registryEntry.write(state, bytes, subject);
  approvalsRecord.write(state, [], subject);
  await applyRecord(state, record, bytes, engine);
}
