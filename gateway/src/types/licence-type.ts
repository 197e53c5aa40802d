import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldValue } from '@yinzhao/verifier/format/fields';
import {
  fieldNamePattern,
  maximumDisplayName,
  type DisplayName,
  type NamedField,
  type NamedType,
} from '@yinzhao/verifier/format/type-names';
import { compileSchema, type Check, type JsonSchema } from './json-schema.js';

export interface LicenceField extends NamedField {
  readonly required: boolean;
}

/** What a licence of one type says, and in which order. A type that has issued licences keeps its order for ever. */
export interface LicenceType {
  /** 21 characters (GB/T 36904): the body that defines the type, and three digits. */
  readonly code: string;
  readonly name: DisplayName;
  /** In the order of the fields tree: those most often shown come first. */
  readonly fields: readonly LicenceField[];
  /** The field that names the holder in look-ups. */
  readonly holder: string;
  readonly validity: { readonly openEnded: boolean; readonly maximumYears: number | null };
  readonly schema: JsonSchema;
  readonly check: Check;
}

export type LicenceTypes = ReadonlyMap<string, LicenceType>;
export type FieldValues = Readonly<Record<string, FieldValue>>;

const displayName = {
  type: 'object',
  additionalProperties: false,
  required: ['zh', 'en'],
  properties: {
    zh: { type: 'string', minLength: 1, maxLength: maximumDisplayName, format: 'plain-text' },
    en: { type: 'string', minLength: 1, maxLength: maximumDisplayName, format: 'plain-text' },
  },
};

/** Strict by construction: no unknown fields, only texts of a bounded length, integers and truth values. */
const typeFile = compileSchema({
  type: 'object',
  required: ['$id', 'licenceType', 'type', 'additionalProperties', 'required', 'properties'],
  properties: {
    type: { const: 'object' },
    additionalProperties: { const: false },
    required: { type: 'array', items: { type: 'string' } },
    licenceType: {
      type: 'object',
      additionalProperties: false,
      required: ['code', 'name', 'holder', 'validity', 'order'],
      properties: {
        code: { type: 'string', pattern: '^[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}$' },
        name: displayName,
        holder: { type: 'string' },
        validity: {
          type: 'object',
          additionalProperties: false,
          required: ['openEnded', 'maximumYears'],
          properties: {
            openEnded: { type: 'boolean' },
            maximumYears: { type: ['integer', 'null'], minimum: 1 },
          },
        },
        order: { type: 'array', minItems: 1, maxItems: 64, items: { type: 'string' } },
      },
    },
    properties: {
      type: 'object',
      propertyNames: { type: 'string', pattern: fieldNamePattern },
      additionalProperties: {
        type: 'object',
        required: ['displayName', 'type'],
        properties: { displayName, type: { enum: ['string', 'integer', 'boolean'] } },
        allOf: [
          {
            if: { type: 'object', properties: { type: { const: 'string' } } },
            then: {
              type: 'object',
              anyOf: ['maxLength', 'enum', 'pattern', 'format'].map((bound) => ({
                required: [bound],
              })),
            },
          },
        ],
      },
    },
  },
});

interface TypeFile {
  readonly licenceType: {
    readonly code: string;
    readonly name: DisplayName;
    readonly holder: string;
    readonly validity: LicenceType['validity'];
    readonly order: readonly string[];
  };
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly displayName: DisplayName }>>;
}

/** @throws Error where the schema is not a licence type */
export function licenceTypeOf(schema: JsonSchema): LicenceType {
  const [problem] = typeFile(schema);
  if (problem !== undefined) throw new Error(`${problem.pointer} ${problem.en}`);
  const { licenceType, required, properties } = schema as unknown as TypeFile;
  const { order, holder } = licenceType;
  if ([...order].sort().join() !== Object.keys(properties).sort().join()) {
    throw new Error('the order does not name every field once');
  }
  if (!required.includes(holder)) throw new Error('the field of the holder is not required');
  const fields = order.map((name) => ({
    name,
    displayName: (properties[name] as { displayName: DisplayName }).displayName,
    required: required.includes(name),
  }));
  return { ...licenceType, fields, schema, check: compileSchema(schema) };
}

/**
 * Every `.json` file of a folder.
 * @throws Error where a file is not a licence type, or two have one code
 */
export function readLicenceTypes(folder: string): LicenceTypes {
  const types = new Map<string, LicenceType>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    let type: LicenceType;
    try {
      type = licenceTypeOf(JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonSchema);
    } catch (cause) {
      throw new Error(`${name} is not a licence type: ${String(cause)}`, { cause });
    }
    if (types.has(type.code)) throw new Error(`${name}: the code ${type.code} stands twice`);
    types.set(type.code, type);
  }
  return types;
}

/** What a trust bundle says of a type, so that terminals can show its licences. */
export function namesOf({ code, name, fields }: LicenceType): NamedType {
  return {
    code,
    name,
    fields: fields.map((one) => ({ name: one.name, displayName: one.displayName })),
  };
}

/** The values in the order of the fields tree; a field that is not there is null. */
export function valuesInOrder(type: LicenceType, values: FieldValues): FieldValue[] {
  return type.fields.map(({ name }) => values[name] ?? null);
}
