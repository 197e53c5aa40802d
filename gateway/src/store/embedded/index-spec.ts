import { hasOperators, matcher, type Predicate } from './match.js';
import { normalised, unsupported, type Document } from './documents.js';
import { pathOf } from './paths.js';
import { serverError } from './errors.js';

/** What is kept of an index. */
export interface IndexSpec {
  readonly id: number;
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique: boolean;
  readonly partial: Document | null;
  /** Some document has an array on one of the paths. */
  readonly multikey: boolean;
}

export interface IndexField {
  readonly name: string;
  readonly path: readonly string[];
  readonly descending: boolean;
}

/** An index with what is derived from its specification. */
export interface Index {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly partial: Document | null;
  readonly covers: Predicate;
  /** Fields of the document's own level that it depends on. */
  readonly reads: ReadonlySet<string>;
  readonly key: Readonly<Record<string, 1 | -1>>;
  multikey: boolean;
}

const OPTIONS = new Set(['name', 'unique', 'partialFilterExpression', 'background', 'v', 'sparse']);
const PARTIAL_OPERATORS = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte']);

export function indexOf(spec: IndexSpec): Index {
  return {
    ...spec,
    fields: Object.entries(spec.key).map(([name, direction]) => ({
      name,
      path: pathOf(name),
      descending: direction === -1,
    })),
    covers: spec.partial === null ? () => true : matcher(spec.partial),
    reads: new Set(
      [...Object.keys(spec.key), ...Object.keys(spec.partial ?? {})].map(
        (name) => pathOf(name)[0] ?? '',
      ),
    ),
  };
}

export function specOf(index: Index): IndexSpec {
  const { id, name, key, unique, partial, multikey } = index;
  return { id, name, key, unique, partial, multikey };
}

/** A wished-for index from the arguments of createIndex. */
export function wishedIndex(id: number, keys: object, options: object): IndexSpec {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && !OPTIONS.has(option)) unsupported(`the index option ${option}`);
  }
  const { name, unique, partialFilterExpression, sparse } = options as Record<string, unknown>;
  if (sparse === true) unsupported('sparse indexes: use partialFilterExpression');
  const key = keyPattern(keys);
  return {
    id,
    key,
    name: typeof name === 'string' ? name : nameOf(key),
    unique: unique === true,
    partial: partialFilter(partialFilterExpression),
    multikey: false,
  };
}

export function nameOf(key: Readonly<Record<string, number>>): string {
  return Object.entries(key)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_');
}

function keyPattern(keys: object): Record<string, 1 | -1> {
  const entries = keys instanceof Map ? [...(keys as Map<string, unknown>)] : Object.entries(keys);
  if (entries.length === 0) throw serverError(67, 'CannotCreateIndex', 'an index needs fields');
  for (const [field, direction] of entries) {
    pathOf(field);
    if (direction !== 1 && direction !== -1)
      unsupported('indexes other than ascending, descending');
  }
  return Object.fromEntries(entries);
}

function partialFilter(expression: unknown): Document | null {
  if (expression === undefined || expression === null) return null;
  const filter = normalised(expression);
  for (const [name, condition] of Object.entries(filter)) {
    if (name.startsWith('$')) unsupported(`${name} in partialFilterExpression`);
    if (!hasOperators(condition)) continue;
    const strange = Object.entries(condition).find(
      ([operator, operand]) =>
        !PARTIAL_OPERATORS.has(operator) || (operator === '$exists' && operand !== true),
    );
    if (strange !== undefined) unsupported(`${strange[0]} in partialFilterExpression`);
  }
  matcher(filter);
  return filter;
}
