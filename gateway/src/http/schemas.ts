import { identifierSchema } from '../issue/licence-request.js';
import { statusActions } from '../issue/change-status.js';
import { statusNames } from '../issue/view.js';
import { scopes } from '../issue/scope.js';
import { licenceStates } from '../store/licence.js';
import { waitingStates } from '../store/waiting-state.js';
import type { JsonSchema } from '../types/json-schema.js';
import { problems } from './problems.js';

const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const instant = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$' } as const;
const bilingual = closed({ zh: text, en: text });

/** Every property is there, and no other. */
export function closed(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

export const fieldProblemSchema = closed({ pointer: text, rule: text, zh: text, en: text });

export const problemSchema = closed(
  {
    type: text,
    status: { type: 'integer' },
    code: { enum: Object.keys(problems) },
    title: text,
    titles: bilingual,
    instance: text,
    errors: { type: 'array', items: fieldProblemSchema },
  },
  ['instance', 'errors'],
);

const licenceProperties = {
  identifier: identifierSchema,
  type: text,
  body: text,
  state: { enum: licenceStates.filter((state) => state !== 'restored') },
  status: { enum: statusNames },
  from: { type: 'string', format: 'civil-date' },
  to: { type: ['string', 'null'], format: 'civil-date' },
  log: text,
  object: { type: ['string', 'null'], pattern: '^[0-9a-f]{64}$' },
  leafIndex: { type: ['integer', 'null'] },
  issued: instant,
  refusal: textOrNull,
} as const;

export const licenceSchema = closed(licenceProperties);

export const statusChangeSchema = closed({
  identifier: identifierSchema,
  status: { enum: statusNames },
  state: { enum: waitingStates.filter((state) => state !== 'restored') },
  time: instant,
  object: digest,
});

export const leafStatusChangeSchema = closed({
  log: text,
  leafIndex: { type: 'integer' },
  status: { enum: statusNames },
  state: { enum: waitingStates },
  time: instant,
  object: digest,
});

export const wholeLicenceSchema = closed({
  ...licenceProperties,
  fields: { type: 'object' },
  changes: { type: 'array', items: statusChangeSchema },
});

export const licenceListSchema = closed({ licences: { type: 'array', items: licenceSchema } });

export const holderQuerySchema = closed({
  holder: { type: 'string', minLength: 1, maxLength: 120, format: 'plain-text' },
});

export const statusRequestSchema = closed(
  {
    action: { enum: Object.keys(statusActions) },
    reason: { type: 'string', maxLength: 200, format: 'plain-text' },
  },
  ['reason'],
);

/** A line of the answer to a stream: one of these three. */
export const batchLineSchema: JsonSchema = {
  oneOf: [
    closed({ line: { type: 'integer' }, licence: licenceSchema }),
    closed({ line: { type: 'integer' }, problem: problemSchema }),
    closed(
      {
        lines: { type: 'integer' },
        issued: { type: 'integer' },
        refused: { type: 'integer' },
        done: { type: 'boolean' },
        problem: problemSchema,
      },
      ['problem'],
    ),
  ],
};

export const callerRequestSchema = closed({
  name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
  body: { type: ['string', 'null'], pattern: '^[0-9A-Z]{18}$' },
  scopes: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: scopes } },
});

const callerProperties = {
  name: text,
  body: textOrNull,
  scopes: { type: 'array', items: text },
  created: instant,
  revoked: { type: ['string', 'null'] },
} as const;

export const callerSchema = closed(callerProperties);
export const newCallerSchema = closed({ ...callerProperties, key: text });
export const callerListSchema = closed({ callers: { type: 'array', items: callerSchema } });

export const keptBundleSchema = closed({
  version: { type: 'integer' },
  digest,
  issued: instant,
  expires: instant,
});

export const verdictSchema = closed({
  outcome: { enum: ['valid', 'invalid', 'undetermined'] },
  checks: {
    type: 'array',
    items: closed({
      name: text,
      outcome: { enum: ['passed', 'failed', 'unknown', 'notApplicable'] },
      code: textOrNull,
      text: { type: ['object', 'null'] },
    }),
  },
  licence: { type: ['object', 'null'] },
  established: { type: 'object' },
  freshness: { type: 'object' },
});

export const healthSchema = closed({
  ready: { type: 'boolean' },
  parts: { type: 'object', additionalProperties: { type: 'boolean' } },
  codes: { type: 'object', additionalProperties: text },
});
