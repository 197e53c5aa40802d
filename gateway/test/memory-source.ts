// The database of the batcher as lists in memory: what outlives a batcher that is closed.
import type { LedgerCode, PlacedGroup } from '@yinzhao/chaincode';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, type GroupEntry } from '@yinzhao/verifier/format/group';
import { encodeStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { CutGroup, GroupKey, KeptGroup, PendingSource } from '../src/anchor/pending-source.js';
import { objectsOf } from '../src/anchor/plan-groups.js';

type Item =
  | { readonly entry: GroupEntry; readonly statement: null }
  | { readonly entry: null; readonly statement: StatusStatement };

interface StoredItem {
  readonly log: string;
  readonly certificate: Uint8Array;
  readonly item: Item;
  state: 'pending' | 'cut' | 'anchored' | 'refused';
  leafIndex: number | null;
  code: LedgerCode | null;
}

export interface MemorySource extends PendingSource {
  readonly items: ReadonlyMap<string, StoredItem>;
  readonly groups: ReadonlyMap<string, CutGroup & { state: string }>;
  readonly addEntries: (
    log: string,
    certificate: Uint8Array,
    entries: readonly GroupEntry[],
  ) => void;
  readonly addStatement: (certificate: Uint8Array, statement: StatusStatement) => string;
  /** Called before each writing call: what it throws is a database that fails. */
  before: (call: string) => void;
}

export function memorySource(engine: Engine): MemorySource {
  const items = new Map<string, StoredItem>();
  const groups = new Map<string, CutGroup & { state: string }>();
  /** Digests of what was read from the log, of which there is no group. */
  const logged = new Map<string, Uint8Array>();
  const keyOf = ({ log, certificate, number }: GroupKey): string =>
    `${log} ${toHex(certificate)} ${number}`;
  const add = (log: string, certificate: Uint8Array, object: Uint8Array, item: Item): string => {
    const id = toHex(object);
    items.set(id, { log, certificate, item, state: 'pending', leafIndex: null, code: null });
    return id;
  };
  const each = (group: Uint8Array, change: (item: StoredItem, i: number) => void): void => {
    objectsOf(decodeGroup(group), engine).forEach((object, i) => {
      const item = items.get(toHex(object));
      if (item) change(item, i);
    });
  };
  const source: MemorySource = {
    items,
    groups,
    before: () => undefined,
    addEntries: (log, certificate, entries) => {
      for (const entry of entries) add(log, certificate, entry.object, { entry, statement: null });
    },
    addStatement: (certificate, statement) => {
      const object = engine.sm3(encodeStatus(statement));
      return add(statement.log, certificate, object, { entry: null, statement });
    },
    pending: (certificate, limit) => {
      const own = [...items.values()].filter(
        (item) => item.state === 'pending' && equalBytes(item.certificate, certificate),
      );
      return Promise.resolve({
        entries: own.flatMap(({ item }) => (item.entry ? [item.entry] : [])).slice(0, limit),
        statements: own
          .flatMap(({ item }) => (item.statement ? [item.statement] : []))
          .slice(0, limit),
      });
    },
    kept: (key) => {
      const found = groups.get(keyOf(key));
      if (found === undefined) return Promise.resolve(null);
      const { state, empty, group } = found;
      const bytes = state === 'released' ? empty : group;
      const digest = logged.get(keyOf(key)) ?? (bytes === null ? null : engine.sm3(bytes));
      return Promise.resolve({ state: state as KeptGroup['state'], digest });
    },
    unfinished: (log) =>
      Promise.resolve([...groups.values()].filter((g) => g.log === log && g.state === 'cut')),
    cut: async (group) => {
      source.before('cut');
      groups.set(keyOf(group), { ...group, state: 'cut' });
      each(group.group, (item) => {
        item.state = 'cut';
      });
      return Promise.resolve();
    },
    replace: async (key, empty) => {
      source.before('replace');
      const group = groups.get(keyOf(key)) as CutGroup;
      groups.set(keyOf(key), { ...group, empty, state: 'cut' });
      return Promise.resolve();
    },
    anchored: async (key, placed: PlacedGroup) => {
      source.before('anchored');
      const group = groups.get(keyOf(key));
      if (!group) return;
      groups.set(keyOf(key), { ...group, state: 'anchored' });
      each(group.group, (item, i) => {
        item.state = 'anchored';
        item.leafIndex = placed.first + i;
      });
      return Promise.resolve();
    },
    release: async (key) => {
      source.before('release');
      const group = groups.get(keyOf(key));
      if (!group) return;
      groups.set(keyOf(key), { ...group, state: 'released' });
      each(group.group, (item) => {
        item.state = 'pending';
      });
      return Promise.resolve();
    },
    placed: async (key, { digest, first }, objects) => {
      source.before('placed');
      const kept = groups.get(keyOf(key));
      const before = logged.get(keyOf(key)) ?? (kept && engine.sm3(kept.group));
      const other = before !== undefined && !equalBytes(before, digest);
      if (other) await source.release(key);
      objects.forEach((object, i) => {
        const item = items.get(toHex(object));
        if (item === undefined) return;
        item.state = 'anchored';
        item.leafIndex = first + i;
      });
      logged.set(keyOf(key), digest);
      groups.set(keyOf(key), { ...key, group: new Uint8Array(0), empty: null, state: 'anchored' });
      return { released: other };
    },
    followStatuses: () => Promise.resolve(),
    hasRestored: () => Promise.resolve(false),
    releaseRestored: () => Promise.resolve(0),
    refuse: async (_log, objects, code) => {
      for (const object of objects) {
        const item = items.get(toHex(object));
        if (!item) continue;
        item.state = 'refused';
        item.code = code;
      }
      return Promise.resolve();
    },
  };
  return source;
}
