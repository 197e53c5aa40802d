import type { CborValue } from './cbor.js';
import { VerifierError } from '../errors.js';
import { maximumFields } from './field-tree.js';
import { isIdentifier } from './name.js';
import { isLabel } from './plain-text.js';
import { arrayShape } from './shape.js';

/** How people call a type or a field, by the trust bundle. */
export interface DisplayName {
  readonly zh: string;
  readonly en: string;
}

export interface NamedField {
  /** The field's member in the JSON Schema of its type. */
  readonly name: string;
  readonly displayName: DisplayName;
}

/** What a licence type and its fields are called. The place in `fields` is the field's number in every licence. */
export interface NamedType {
  readonly code: string;
  readonly name: DisplayName;
  readonly fields: readonly NamedField[];
}

const code = 'TRUST_BUNDLE_MALFORMED';
/** UTF-16 units; a screen of 80 columns has room for it. */
export const maximumDisplayName = 60;
/** Machine names of fields: English words run together. */
export const fieldNamePattern = '^[a-z][0-9A-Za-z]{0,39}$';
const fieldName = new RegExp(fieldNamePattern);

function isDisplayName(text: string): boolean {
  // Chinese and English are written without joiners and selectors of variants.
  return isLabel(text, maximumDisplayName) && !/\p{Default_Ignorable_Code_Point}/u.test(text);
}

export function namedTypeFields({ code: type, name, fields }: NamedType): CborValue {
  return [
    type,
    name.zh,
    name.en,
    fields.map((field) => [field.name, field.displayName.zh, field.displayName.en]),
  ];
}

/** @throws VerifierError TRUST_BUNDLE_MALFORMED where the shape is another */
export function decodeNamedType(item: CborValue): NamedType {
  const shape = arrayShape(code, item, 4);
  return {
    code: shape.text('code of a type'),
    name: { zh: shape.text('Chinese name'), en: shape.text('English name') },
    fields: shape.list('fields').map((one) => {
      const field = arrayShape(code, one, 3);
      return {
        name: field.text('name of a field'),
        displayName: { zh: field.text('Chinese name'), en: field.text('English name') },
      };
    }),
  };
}

/** @throws VerifierError TRUST_BUNDLE_MALFORMED */
export function checkNamedType({ code: type, name, fields }: NamedType): void {
  const refuse = (message: string): never => {
    throw new VerifierError(code, `type ${type}: ${message}`);
  };
  if (!isIdentifier(type)) refuse('the code is not an identifier');
  if (fields.length < 1 || fields.length > maximumFields) {
    refuse(`not 1 to ${maximumFields} fields`);
  }
  if (!fields.every((field) => fieldName.test(field.name)))
    refuse('a field without a machine name');
  // Two fields with one name could not be told apart by whoever reads the answer as data.
  if (new Set(fields.map((field) => field.name)).size < fields.length) refuse('one field twice');
  const shown = [name, ...fields.map(({ displayName }) => displayName)];
  if (!shown.every(({ zh, en }) => isDisplayName(zh) && isDisplayName(en))) {
    refuse(`a name is not 1 to ${maximumDisplayName} characters of plain text`);
  }
  // Nor by whoever reads it on a screen.
  const names = fields.map(({ displayName }) => displayName);
  if (areAlike(names.map(({ zh }) => zh)) || areAlike(names.map(({ en }) => en))) {
    refuse('two fields are called alike');
  }
}

/** Full-width forms and capitals make no other name. */
function areAlike(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.normalize('NFKC').toLowerCase())).size < names.length;
}

/**
 * Whether every field has the number that it had: a value that was signed under a number is never read under another
 * name. Types and fields may be added, behind those that are there; how they are called may change.
 */
export function keepsFieldNumbers(
  before: readonly NamedType[],
  after: readonly NamedType[],
): boolean {
  const later = new Map(after.map((type) => [type.code, type.fields]));
  return before.every(({ code: type, fields }) => {
    const now = later.get(type);
    return now !== undefined && fields.every(({ name }, number) => now[number]?.name === name);
  });
}
