import mongoose from 'mongoose';
import type { Catalogue, CollectionState } from './catalogue.js';
import { assertStorable, encodeDocument, type Document } from './documents.js';
import { duplicateKey, serverError } from './errors.js';
import type { Found } from './find.js';
import { fieldKeys } from './index-entries.js';
import type { Index } from './index-spec.js';
import { indexedAt } from './paths.js';
import type { Staged } from './staged.js';
import { documentPrefix, indexPrefix } from './storage-keys.js';
import { valueKey } from './value-key.js';

/** Where writes of one collection go. */
export interface Target {
  readonly view: Staged;
  readonly catalogue: Catalogue;
  readonly collection: CollectionState;
}

interface IndexEntry {
  readonly index: Index;
  readonly key: Buffer;
  readonly many: boolean;
}

/** Puts one document with its index entries, or throws and stages nothing. */
export function insertDocument(target: Target, document: Document): void {
  const { view, collection } = target;
  assertStorable(document);
  const idKey = idKeyOf(document);
  const place = Buffer.concat([documentPrefix(collection.id), idKey]);
  if (view.get(place) !== undefined) {
    throw duplicateKey(collection.name, '_id_', { _id: 1 }, { _id: document['_id'] });
  }
  const entries = entriesOf(collection.indexes, document, idKey);
  assertUnique(target, entries, document, idKey);
  view.put(place, encodeDocument(document));
  putEntries(target, entries, idKey);
}

/** Whether anything changed. Indexes that depend on none of the touched fields stay as they are. */
export function replaceDocument(
  target: Target,
  found: Found,
  document: Document,
  touched: ReadonlySet<string>,
): boolean {
  const { view, collection } = target;
  const { idKey } = found;
  assertStorable(document);
  if (!idKeyOf(document).equals(idKey)) {
    throw serverError(66, 'ImmutableField', "the update would change the immutable field '_id'");
  }
  const bytes = encodeDocument(document);
  if (bytes.equals(found.bytes)) return false;
  const indexes = collection.indexes.filter(({ reads }) => meet(reads, touched));
  const entries = entriesOf(indexes, document, idKey);
  assertUnique(target, entries, document, idKey);
  const kept = new Set(entries.map(({ key }) => key.toString('latin1')));
  for (const { key } of entriesOf(indexes, found.document, idKey)) {
    if (!kept.has(key.toString('latin1'))) view.delete(key);
  }
  view.put(Buffer.concat([documentPrefix(collection.id), idKey]), bytes);
  putEntries(target, entries, idKey);
  return true;
}

export function removeDocument({ view, collection }: Target, { idKey, document }: Found): void {
  view.delete(Buffer.concat([documentPrefix(collection.id), idKey]));
  for (const { key } of entriesOf(collection.indexes, document, idKey)) view.delete(key);
}

/** The document with its _id in front, made where there is none. */
export function withId(document: Document): Document {
  const { _id, ...rest } = document;
  return { _id: _id ?? new mongoose.mongo.ObjectId(), ...rest };
}

export function idKeyOf(document: Document): Buffer {
  const id = document['_id'];
  if (Array.isArray(id)) throw serverError(53, 'InvalidIdField', "can't use an array for _id");
  return valueKey(id);
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of b) if (a.has(one)) return true;
  return false;
}

function entriesOf(indexes: readonly Index[], document: Document, idKey: Buffer): IndexEntry[] {
  return indexes.flatMap((index) => indexEntries(index, document, idKey));
}

export function indexEntries(index: Index, document: Document, idKey: Buffer): IndexEntry[] {
  if (!index.covers(document)) return [];
  const { keys, many } = fieldKeys(document, index.fields);
  const start = indexPrefix(index.id);
  return keys.map((key) => ({
    index,
    many,
    key: Buffer.concat(index.unique ? [start, key] : [start, key, idKey]),
  }));
}

function assertUnique(
  { view, collection }: Target,
  entries: readonly IndexEntry[],
  document: Document,
  idKey: Buffer,
): void {
  for (const { index, key } of entries) {
    const holder = index.unique ? view.get(key) : undefined;
    if (holder === undefined || holder.equals(idKey)) continue;
    throw duplicateKey(collection.name, index.name, { ...index.key }, keyValue(index, document));
  }
}

/** Of an array the first element stands for it. */
export function keyValue(index: Index, document: Document): Document {
  return Object.fromEntries(
    index.fields.map(({ name, path }) => [name, indexedAt(document, path).values[0] ?? null]),
  );
}

export function putEntries(
  { view, catalogue }: Target,
  entries: readonly IndexEntry[],
  idKey: Buffer,
): void {
  for (const { index, key, many } of entries) {
    view.put(key, idKey);
    if (!many || index.multikey) continue;
    index.multikey = true;
    catalogue.remember(view, index);
  }
}
