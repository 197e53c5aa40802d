import type { JsonSchema } from '../types/json-schema.js';
import type { FieldValues } from '../types/licence-type.js';

export interface ArtefactRequest {
  readonly kind: 'sealedOfd' | 'file';
  /** Hexadecimal. */
  readonly digest: string;
  readonly length?: number;
}

/** What a body asks to be issued. */
export interface LicenceRequest {
  readonly type: string;
  /** Given by the gateway where it is left out. */
  readonly serial?: string;
  readonly version?: string;
  /** YYYY-MM-DD, both inclusive; no end: 长期. */
  readonly from: string;
  readonly to?: string | null;
  readonly fields: FieldValues;
  readonly artefacts?: readonly ArtefactRequest[];
  /** Compressed SM2 point of the holder's device, hexadecimal. */
  readonly holderKey?: string;
  /** Identifier of the licence that this one follows. */
  readonly predecessor?: string;
}

/** `type.body.serial.version.check` */
export const identifierSchema = {
  type: 'string',
  pattern: '^[0-9A-Z]{18}[0-9]{3}\\.[0-9A-Z]{18}\\.[0-9A-Z]{7,32}\\.[0-9]{3}\\.[0-9A-Z]$',
  displayName: { zh: '电子证照标识', en: 'Licence identifier' },
} as const;

const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;

/** Fields are checked by their type's own schema. */
export const licenceRequestSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'from', 'fields'],
  properties: {
    type: { type: 'string', pattern: '^[0-9A-Z]{18}[0-9]{3}$' },
    serial: { type: 'string', pattern: '^[0-9A-Z]{7,32}$' },
    version: { type: 'string', pattern: '^(?!000)[0-9]{3}$' },
    from: { type: 'string', format: 'civil-date' },
    to: { type: ['string', 'null'], format: 'civil-date' },
    fields: { type: 'object' },
    artefacts: {
      type: 'array',
      maxItems: 16,
      items: {
        type: 'object',
        required: ['kind', 'digest'],
        oneOf: [
          {
            type: 'object',
            additionalProperties: false,
            properties: { kind: { const: 'sealedOfd' }, digest },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['length'],
            properties: {
              kind: { const: 'file' },
              digest,
              length: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
            },
          },
        ],
      },
    },
    holderKey: { type: 'string', pattern: '^0[23][0-9a-f]{64}$' },
    predecessor: identifierSchema,
  },
};

/** A line of a batch: with a key it can be sent again. */
export const licenceLineSchema: JsonSchema = {
  ...licenceRequestSchema,
  properties: {
    ...(licenceRequestSchema.properties as object),
    key: { type: 'string', minLength: 1, maxLength: 128, format: 'plain-text' },
  },
};

export interface LicenceLine extends LicenceRequest {
  readonly key?: string;
}
