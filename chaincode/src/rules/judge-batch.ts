import { equalBytes } from '@yinzhao/verifier/format/bytes';
import type { Batch } from '@yinzhao/verifier/format/batch';
import {
  decodeGroup,
  entriesOf,
  maximumLeaves,
  maximumStatements,
  type Group,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import {
  appendLeaves,
  decodeRange,
  encodeRange,
  rootOfRange,
} from '@yinzhao/verifier/merkle/compact-range';
import { emptyRoot, leafHash } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Anchored, GroupPlace } from '../answers.js';
import { LedgerError } from '../errors.js';
import { groupRecord, headRecord, issuerRecord, type Head, type Issuer } from '../state/records.js';
import { overlay, type StateOverlay, type StateReader, type StateWrite } from '../state/state.js';
import { judgeIssuer, requireIssuer } from './judge-issuer.js';
import { judgeStatement } from './judge-statement.js';
import { refusalOf, rule, type Ruling } from './ruling.js';

export interface AcceptedBatch {
  readonly answer: Anchored;
  /** Empty where every group of the batch stood in the log already. */
  readonly writes: readonly StateWrite[];
}

/**
 * May this batch follow that state? The rules of the log, the same for the chaincode and for whoever composes batches.
 * A refusal names the group where one group is the reason.
 */
export function judgeBatch(
  reader: StateReader,
  batch: Batch,
  engine: Engine,
): Promise<Ruling<AcceptedBatch>> {
  return rule(async () => {
    const state = overlay(reader);
    const head = await readHead(state, batch.log, engine);
    const groups: GroupPlace[] = [];
    const leaves: Uint8Array[] = [];
    let statements = 0;
    for (const [i, signed] of batch.groups.entries()) {
      const opened = await blaming(i, () => openGroup(state, batch.log, signed, engine));
      if (opened.place !== null) {
        groups.push(opened.place);
        continue;
      }
      // Before the costly checks: a sender behind or ahead of the log learns no more than that.
      requireNextIndex(head, batch);
      statements += opened.group.statements.length;
      if (statements > maximumStatements) {
        throw new LedgerError('BATCH_TOO_LARGE', `more than ${maximumStatements} statements`);
      }
      const first = head.size + leaves.length;
      groups.push(await blaming(i, () => judgeGroup(state, batch, opened, first, engine)));
      for (const entry of entriesOf(opened.group, engine.sm3))
        leaves.push(leafHash(engine.sm3, entry));
      if (leaves.length > maximumLeaves) {
        throw new LedgerError('BATCH_TOO_LARGE', `more than ${maximumLeaves} leaves`);
      }
    }
    const added = groups.filter(({ repeated }) => !repeated);
    const next = added.length === 0 ? head : extend(head, batch, leaves, added, engine);
    if (added.length > 0) headRecord.write(state, next, batch.log);
    const answer = { log: batch.log, size: next.size, root: next.root, groups };
    return { answer, writes: state.writes() };
  });
}

async function blaming<Value>(group: number, judge: () => Promise<Value>): Promise<Value> {
  try {
    return await judge();
  } catch (error) {
    throw refusalOf(error, group);
  }
}

/** The head of a log nothing was appended to is that of a tree without leaves. */
export async function readHead(state: StateReader, log: string, engine: Engine): Promise<Head> {
  const head = await headRecord.read(state, log);
  if (head !== null) return head;
  return { size: 0, root: emptyRoot(engine.sm3), nodes: new Uint8Array(), statusSequence: 0 };
}

function requireNextIndex(head: Head, batch: Batch): void {
  if (batch.first > head.size) {
    throw new LedgerError('BATCH_GAP', `the log ends at ${head.size}, not at ${batch.first}`);
  }
  if (batch.first < head.size) {
    throw new LedgerError('BATCH_OVERLAP', `the log goes on to ${head.size} already`);
  }
}

function extend(
  head: Head,
  batch: Batch,
  leaves: readonly Uint8Array[],
  added: readonly GroupPlace[],
  engine: Engine,
): Head {
  const range = appendLeaves(engine.sm3, decodeRange(head.size, head.nodes), leaves);
  if (batch.size !== range.size) {
    throw new LedgerError('SIZE_WRONG', `the size after this batch is ${range.size}`);
  }
  const root = rootOfRange(engine.sm3, range);
  if (!equalBytes(batch.root, root)) {
    throw new LedgerError('ROOT_WRONG', 'the leaves of this batch lead to another root');
  }
  const statements = added.reduce((sum, place) => sum + place.statements, 0);
  return {
    size: range.size,
    root,
    nodes: encodeRange(range),
    statusSequence: head.statusSequence + statements,
  };
}

interface OpenedGroup {
  readonly group: Group;
  readonly issuer: Issuer;
  readonly signed: SignedGroup;
  readonly digest: Uint8Array;
  /** Where it stands already; null where it is new. */
  readonly place: GroupPlace | null;
}

/** Decodes a group and finds it in the log, or finds its number to be the next. */
async function openGroup(
  state: StateReader,
  batchLog: string,
  signed: SignedGroup,
  engine: Engine,
): Promise<OpenedGroup> {
  const group = decodeGroup(signed.group);
  const { log, certificate, number } = group;
  if (log !== batchLog) {
    throw new LedgerError('GROUP_LOG_WRONG', `a group of ${log} in a batch of ${batchLog}`);
  }
  const issuer = requireIssuer(await issuerRecord.read(state, certificate), log);
  const digest = engine.sm3(signed.group);
  const next = issuer.lastNumber + 1;
  if (number > next) {
    throw new LedgerError('GROUP_NUMBER_SKIPPED', `the next group has number ${next}`);
  }
  const place = number === next ? null : await repeatedPlace(state, group, digest);
  return { group, issuer, signed, digest, place };
}

async function repeatedPlace(
  state: StateReader,
  { log, certificate, number }: Group,
  digest: Uint8Array,
): Promise<GroupPlace> {
  const placed = await groupRecord.read(state, log, certificate, number);
  if (placed === null || !equalBytes(placed.digest, digest)) {
    throw new LedgerError('GROUP_CONFLICT', `number ${number} stands for another group`);
  }
  return { ...placed, certificate, number, repeated: true };
}

async function judgeGroup(
  state: StateOverlay,
  batch: Batch,
  { group, issuer, signed, digest }: OpenedGroup,
  first: number,
  engine: Engine,
): Promise<GroupPlace> {
  const { log, certificate, number, entries, statements } = group;
  judgeIssuer(issuer);
  if (!engine.verify(issuer.publicKey, signed.group, signed.signature)) {
    throw new LedgerError('GROUP_SIGNATURE_WRONG', 'not signed by its issuing certificate');
  }
  for (const [i, statement] of statements.entries()) {
    await judgeStatement(state, statement, issuer, batch.first, first + entries.length + i);
  }
  const placed = { digest, first, entries: entries.length, statements: statements.length };
  groupRecord.write(state, placed, log, certificate, number);
  issuerRecord.write(state, { ...issuer, lastNumber: number }, certificate);
  return { ...placed, certificate, number, repeated: false };
}
