import type { LeafState, PlacedGroup } from '@yinzhao/chaincode';
import { VerifierError } from '@yinzhao/verifier/errors';
import { encodeSealList, type ListedSeal } from '@yinzhao/verifier/format/seal-list';
import { encodeStatusSnapshot, type StatusEntry } from '@yinzhao/verifier/format/status-snapshot';
import { emptyRoot } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { LoggedGroup } from './groups.js';
import type { LogFiles, LoggedEntry } from './log-files.js';
import type { LoggedSeal, StatusEvent } from './statuses.js';

/** A log as the own peer has committed it, at the size it has now and at every size it has had. */
export interface MirroredLog {
  readonly origin: string;
  readonly size: number;
  readonly rootAt: (size: number) => Promise<Uint8Array>;
  readonly inclusionPath: (index: number, size: number) => Promise<Uint8Array[]>;
  readonly consistencyPath: (from: number, to: number) => Promise<Uint8Array[]>;
  /** Number of status leaves below a size. */
  readonly sequenceAt: (size: number) => number;
  /** Leaves that are not valid at a size, ascending. */
  readonly statusesAt: (size: number) => readonly StatusEntry[];
  readonly sealsAt: (size: number) => readonly SealHistory[];
  /** The encoded status snapshot at a size. */
  readonly snapshotAt: (size: number) => Uint8Array;
  /** The encoded seal list at a size. */
  readonly sealListAt: (size: number) => Uint8Array;
  /** What the last statement about a leaf says; null where none was made. */
  readonly stateOf: (leafIndex: number) => LeafState | null;
  /** Every leaf about which a statement was made, with what the last one says. */
  readonly changed: () => readonly StatusEvent[];
  /** Number of groups. */
  readonly groups: number;
  readonly readGroups: (first: number, count: number) => Promise<readonly LoggedGroup[]>;
  readonly findGroup: (certificate: Uint8Array, number: number) => Promise<PlacedGroup | null>;
  readonly entries: (first: number, count: number) => Promise<readonly LoggedEntry[]>;
  /** Nodes of a level, one after another. */
  readonly hashes: (level: number, first: number, count: number) => Promise<Uint8Array>;
  /** When the own peer was first seen beyond that size; null where it is not. */
  readonly exceededSince: (size: number) => number | null;
  /** Whether the log has reached that size in time. */
  readonly waitFor: (size: number, timeoutMs: number) => Promise<boolean>;
}

export interface SealHistory extends LoggedSeal {
  readonly changes: readonly StatusEvent[];
}

/** A log while it is being written. */
export interface LiveLog {
  readonly view: MirroredLog;
  /** Lets readers see what was appended: it is on disk. */
  readonly publish: (files: LogFiles) => void;
}

export function liveLog(origin: string, engine: Engine): LiveLog {
  let files: LogFiles | null = null;
  let size = 0;
  let groups = 0;
  const waiting = new Set<{ readonly size: number; readonly resolve: () => void }>();
  /** Readers see what is on disk, not what is being written. */
  const within = (asked: number): void => {
    if (asked >= 0 && asked <= size) return;
    throw new VerifierError('TREE_RANGE_INVALID', `${origin} has not reached size ${asked}`);
  };
  const open = (): LogFiles => {
    if (files !== null) return files;
    throw new VerifierError('TREE_RANGE_INVALID', `${origin} has no leaves`);
  };
  const sequenceAt = (at: number): number => {
    within(at);
    return files?.statuses.sequenceAt(at) ?? 0;
  };
  const statusesAt = (at: number): readonly StatusEntry[] => {
    within(at);
    return files?.statuses.entriesAt(at) ?? [];
  };
  const sealsAt: MirroredLog['sealsAt'] = (at) => {
    within(at);
    return files?.statuses.sealsAt(at) ?? [];
  };
  const snapshotAt = lastFew((at) =>
    encodeStatusSnapshot({
      log: origin,
      size: at,
      sequence: sequenceAt(at),
      entries: statusesAt(at),
    }),
  );
  const sealListAt = lastFew((at) =>
    encodeSealList({ log: origin, size: at, seals: sealsAt(at).map(listedSeal) }),
  );
  const view: MirroredLog = {
    origin,
    get size() {
      return size;
    },
    get groups() {
      return groups;
    },
    rootAt: async (at) => {
      within(at);
      return at === 0 ? emptyRoot(engine.sm3) : open().tree.rootAt(at);
    },
    inclusionPath: async (index, at) => {
      within(at);
      return open().tree.inclusionPath(index, at);
    },
    consistencyPath: async (from, to) => {
      within(to);
      return open().tree.consistencyPath(from, to);
    },
    sequenceAt,
    statusesAt,
    sealsAt,
    snapshotAt,
    sealListAt,
    stateOf: (leafIndex) => {
      const state = files?.statuses.stateOf(leafIndex) ?? null;
      return state !== null && state.statement < size ? state : null;
    },
    changed: () => (files?.statuses.changed() ?? []).filter(({ statement }) => statement < size),
    readGroups: async (first, count) => {
      const until = Math.min(first + count, groups);
      return until > first ? open().groups.read(first, until - first) : [];
    },
    findGroup: async (certificate, number) => {
      const found = (await files?.groups.find(certificate, number)) ?? null;
      if (found === null) return null;
      return found.first + found.entries + found.statements <= size ? found : null;
    },
    entries: async (first, count) => {
      within(first + count);
      return count === 0 ? [] : open().entries(first, count);
    },
    hashes: async (level, first, count) => {
      within((first + count) * 2 ** level);
      return open().tree.hashes(level, first, count);
    },
    exceededSince: (asked) => (asked < size ? (files?.sizes.since(asked) ?? null) : null),
    waitFor: (wanted, timeoutMs) => {
      if (wanted <= size) return Promise.resolve(true);
      return new Promise((resolve) => {
        const waiter = {
          size: wanted,
          resolve: () => {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve(true);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          resolve(false);
        }, timeoutMs);
        waiting.add(waiter);
      });
    },
  };
  return {
    view,
    publish: (written) => {
      files = written;
      const counts = written.counts();
      groups = counts.groups;
      if (counts.size === size) return;
      size = counts.size;
      for (const waiter of [...waiting]) if (waiter.size <= size) waiter.resolve();
    },
  };
}

/** Sizes that are asked for again and again: of the newest checkpoints, by rounds, witnesses and sync packs. */
const rememberedSizes = 4;

function lastFew<Value>(make: (size: number) => Value): (size: number) => Value {
  const made = new Map<number, Value>();
  return (size) => {
    const value = made.get(size) ?? make(size);
    made.delete(size);
    made.set(size, value);
    if (made.size > rememberedSizes) made.delete(made.keys().next().value as number);
    return value;
  };
}

function listedSeal({ leafIndex, object, certificate, changes }: SealHistory): ListedSeal {
  return {
    leafIndex,
    seal: object,
    certificate,
    changes: changes.map(({ statement, status }) => ({ treeSize: statement + 1, status })),
  };
}
