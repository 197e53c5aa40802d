import { isPlain, unsupported, type Document } from './documents.js';
import { pathOf } from './paths.js';

export type Projection = (document: Document) => Document;

/** Fields to keep, or fields to leave out; of _id it may be said apart. */
export function projectionOf(wanted: unknown): Projection {
  if (wanted === undefined) return (document) => document;
  if (!isPlain(wanted)) return unsupported('projections that are no objects');
  const fields = Object.keys(wanted).filter((name) => name !== '_id');
  const [keep, drop] = parted(wanted, fields);
  const id = isOn(wanted['_id'] ?? 1);
  const onlyId = fields.length === 0 && wanted['_id'] !== undefined && id;
  return keep.length > 0 || onlyId ? keeping(keep, id) : dropping(drop, id);
}

function parted(wanted: Document, fields: readonly string[]): [string[][], string[][]] {
  const [keep, drop] = [true, false].map((on) =>
    fields.filter((name) => isOn(wanted[name]) === on).map((name) => [...pathOf(name)]),
  ) as [string[][], string[][]];
  if (keep.length > 0 && drop.length > 0) unsupported('projections that both keep and leave out');
  return [keep, drop];
}

function keeping(paths: readonly (readonly string[])[], id: boolean): Projection {
  return (document) => kept(document, id ? [['_id'], ...paths] : paths);
}

function dropping(paths: readonly (readonly string[])[], id: boolean): Projection {
  return (document) => dropped(document, id ? paths : [['_id'], ...paths]);
}

function isOn(value: unknown): boolean {
  if (value === 1 || value === true) return true;
  if (value === 0 || value === false) return false;
  return unsupported('computed projections');
}

function kept(document: Document, paths: readonly (readonly string[])[]): Document {
  return each(document, paths, (value, below) => {
    if (below.some((path) => path.length === 0)) return value;
    return below.length === 0 ? undefined : within(value, below, kept, undefined);
  });
}

function dropped(document: Document, paths: readonly (readonly string[])[]): Document {
  return each(document, paths, (value, below) => {
    if (below.some((path) => path.length === 0)) return undefined;
    return below.length === 0 ? value : within(value, below, dropped, value);
  });
}

function each(
  document: Document,
  paths: readonly (readonly string[])[],
  field: (value: unknown, below: readonly (readonly string[])[]) => unknown,
): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const below = paths.filter((path) => path[0] === name).map((path) => path.slice(1));
    const left = field(value, below);
    if (left !== undefined) result[name] = left;
  }
  return result;
}

/** `other`: what stands for a value that has no fields. */
function within(
  value: unknown,
  paths: readonly (readonly string[])[],
  deed: (document: Document, paths: readonly (readonly string[])[]) => Document,
  other: unknown,
): unknown {
  if (Array.isArray(value)) {
    const left = value.map((one) => within(one, paths, deed, other === undefined ? other : one));
    return left.filter((one) => one !== undefined);
  }
  return isPlain(value) ? deed(value, paths) : other;
}
