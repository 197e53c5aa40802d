import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { decodeStatus, encodeStatus } from '@yinzhao/verifier/format/status';
import type { EntryKind } from '@yinzhao/verifier/format/entry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { CutGroup, GroupKey, PendingItems, PendingSource } from '../anchor/pending-source.js';
import {
  findGroup,
  finishGroup,
  keepGroup,
  replaceGroup,
  unfinishedGroups,
  type GroupName,
} from './group.js';
import { markStatus, pendingLicences } from './licence.js';
import { pendingStatements } from './statement.js';
import type { Store } from './store.js';
import { markAnchored, markCut, markRefused, releaseCut } from './waiting.js';

type Kept = Pick<Store, 'licences' | 'statements' | 'groups'>;

/**
 * The batcher's work as the database knows it. The group is written first and its state last, its items in between:
 * whatever is cut off there, is done when the same call is made again.
 */
export function storedPending(store: Kept, engine: Pick<Engine, 'sm3'>): PendingSource {
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
    return kept === null ? { entries: [], changes: [] } : itemsOf(kept.group);
  };

  return {
    pending: (certificate, limit) => pendingItems(store, toHex(certificate), limit),
    unfinished: async (log) => (await unfinishedGroups(groups, log)).map(cutGroup),
    cut: async (cut) => {
      await keepGroup(groups, nameOf(cut), cut.group);
      const { entries, changes } = itemsOf(cut.group);
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
    refuse: async (_log, objects, code) => {
      const names = objects.map(toHex);
      await markRefused(licences, names, code);
      await markRefused(statements, names, code);
    },
  };
}

/** What the statements of an anchored group say of their licences. */
async function followStatuses({ licences, groups }: Kept, key: GroupKey): Promise<void> {
  const kept = await findGroup(groups, nameOf(key));
  if (kept === null || kept.state !== 'cut') return;
  for (const { log, leafIndex, status } of decodeGroup(kept.group).statements) {
    await markStatus(licences, log, leafIndex, status);
  }
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

function cutGroup({
  log,
  certificate,
  number,
  group,
  empty,
}: GroupName & Pick<CutGroup, 'group' | 'empty'>): CutGroup {
  return { log, certificate: fromHex(certificate), number, group, empty };
}

function nameOf({ log, certificate, number }: GroupKey): GroupName {
  return { log, certificate: toHex(certificate), number };
}
