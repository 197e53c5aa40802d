/**
 * Where things lie in the ordered store: one byte of kind, four of collection or index, then value keys.
 *
 *   0 ‖ name                              what the folder is
 *   1 ‖ name of a collection              its catalogue entry
 *   2 ‖ collection ‖ key of _id           a document
 *   3 ‖ index ‖ keys [‖ key of _id]       an index entry; a unique index needs no _id. Its value is the key of _id
 */
export const FORMAT_KEY = Buffer.from('\0format');
export const CATALOGUE_KEYS = { gte: Buffer.from([1]), lt: Buffer.from([2]) };
export const PREFIX_BYTES = 5;

export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

export function catalogueKey(collection: string): Buffer {
  return Buffer.from(`\x01${collection}`);
}

export function documentPrefix(collection: number): Buffer {
  return prefix(2, collection);
}

export function indexPrefix(index: number): Buffer {
  return prefix(3, index);
}

/** Everything below one prefix. */
export function allUnder(start: Buffer): KeyRange {
  const end = Buffer.from(start);
  end.writeUInt32BE(start.readUInt32BE(1) + 1, 1);
  return { gte: start, lt: end };
}

function prefix(kind: number, id: number): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES);
  bytes[0] = kind;
  bytes.writeUInt32BE(id, 1);
  return bytes;
}
