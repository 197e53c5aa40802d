import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { concatBytes, equalBytes } from '@yinzhao/verifier/format/bytes';
import { entryKind, type EntryKind } from '@yinzhao/verifier/format/entry';
import { encodeStatus } from '@yinzhao/verifier/format/status';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Appended } from '../anchor/replay.js';
import { syncFolder } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import { openGroups, type Groups } from './groups.js';
import { openTogether } from './open-together.js';
import { openRecordFile, type RecordFile } from './record-file.js';
import { openSightings, type Sightings } from './sightings.js';
import { openStatuses, type LoggedSeal, type StatusEvent, type Statuses } from './statuses.js';
import { openTree, type Tree } from './tree.js';

/** How much of each file is whole: what the mirror's position keeps of a log. */
export interface LogCounts {
  readonly size: number;
  readonly root: Uint8Array;
  readonly groups: number;
  readonly events: number;
  readonly seals: number;
}

/** An entry as it was logged, less the certificate, which its group has. */
export interface LoggedEntry {
  readonly kind: EntryKind;
  /** SM3 of the object. */
  readonly object: Uint8Array;
}

/** Everything that is kept of one log. Written block by block, read at any time. */
export interface LogFiles {
  readonly tree: Tree;
  readonly statuses: Statuses;
  readonly groups: Groups;
  /** When the log was first seen how long. */
  readonly sizes: Pick<Sightings, 'since'>;
  readonly entries: (first: number, count: number) => Promise<LoggedEntry[]>;
  /**
   * Not on disk before {@link sync}.
   * @throws GatewayError LEDGER_HISTORY_BROKEN where the leaves do not lead to the root that the ledger says
   */
  readonly append: (appended: Appended) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly counts: () => LogCounts;
  readonly close: () => Promise<void>;
}

/** kind ‖ SM3 of the object. */
const entryRecord = 33;

/**
 * @param now - Unix milliseconds
 * @throws GatewayError MIRROR_DAMAGED where the files hold less than, or something else than, they did
 */
export async function openLogFiles(
  folder: string,
  counts: LogCounts,
  engine: Engine,
  now: () => number,
): Promise<LogFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (name: string): string => join(folder, name);
  const parts = await openTogether(async (keep) => {
    const tree = await keep(openTree(folder, counts.size, engine));
    if (!equalBytes(await tree.rootAt(counts.size), counts.root)) {
      throw new GatewayError('MIRROR_DAMAGED', `the leaves in ${folder} have changed`);
    }
    const paths = { events: path('statuses'), seals: path('seals') };
    return {
      tree,
      statuses: await keep(openStatuses(paths, counts)),
      groups: await keep(openGroups(path('groups'), counts.groups)),
      entries: await keep(openRecordFile(path('entries'), entryRecord, counts.size)),
      sizes: await keep(openSightings(path('sizes'), counts.size, now)),
    };
  });
  await syncFolder(folder);
  await syncFolder(dirname(folder));
  return writeParts(parts, counts.root, engine);
}

interface Parts extends Pick<LogFiles, 'tree' | 'statuses' | 'groups'> {
  readonly entries: RecordFile;
  readonly sizes: Sightings;
}

function writeParts(parts: Parts, rootBefore: Uint8Array, engine: Engine): LogFiles {
  const { tree, statuses, groups, entries, sizes } = parts;
  const all = [tree, statuses, groups, entries, sizes];
  let root = rootBefore;
  return {
    tree,
    statuses,
    groups,
    sizes,
    entries: async (first, count) => {
      const bytes = await entries.read(first, count);
      return Array.from({ length: count }, (_, i) => ({
        kind: bytes[i * entryRecord] as EntryKind,
        object: bytes.subarray(i * entryRecord + 1, (i + 1) * entryRecord),
      }));
    },
    append: async (appended) => {
      await tree.append(appended.leaves);
      root = await tree.rootAt(tree.size());
      if (tree.size() !== appended.size || !equalBytes(root, appended.root)) {
        throw new GatewayError(
          'LEDGER_HISTORY_BROKEN',
          `the leaves of transaction ${appended.transactionId} do not lead to its root`,
        );
      }
      await entries.append(recordsOf(appended, engine));
      await statuses.append(eventsOf(appended), sealsOf(appended));
      await groups.append(appended.groups.map(({ place }) => place));
      await sizes.note(appended.size);
    },
    sync: async () => {
      await Promise.all(all.map((part) => part.sync()));
    },
    counts: () => ({
      size: tree.size(),
      root,
      groups: groups.count(),
      events: statuses.events(),
      seals: statuses.seals(),
    }),
    close: async () => {
      await Promise.all(all.map((part) => part.close()));
    },
  };
}

function recordsOf({ groups }: Appended, engine: Engine): Uint8Array {
  const records = groups.flatMap(({ group }) => [
    ...group.entries.map(({ kind, object }) => concatBytes(Uint8Array.of(kind), object)),
    ...group.statements.map((statement) =>
      concatBytes(Uint8Array.of(entryKind.status), engine.sm3(encodeStatus(statement))),
    ),
  ]);
  return concatBytes(...records);
}

function eventsOf({ groups }: Appended): StatusEvent[] {
  return groups.flatMap(({ place, group }) =>
    group.statements.map(({ leafIndex, status }, i) => ({
      leafIndex,
      status,
      statement: place.first + place.entries + i,
    })),
  );
}

function sealsOf({ groups }: Appended): LoggedSeal[] {
  return groups.flatMap(({ place, group }) =>
    group.entries.flatMap(({ kind, object }, i) =>
      kind === entryKind.seal
        ? [{ leafIndex: place.first + i, object, certificate: group.certificate }]
        : [],
    ),
  );
}
