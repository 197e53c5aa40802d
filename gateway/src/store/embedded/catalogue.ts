import { decodeDocument, encodeDocument } from './documents.js';
import { indexOf, specOf, type Index, type IndexSpec } from './index-spec.js';
import type { Reader } from './reader.js';
import type { Staged } from './staged.js';
import { CATALOGUE_KEYS, catalogueKey } from './storage-keys.js';

export interface CollectionState {
  readonly name: string;
  readonly id: number;
  readonly indexes: readonly Index[];
}

interface CatalogueEntry {
  readonly id: number;
  readonly indexes: readonly IndexSpec[];
}

export interface Catalogue {
  /** What readers may rely on: it is on disk. */
  durable(name: string): CollectionState | undefined;
  /** What writes of the current group go by. */
  current(name: string): CollectionState | undefined;
  names(): readonly string[];
  /** The collection, made where it is missing. */
  ensure(view: Staged, name: string): CollectionState;
  change(view: Staged, state: CollectionState): void;
  /** Readers stop using an index before its entries go. */
  hideIndex(name: string, index: Index): void;
  remember(view: Staged, index: Index): void;
  freeId(): number;
  /** The writes of the current group are on disk. */
  publish(): void;
  /** Reads everything again from the disk. */
  load(reader: Reader): Promise<void>;
}

export function emptyCatalogue(): Catalogue {
  let durable = new Map<string, CollectionState>();
  let current = new Map<string, CollectionState>();
  let changed = false;

  function change(view: Staged, state: CollectionState): void {
    current.set(state.name, state);
    changed = true;
    store(view, state);
  }

  return {
    durable: (name) => durable.get(name),
    current: (name) => current.get(name),
    names: () => [...durable.keys()],
    ensure: (view, name) => {
      const known = current.get(name);
      if (known !== undefined) return known;
      const made = { name, id: nextId(current), indexes: [] };
      change(view, made);
      return made;
    },
    change,
    hideIndex: (name, index) => {
      const state = durable.get(name);
      if (state !== undefined) durable.set(name, without(state, index));
    },
    remember: (view, index) => {
      const owner = [...current.values()].find(({ indexes }) => indexes.includes(index));
      if (owner !== undefined) store(view, owner);
    },
    freeId: () => nextId(current),
    publish: () => {
      if (changed) durable = new Map(current);
      changed = false;
    },
    load: async (reader) => {
      current = new Map();
      for await (const [key, value] of reader.entries(CATALOGUE_KEYS, false, 100)) {
        const { id, indexes } = decodeDocument(value) as unknown as CatalogueEntry;
        const name = key.toString('utf8', 1);
        current.set(name, { name, id, indexes: indexes.map(indexOf) });
      }
      durable = new Map(current);
      changed = false;
    },
  };
}

export function without(state: CollectionState, index: Index): CollectionState {
  return { ...state, indexes: state.indexes.filter(({ id }) => id !== index.id) };
}

function store(view: Staged, { name, id, indexes }: CollectionState): void {
  view.put(catalogueKey(name), encodeDocument({ id, indexes: indexes.map(specOf) }));
}

/** Collections and indexes are numbered together. */
function nextId(collections: ReadonlyMap<string, CollectionState>): number {
  const used = [...collections.values()].flatMap(({ id, indexes }) => [
    id,
    ...indexes.map((index) => index.id),
  ]);
  return Math.max(0, ...used) + 1;
}
