import { unsupported, type Document } from './documents.js';
import { serverError } from './errors.js';
import type { IndexField } from './index-spec.js';
import { indexedAt } from './paths.js';
import { EMPTY_ARRAY_KEY, inverted, valueKey } from './value-key.js';

export interface FieldKeys {
  /** Joined keys of the fields, each once, in ascending order. */
  readonly keys: readonly Buffer[];
  readonly many: boolean;
}

/** What an index or a sort over these fields holds of a document. */
export function fieldKeys(document: Document, fields: readonly IndexField[]): FieldKeys {
  const columns = fields.map((field) => indexedAt(document, field.path));
  const many = columns.filter((column) => column.many);
  if (many.length > 1) refuseParallel(fields.filter((_, at) => columns[at]?.many === true));
  let keys: Buffer[] = [Buffer.alloc(0)];
  for (const [at, { values }] of columns.entries()) {
    const parts = values.map((value) => directed(value, fields[at]?.descending === true));
    keys = keys.flatMap((key) => parts.map((part) => Buffer.concat([key, part])));
  }
  return { keys: many.length > 0 ? distinct(keys) : keys, many: many.length > 0 };
}

/** Undefined stands for an empty array, as in an index. */
function directed(value: unknown, descending: boolean): Buffer {
  const key = value === undefined ? EMPTY_ARRAY_KEY : valueKey(value);
  return descending ? inverted(key) : key;
}

function distinct(keys: Buffer[]): Buffer[] {
  const sorted = keys.sort((a, b) => a.compare(b));
  return sorted.filter((key, at) => at === 0 || !key.equals(sorted[at - 1] ?? key));
}

function refuseParallel(fields: readonly IndexField[]): never {
  if (new Set(fields.map(({ path }) => path[0])).size < fields.length) {
    unsupported('an index or sort over two paths through one array');
  }
  const names = fields.map(({ name }) => name).join(', ');
  throw serverError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays: ${names}`);
}
