import { equalBytes, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { decodeStatus, encodeStatus } from '@yinzhao/verifier/format/status';
import type { EntryKind } from '@yinzhao/verifier/format/entry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type {
  CutGroup,
  GroupKey,
  KeptGroup,
  PendingItems,
  PendingSource,
} from '../anchor/pending-source.js';
import { GatewayError } from '../errors.js';
import { keptLicence, keptStatement } from '../objects/kept-object.js';
import type { ObjectStore } from '../objects/object-store.js';
import {
  findGroup,
  finishGroup,
  keepGroup,
  placeGroup,
  replaceGroup,
  unfinishedGroups,
  type GroupName,
  type GroupRecord,
  type WholeGroup,
} from './group.js';
import { licencesOf, markStatuses, pendingLicences } from './licence.js';
import { pendingStatements, statementsAmong } from './statement.js';
import type { Store } from './store.js';
import {
  hasRestored,
  markAnchored,
  markCut,
  markRefused,
  releaseCut,
  releaseRestored,
} from './waiting.js';

type Kept = Pick<Store, 'licences' | 'statements' | 'groups'>;

/**
 * The batcher's work as the database knows it. The group is written first and its state last, its items in between:
 * whatever is cut off there, is done when the same call is made again. Before a group can be signed, the object store
 * holds its items.
 */
export function storedPending(
  store: Kept,
  engine: Pick<Engine, 'sm3'>,
  objects: Pick<ObjectStore, 'keep' | 'has' | 'forget'>,
): PendingSource {
  const { licences, statements, groups } = store;
  const itemsOf = (group: Uint8Array): { entries: string[]; changes: string[] } => {
    const content = decodeGroup(group);
    return {
      entries: content.entries.map(({ object }) => toHex(object)),
      changes: content.statements.map((statement) => toHex(engine.sm3(encodeStatus(statement)))),
    };
  };
  const keptItems = async (key: GroupKey) => {
    const kept = await findGroup(groups, nameOf(key));
    return kept?.group == null ? { entries: [], changes: [] } : itemsOf(kept.group);
  };

  const source: PendingSource = {
    pending: (certificate, limit) => pendingItems(store, toHex(certificate), limit),
    kept: async (key) => {
      const found = await findGroup(groups, nameOf(key));
      return found === null ? null : keptGroup(found, engine);
    },
    unfinished: async (log) => (await unfinishedGroups(groups, log)).map(cutGroup),
    cut: async (cut) => {
      const { entries, changes } = itemsOf(cut.group);
      await keepObjects(store, objects, entries, changes);
      await keepGroup(groups, nameOf(cut), cut.group);
      await markCut(licences, entries, cut.number);
      await markCut(statements, changes, cut.number);
    },
    replace: (key, empty) => replaceGroup(groups, nameOf(key), empty),
    anchored: async (key, placed) => {
      const { entries, changes } = await keptItems(key);
      await markAnchored(licences, entries, key.number, placed.first);
      const first = placed.first + placed.entries;
      await markAnchored(statements, changes, key.number, first);
      await followStatuses(store, key);
      await finishGroup(groups, nameOf(key), 'anchored', placed.first);
    },
    release: async (key) => {
      const { entries, changes } = await keptItems(key);
      await releaseCut(licences, entries, key.number);
      await releaseCut(statements, changes, key.number);
      await finishGroup(groups, nameOf(key), 'released', null);
    },
    placed: async (key, { digest, first, entries }, items) => {
      const names = items.map(toHex);
      const kept = await findGroup(groups, nameOf(key));
      const released = kept !== null && !isOf(keptGroup(kept, engine), digest);
      if (released && kept.state === 'anchored') historyBroken(key);
      if (released) await source.release(key);
      await markAnchored(licences, names.slice(0, entries), key.number, first);
      await markAnchored(statements, names.slice(entries), key.number, first + entries);
      await placeGroup(groups, nameOf(key), toHex(digest), first);
      return { released: released && kept.state === 'cut' };
    },
    followStatuses: (log, changes) => markStatuses(licences, log, changes),
    hasRestored: async (log) =>
      (await hasRestored(licences, log)) || (await hasRestored(statements, log)),
    releaseRestored: async (log) =>
      (await releaseRestored(licences, log)) + (await releaseRestored(statements, log)),
    refuse: async (_log, objects, code) => {
      const names = objects.map(toHex);
      await markRefused(licences, names, code);
      await markRefused(statements, names, code);
    },
  };
  return source;
}

function historyBroken({ log, number }: GroupKey): never {
  const message = `${log} holds another group ${number} than the database saw in it`;
  throw new GatewayError('LEDGER_HISTORY_BROKEN', message);
}

function isOf({ state, digest }: KeptGroup, logged: Uint8Array): boolean {
  return state !== 'released' && digest !== null && equalBytes(digest, logged);
}

function keptGroup(
  { state, group, empty, digest }: GroupRecord,
  { sm3 }: Pick<Engine, 'sm3'>,
): KeptGroup {
  if (state === 'released') return { state, digest: empty === null ? null : sm3(empty) };
  if (group !== null) return { state, digest: sm3(group) };
  return { state, digest: digest === undefined ? null : fromHex(digest) };
}

/** What this process has not written itself may have come into the database and no further. */
async function keepObjects(
  { licences, statements }: Kept,
  objects: Pick<ObjectStore, 'keep' | 'has' | 'forget'>,
  entries: readonly string[],
  changes: readonly string[],
): Promise<void> {
  const unknown = (object: string): boolean => !objects.has(object);
  const signed = await licencesOf(licences, entries.filter(unknown));
  const asked = await statementsAmong(statements, changes.filter(unknown));
  await objects.keep([...signed.map(keptLicence), ...asked.map(keptStatement)]);
  objects.forget([...entries, ...changes]);
}

/** What the statements of an anchored group say of their licences. */
async function followStatuses({ licences, groups }: Kept, key: GroupKey): Promise<void> {
  const kept = await findGroup(groups, nameOf(key));
  if (kept === null || kept.state !== 'cut') return;
  if (kept.group === null) return;
  await markStatuses(licences, key.log, decodeGroup(kept.group).statements);
}

async function pendingItems(
  { licences, statements }: Kept,
  certificate: string,
  limit: number,
): Promise<PendingItems> {
  const signed = await pendingLicences(licences, certificate, limit);
  const asked = await pendingStatements(statements, certificate, limit);
  return {
    entries: signed.map(({ kind, object }) => ({
      kind: kind as EntryKind,
      object: fromHex(object ?? ''),
    })),
    statements: asked.map(({ statement }) => decodeStatus(statement)),
  };
}

function cutGroup({ log, certificate, number, group, empty }: WholeGroup): CutGroup {
  return { log, certificate: fromHex(certificate), number, group, empty };
}

function nameOf({ log, certificate, number }: GroupKey): GroupName {
  return { log, certificate: toHex(certificate), number };
}
