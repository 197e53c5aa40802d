import type { JsonSchema } from '../types/json-schema.js';
import type { LicenceTypes } from '../types/licence-type.js';
import { problems, type ProblemCode } from './problems.js';
import type { Answer, Input, Route } from './route.js';
import * as schemas from './schemas.js';

/** Refusals that follow from how an operation is built. */
function generalProblems(route: Route): readonly ProblemCode[] {
  const codes: ProblemCode[] = [
    'INTERNAL_FAILURE',
    'PATH_NOT_NORMAL',
    'QUERY_INVALID',
    'STORE_UNAVAILABLE',
  ];
  if (route.scope !== null) codes.push('API_KEY_MISSING', 'API_KEY_UNKNOWN', 'SCOPE_MISSING');
  if (route.parameters?.identifier !== undefined) codes.push('IDENTIFIER_MALFORMED');
  if (route.input !== undefined)
    codes.push('CONTENT_TYPE_UNSUPPORTED', 'CONTENT_TOO_LARGE', 'CONTENT_TOO_SLOW');
  if (route.input?.kind === 'json') codes.push('JSON_MALFORMED', 'REQUEST_INVALID');
  if (route.idempotent === true) {
    codes.push('IDEMPOTENCY_IN_FLIGHT', 'IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_REUSED');
  }
  return codes;
}

/** What every operation may refuse with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  return [...new Set([...route.problems, ...generalProblems(route)])].sort();
}

const componentNames = new Map<JsonSchema, string>(
  Object.entries(schemas).flatMap(([name, schema]) =>
    typeof schema === 'function' ? [] : [[schema, name.replace(/Schema$/, '')]],
  ),
);

/** Schemas that have a name are written once and pointed at. */
function referenced(value: unknown, top = false): unknown {
  if (Array.isArray(value)) return value.map((item) => referenced(item));
  if (typeof value !== 'object' || value === null) return value;
  const name = componentNames.get(value as JsonSchema);
  if (name !== undefined && !top) return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referenced(item)]));
}

function contentOf({ type, schema }: Pick<Answer, 'type' | 'schema'>): object {
  const shape = schema === undefined ? { type: 'string', format: 'binary' } : referenced(schema);
  return { [type.split(';')[0] ?? type]: { schema: shape } };
}

function requestBody(input: Input): object {
  const types = { json: 'application/json', lines: 'application/x-ndjson' } as const;
  const content =
    input.kind === 'bytes'
      ? contentOf({ type: input.type })
      : contentOf({ type: types[input.kind], schema: input.schema });
  return { required: true, content };
}

function parametersOf(route: Route): object[] {
  const placed = (where: string, required: boolean, from: Route['query'] = {}): object[] =>
    Object.entries(from).map(([name, schema]) => ({
      name,
      in: where,
      required,
      schema: referenced(schema),
    }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string' },
  };
  return [
    ...placed('path', true, route.parameters),
    ...placed('query', false, route.query),
    ...(route.idempotent === true ? [key] : []),
  ];
}

function responsesOf(route: Route): object {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(route)) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = Object.entries(route.answers).map(([status, answer]) => {
    const { zh, en } = answer.description;
    const content =
      Number(status) === 204 || Number(status) === 304 ? {} : { content: contentOf(answer) };
    return [status, { description: `${en} · ${zh}`, ...content }];
  });
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.join(', '),
      content: contentOf({ type: 'application/problem+json', schema: schemas.problemSchema }),
    },
  ]);
  return Object.fromEntries([...answers, ...refusals]) as object;
}

function operationOf(route: Route): object {
  const { operation, summary, scope, input } = route;
  return {
    operationId: operation,
    summary: summary.en,
    description: summary.zh,
    ...(scope === null ? { security: [] } : { security: [{ key: [] }], 'x-scope': scope }),
    parameters: parametersOf(route),
    ...(input === undefined ? {} : { requestBody: requestBody(input) }),
    responses: responsesOf(route),
  };
}

/** Without the address of its own: a pointer inside the document would start there. */
function localised(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$id'));
}

/** OpenAPI 3.1, made from the very values that the router mounts. */
export function openApiOf(routes: readonly Route[], types: LicenceTypes): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const components = [...componentNames].map(([schema, name]) => [name, referenced(schema, true)]);
  const licences = [...types.values()].map(({ code, schema }) => [
    `fields-${code}`,
    localised(schema),
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Yinzhao 印照',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: Object.fromEntries([...components, ...licences]) as object,
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

export function openApiRoute(routes: readonly Route[], types: LicenceTypes): Route {
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    operation: 'openApi',
    summary: { zh: '接口描述', en: 'This description' },
    scope: null,
    answers: {
      200: {
        description: { zh: 'OpenAPI 3.1', en: 'OpenAPI 3.1' },
        type: 'application/json',
        schema: { type: 'object' },
      },
    },
    problems: [],
    handle: () => ({ status: 200, body: document }),
  };
  const document = openApiOf([...routes, route], types);
  return route;
}
