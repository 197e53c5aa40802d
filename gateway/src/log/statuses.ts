import type { LeafState } from '@yinzhao/chaincode';
import { leafStatus, type LeafStatus } from '@yinzhao/verifier/format/status';
import { fixedRecord } from './fixed-record.js';
import { openTogether } from './open-together.js';
import { openRecordFile } from './record-file.js';

/** What a statement has made of a leaf. */
export interface StatusEvent {
  readonly leafIndex: number;
  readonly status: LeafStatus;
  /** Leaf index of the statement. */
  readonly statement: number;
}

/** A seal that was logged. */
export interface LoggedSeal {
  readonly leafIndex: number;
  /** SM3 of the SESeal. */
  readonly object: Uint8Array;
  /** SM3 of the issuing certificate. */
  readonly certificate: Uint8Array;
}

/** The status of every leaf of a log at every size it has had. */
export interface Statuses {
  readonly events: () => number;
  readonly seals: () => number;
  readonly append: (events: readonly StatusEvent[], seals: readonly LoggedSeal[]) => Promise<void>;
  readonly sync: () => Promise<void>;
  /** Number of status leaves below a size. */
  readonly sequenceAt: (size: number) => number;
  /** What the last statement about a leaf says. */
  readonly stateOf: (leafIndex: number) => LeafState | null;
  /** Every leaf about which a statement was made, with what the last one says. */
  readonly changed: () => readonly StatusEvent[];
  /** Every leaf that is not valid at that size, ascending. */
  readonly entriesAt: (size: number) => readonly { leafIndex: number; status: LeafStatus }[];
  /** Every seal below the size, with its changes. */
  readonly sealsAt: (size: number) => readonly (LoggedSeal & { changes: readonly StatusEvent[] })[];
  readonly close: () => Promise<void>;
}

const eventRecord = fixedRecord(3, 0);
const sealRecord = fixedRecord(1, 2);

export interface StatusFiles {
  readonly events: string;
  readonly seals: string;
}

/** @throws GatewayError MIRROR_DAMAGED */
export async function openStatuses(
  paths: StatusFiles,
  counts: { readonly events: number; readonly seals: number },
): Promise<Statuses> {
  const { eventFile, sealFile } = await openTogether(async (keep) => ({
    eventFile: await keep(openRecordFile(paths.events, eventRecord.length, counts.events)),
    sealFile: await keep(openRecordFile(paths.seals, sealRecord.length, counts.seals)),
  }));
  const events = eventRecord.split(await eventFile.read(0, counts.events)).map(decodeEvent);
  const seals = sealRecord.split(await sealFile.read(0, counts.seals)).map(decodeSeal);
  const states = new Map<number, LeafState>();
  for (const { leafIndex, ...state } of events) states.set(leafIndex, state);
  const changes = followChanges(events, seals);
  const fold = createFold(events);
  return {
    events: () => events.length,
    seals: () => seals.length,
    append: async (moreEvents, moreSeals) => {
      await eventFile.append(Buffer.concat(moreEvents.map(encodeEvent)));
      await sealFile.append(Buffer.concat(moreSeals.map(encodeSeal)));
      for (const seal of moreSeals) {
        seals.push(seal);
        changes.addSeal(seal);
      }
      for (const event of moreEvents) {
        events.push(event);
        states.set(event.leafIndex, { status: event.status, statement: event.statement });
        changes.addEvent(event);
      }
    },
    sync: async () => {
      await eventFile.sync();
      await sealFile.sync();
    },
    sequenceAt: (size) => countBelow(events, size),
    stateOf: (leafIndex) => states.get(leafIndex) ?? null,
    changed: () => [...states].map(([leafIndex, state]) => ({ leafIndex, ...state })),
    entriesAt: (size) => fold(countBelow(events, size)),
    sealsAt: (size) =>
      seals
        .filter(({ leafIndex }) => leafIndex < size)
        .map((seal) => ({ ...seal, changes: changes.of(seal.leafIndex, size) })),
    close: async () => {
      await eventFile.close();
      await sealFile.close();
    },
  };
}

function encodeEvent({ leafIndex, status, statement }: StatusEvent): Uint8Array {
  return eventRecord.encode([leafIndex, status, statement], []);
}

function decodeEvent(record: Uint8Array): StatusEvent {
  const [leafIndex, status, statement] = eventRecord.decode(record).counts as [
    number,
    LeafStatus,
    number,
  ];
  return { leafIndex, status, statement };
}

function encodeSeal({ leafIndex, object, certificate }: LoggedSeal): Uint8Array {
  return sealRecord.encode([leafIndex], [object, certificate]);
}

function decodeSeal(record: Uint8Array): LoggedSeal {
  const { counts, digests } = sealRecord.decode(record);
  const [object, certificate] = digests as [Uint8Array, Uint8Array];
  return { leafIndex: counts[0] as number, object, certificate };
}

/** Statements are leaves in ascending order. */
function countBelow(events: readonly StatusEvent[], size: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle] as StatusEvent).statement < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface SealChanges {
  readonly addSeal: (seal: LoggedSeal) => void;
  readonly addEvent: (event: StatusEvent) => void;
  readonly of: (leafIndex: number, size: number) => readonly StatusEvent[];
}

/** A seal's changes are few, and asked for with every checkpoint. */
function followChanges(events: readonly StatusEvent[], seals: readonly LoggedSeal[]): SealChanges {
  const bySeal = new Map<number, StatusEvent[]>();
  const changes: SealChanges = {
    addSeal: ({ leafIndex }) => {
      bySeal.set(leafIndex, []);
    },
    addEvent: (event) => {
      bySeal.get(event.leafIndex)?.push(event);
    },
    of: (leafIndex, size) =>
      (bySeal.get(leafIndex) ?? []).filter(({ statement }) => statement < size),
  };
  seals.forEach(changes.addSeal);
  events.forEach(changes.addEvent);
  return changes;
}

type Entries = readonly { leafIndex: number; status: LeafStatus }[];

/** Folds the first so many events. Checkpoints go forward: the fold before is gone on with, and kept. */
function createFold(events: readonly StatusEvent[]): (count: number) => Entries {
  let folded = 0;
  let current = new Map<number, LeafStatus>();
  let kept: { readonly count: number; readonly entries: Entries } = { count: 0, entries: [] };
  return (count) => {
    if (kept.count === count) return kept.entries;
    if (folded > count) {
      folded = 0;
      current = new Map();
    }
    for (; folded < count; folded++) {
      const { leafIndex, status } = events[folded] as StatusEvent;
      if (status === leafStatus.valid) current.delete(leafIndex);
      else current.set(leafIndex, status);
    }
    const entries = [...current]
      .sort(([a], [b]) => a - b)
      .map(([leafIndex, status]) => ({ leafIndex, status }));
    kept = { count, entries };
    return entries;
  };
}
