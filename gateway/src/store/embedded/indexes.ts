import { without, type CollectionState } from './catalogue.js';
import { decodeDocument, type Document } from './documents.js';
import { duplicateKey, serverError } from './errors.js';
import { indexOf, wishedIndex, type Index } from './index-spec.js';
import { allUnder, documentPrefix, indexPrefix, PREFIX_BYTES } from './storage-keys.js';
import { indexEntries, keyValue, putEntries, type Target } from './write.js';

type Entries = ReturnType<typeof indexEntries>;

/** Makes an index and fills it; an equal one stays. Resolves to its name. */
export async function createIndex(target: Target, keys: object, options: object): Promise<string> {
  const { catalogue, collection, view } = target;
  const index = indexOf(wishedIndex(catalogue.freeId(), keys, options));
  if (sameKey(index.key, { _id: 1 })) return '_id_';
  if (hasEqual(collection, index)) return index.name;
  const filled: { entries: Entries; idKey: Buffer }[] = [];
  const held = new Set<string>();
  for await (const [key, bytes] of view.entries(
    allUnder(documentPrefix(collection.id)),
    false,
    Infinity,
  )) {
    const document = decodeDocument(bytes);
    const idKey = key.subarray(PREFIX_BYTES);
    const entries = indexEntries(index, document, idKey);
    if (index.unique) holdOnce(held, entries, collection, index, document);
    filled.push({ entries, idKey });
  }
  const next = { ...collection, indexes: [...collection.indexes, index] };
  catalogue.change(view, next);
  for (const { entries, idKey } of filled)
    putEntries({ ...target, collection: next }, entries, idKey);
  return index.name;
}

function holdOnce(
  held: Set<string>,
  entries: Entries,
  collection: CollectionState,
  index: Index,
  document: Document,
): void {
  for (const { key } of entries) {
    const text = key.toString('latin1');
    if (held.has(text)) {
      throw duplicateKey(collection.name, index.name, index.key, keyValue(index, document));
    }
    held.add(text);
  }
}

/** @throws MongoServerError where the name or the keys are taken by another index, as MongoDB does */
function hasEqual(collection: CollectionState, index: Index): boolean {
  const named = collection.indexes.find(({ name }) => name === index.name);
  const keyed = collection.indexes.find(
    (other) => sameKey(other.key, index.key) && sameFilter(other, index),
  );
  const other = named ?? keyed;
  if (other === undefined) return false;
  if (other === named && other === keyed && other.unique === index.unique) return true;
  if (named !== undefined && !(sameKey(named.key, index.key) && sameFilter(named, index))) {
    throw serverError(86, 'IndexKeySpecsConflict', `index ${index.name} is over something else`);
  }
  throw serverError(85, 'IndexOptionsConflict', `index ${other.name} has other options`);
}

function sameKey(a: object, b: object): boolean {
  return JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
}

function sameFilter(a: Index, b: Index): boolean {
  return JSON.stringify(a.partial) === JSON.stringify(b.partial);
}

export async function dropIndex(
  { view, catalogue, collection }: Target,
  name: string,
): Promise<void> {
  const index = collection.indexes.find((one) => one.name === name);
  if (index === undefined) throw serverError(27, 'IndexNotFound', `index not found: ${name}`);
  catalogue.hideIndex(collection.name, index);
  catalogue.change(view, without(collection, index));
  for await (const [key] of view.entries(allUnder(indexPrefix(index.id)), false, Infinity)) {
    view.delete(key);
  }
}

/** As listIndexes of MongoDB tells them. */
export function describedIndexes(collection: CollectionState): Document[] {
  return [
    { v: 2, key: { _id: 1 }, name: '_id_' },
    ...collection.indexes.map(({ name, key, unique, partial }) => ({
      v: 2,
      key: { ...key },
      name,
      ...(unique ? { unique } : {}),
      ...(partial === null ? {} : { partialFilterExpression: partial }),
    })),
  ];
}
