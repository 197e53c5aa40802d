import { isPlain, unsupported, type Document } from './documents.js';

const paths = new Map<string, readonly string[]>();

/** The fields of a dotted path. Positions in arrays are not addressed. */
export function pathOf(text: string): readonly string[] {
  const known = paths.get(text);
  if (known !== undefined) return known;
  const fields = text.split('.');
  if (fields.some((field) => field === '')) unsupported('empty field names in paths');
  if (fields.some((field) => /^[0-9]+$/.test(field))) unsupported('positions in arrays as paths');
  if (fields.some((field) => field.startsWith('$'))) unsupported('operators within paths');
  if (paths.size < 10_000) paths.set(text, fields);
  return fields;
}

/**
 * The values that a filter on this path looks at: each element of an array and then the array itself,
 * undefined where the field is missing.
 */
export function elementsAt(document: Document, path: readonly string[], from = 0): unknown[] {
  const { value, at } = descend(document, path, from);
  if (!Array.isArray(value)) return [value];
  const array = value as unknown[];
  if (at === path.length) return [...array, array];
  return array.filter(isPlain).flatMap((element) => elementsAt(element, path, at));
}

/** The values an index holds for this path; null is that of nothing, undefined that of an empty array. */
export function indexedAt(
  document: Document,
  path: readonly string[],
  from = 0,
): { values: unknown[]; many: boolean } {
  const { value, at } = descend(document, path, from);
  if (!Array.isArray(value)) return { values: [value ?? null], many: false };
  const array = value as unknown[];
  if (array.length === 0) return { values: [at === path.length ? undefined : null], many: true };
  if (at === path.length) return { values: array, many: true };
  const values = array.flatMap((element) =>
    isPlain(element) ? indexedAt(element, path, at).values : [null],
  );
  return { values, many: true };
}

/** Down to the value, or to the first array on the way with the number of fields used. */
function descend(
  document: Document,
  path: readonly string[],
  from: number,
): { value: unknown; at: number } {
  let value: unknown = document;
  for (let at = from; at < path.length; at++) {
    const field = path[at] ?? '';
    if (!isPlain(value) || !Object.hasOwn(value, field)) {
      return { value: undefined, at: path.length };
    }
    value = value[field];
    if (Array.isArray(value)) return { value, at: at + 1 };
  }
  return { value, at: path.length };
}
