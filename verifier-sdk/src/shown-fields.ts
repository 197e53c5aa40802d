import type { FieldValue } from './format/fields.js';
import type { NamedType } from './format/type-names.js';

/** A field that was shown; its names are null where the trust bundle does not know them. */
export interface ShownField {
  /** Its place in the type's schema, from 0. */
  readonly number: number;
  /** Its member in the type's schema. */
  readonly name: string | null;
  readonly zh: string | null;
  readonly en: string | null;
  readonly value: FieldValue;
}

/** Ascending by number. */
export function nameFields(
  values: ReadonlyMap<number, FieldValue>,
  type: NamedType | null,
): readonly ShownField[] {
  const ascending = [...values].sort(([a], [b]) => a - b);
  return ascending.map(([number, value]) => {
    const field = type?.fields[number];
    return {
      number,
      name: field?.name ?? null,
      zh: field?.displayName.zh ?? null,
      en: field?.displayName.en ?? null,
      value,
    };
  });
}
