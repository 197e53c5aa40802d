import type { GroupPlace, Issuer, PlacedGroup } from '@yinzhao/chaincode';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { maximumGroups } from '@yinzhao/verifier/format/batch';
import {
  decodeGroup,
  maximumLeaves,
  maximumStatements,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { Ledger } from '../ledger/ledger.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import { anchorBatch } from './anchor-batch.js';
import { logReader } from './log-reader.js';
import type { CutGroup, GroupSigner, PendingSource } from './pending-source.js';
import {
  judgeGroups,
  planGroups,
  refusalOfGroup,
  refusedForGood,
  type LogNow,
} from './plan-groups.js';
import { readHead, readIssuer } from './read-log.js';
import { fateOf } from './refusal.js';
import { finish, giveUp, settle } from './settle-groups.js';
import { signAll, type SignedCut } from './sign-groups.js';

export interface BatchParts {
  readonly ledger: Ledger;
  /** The own log in the own mirror. */
  readonly log: MirroredLog;
  readonly source: PendingSource;
  readonly signer: GroupSigner;
  /** SM3 of the issuing certificates of this log whose keys the own signer holds. */
  readonly certificates: () => Promise<readonly Uint8Array[]>;
  /** Those of its certificates that issue no more: what they left is refused where the ledger takes none of it. */
  readonly former: () => Promise<readonly Uint8Array[]>;
  readonly engine: Engine;
}

export interface BatchRound {
  /** Leaves that were anchored. */
  readonly anchored: number;
  /** There is more to do at once. */
  readonly more: boolean;
  /** What kept groups or items back. */
  readonly waiting: readonly Error[];
}

/** The mirror follows the peer that has just answered. */
const mirrorTimeoutMs = 10_000;

/**
 * One batch: settles the groups of earlier rounds, cuts what is pending, has it signed, and anchors what the ledger's
 * rules take. Whatever ends it halfway is taken up by the next round.
 * @throws GatewayError a LEDGER_ code; LedgerError; what the database throws
 */
export async function batchRound(parts: BatchParts): Promise<BatchRound> {
  const { log, source } = parts;
  const open = fitting(await settle(parts, await source.unfinished(log.origin)));
  const now = await logNow(parts);
  const plan = await planGroups(now, await freeCertificates(parts, now), {
    source,
    ...roomBeside(open),
    groups: maximumGroups - open.length,
  });
  const left = await refusedForGood(now, await parts.former(), source);
  for (const { objects, code } of [...plan.refused, ...left]) {
    await source.refuse(log.origin, objects, code);
  }
  for (const group of plan.groups) await source.cut(group);
  const { signed, failed } = await signAll(parts, [...open, ...plan.groups]);
  const judged = await judgeGroups(
    now,
    signed.map((one) => one.signed),
  );
  const cutOf = (group: SignedGroup): CutGroup =>
    (signed.find((one) => one.signed === group) as SignedCut).cut;
  const waiting: Error[] = [...plan.waiting];
  let more = false;
  for (const { cut, error } of failed) {
    if (await giveUpUnsigned(parts, now, cut)) more = true;
    else waiting.push(error);
  }
  for (const { group, refusal } of judged.refused) {
    if (await giveUp(parts, cutOf(group), refusal)) more = true;
    else waiting.push(refusal);
  }
  const anchored = await anchorGroups(parts, judged.batch, judged.taken.map(cutOf));
  return { anchored: anchored.leaves, more: more || isFull(anchored), waiting };
}

/** A key that signs no more signs no empty group either: its group is dropped once the ledger takes none of it. */
async function giveUpUnsigned(parts: BatchParts, now: LogNow, cut: CutGroup): Promise<boolean> {
  const refusal = await refusalOfGroup(now, decodeGroup(cut.empty ?? cut.group));
  return refusal !== null && fateOf(refusal.code) === 'dead' && giveUp(parts, cut, refusal);
}

interface Count {
  readonly leaves: number;
  /** Of the leaves. */
  readonly statements: number;
}

async function anchorGroups(
  parts: BatchParts,
  batch: Uint8Array | null,
  groups: readonly CutGroup[],
): Promise<Count> {
  if (batch === null) return { leaves: 0, statements: 0 };
  let anchored: Count = { leaves: 0, statements: 0 };
  for (const place of await anchorBatch(parts.ledger, batch, parts.engine)) {
    const cut = groups.find((one) => isGroup(one, place));
    if (cut) await finish(parts, cut, place);
    anchored = sum(anchored, place);
  }
  return anchored;
}

function isGroup(cut: CutGroup, { certificate, number }: GroupPlace): boolean {
  return cut.number === number && equalBytes(cut.certificate, certificate);
}

/** As many as one batch takes. */
function fitting(open: readonly CutGroup[]): CutGroup[] {
  let count: Count = { leaves: 0, statements: 0 };
  return open.slice(0, maximumGroups).filter(({ group }) => {
    const next = sum(count, sizesOf(group));
    if (next.leaves > maximumLeaves || next.statements > maximumStatements) return false;
    count = next;
    return true;
  });
}

function roomBeside(open: readonly CutGroup[]): Count {
  const { leaves, statements } = open
    .map(({ group }) => sizesOf(group))
    .reduce<Count>(sum, { leaves: 0, statements: 0 });
  return { leaves: maximumLeaves - leaves, statements: maximumStatements - statements };
}

/** Something of what is pending may have found no room. */
function isFull({ leaves, statements }: Count): boolean {
  return leaves === maximumLeaves || statements === maximumStatements;
}

/** A certificate's groups go one after another; who comes first in a batch changes as the log grows. */
async function freeCertificates(
  { source, certificates }: BatchParts,
  { log, head }: LogNow,
): Promise<Uint8Array[]> {
  const blocked = new Set(
    (await source.unfinished(log)).map(({ certificate }) => toHex(certificate)),
  );
  const all = await certificates();
  const turn = head.size % Math.max(all.length, 1);
  return [...all.slice(turn), ...all.slice(0, turn)].filter((one) => !blocked.has(toHex(one)));
}

async function logNow({ ledger, log, engine }: BatchParts): Promise<LogNow> {
  const head = await readHead(ledger, log.origin);
  if (!(await log.waitFor(head.size, mirrorTimeoutMs))) {
    throw new GatewayError('MIRROR_BEHIND', `the mirror of ${log.origin} is behind its peer`);
  }
  const issuers = new Map<string, Promise<Issuer | null>>();
  return {
    log: log.origin,
    head,
    reader: logReader(ledger, log),
    issuer: (certificate) => {
      const key = toHex(certificate);
      const known = issuers.get(key) ?? readIssuer(ledger, certificate);
      issuers.set(key, known);
      return known;
    },
    engine,
  };
}

type Sizes = Pick<PlacedGroup, 'entries' | 'statements'>;

function sum(count: Count, { entries, statements }: Sizes): Count {
  return {
    leaves: count.leaves + entries + statements,
    statements: count.statements + statements,
  };
}

function sizesOf(group: Uint8Array): Sizes {
  const { entries, statements } = decodeGroup(group);
  return { entries: entries.length, statements: statements.length };
}
