import { VerifierError } from '@yinzhao/verifier/errors';
import type { Context } from 'koa';
import { GatewayError } from '../errors.js';
import { compileSchema } from '../types/json-schema.js';
import { anybody, demandScope, keyOf, type Caller } from './caller.js';
import type { Idempotency } from './idempotency.js';
import { readLines } from './lines.js';
import { codeOfError, problems } from './problems.js';
import { queryReader } from './query.js';
import { checkLength, jsonLimit, parseJson, readBody, type BodyTimes } from './read-body.js';
import type { ApiAnswer, ApiRequest, Input, Route } from './route.js';

/** One call, for those who look later: who did what, when, with which outcome. No personal data. */
export interface AuditRecord {
  readonly id: string;
  readonly caller: string;
  readonly body: string | null;
  readonly operation: string;
  /** Identifier of the licence, or leaf index, where the path names one. */
  readonly subject: string | null;
  /** SM3 of the request's body, hexadecimal; null where it was not read as a whole. */
  readonly digest: string | null;
  readonly status: number;
  readonly code: string | null;
}

/** What every endpoint is given. */
export interface EndpointParts {
  /** Whose key it is; null: nobody's. */
  readonly callerOf: (key: string) => Promise<Caller | null>;
  readonly audit: (record: AuditRecord) => Promise<void>;
  readonly idempotency: Idempotency;
  readonly digest: (bytes: Uint8Array) => string;
  readonly times: BodyTimes;
}

interface ReadInput {
  readonly body: unknown;
  readonly digest: string | null;
}

type ReadInputOf = (ctx: Context) => Promise<ReadInput>;

export type Endpoint = (ctx: Context, id: string) => Promise<ApiAnswer>;

/** Most paths are unknown where a part cannot be; whoever writes an identifier by hand is told so. */
function refusedPart(pointer: string): Error {
  return pointer === '#/identifier'
    ? new VerifierError('IDENTIFIER_MALFORMED', 'not a licence identifier')
    : new GatewayError('ROUTE_UNKNOWN', 'a part of the path is malformed');
}

/** The way of every request: query → caller → scope → body → idempotency → deed → audit. */
export function endpointOf(route: Route, parts: EndpointParts): Endpoint {
  const readQuery = queryReader(route.query ?? {});
  const readInput = inputReader(route.input, parts);
  const checkParameters = compileSchema({ type: 'object', properties: route.parameters ?? {} });
  return async (ctx, id) => {
    const query = readQuery(ctx.querystring);
    const parameters = (ctx as Context & { params: Record<string, string> }).params;
    const [wrong] = checkParameters(parameters);
    if (wrong !== undefined) throw refusedPart(wrong.pointer);
    if (route.scope === null) {
      const { body } = await readInput(ctx);
      return route.handle({
        id,
        caller: anybody,
        query,
        parameters,
        body,
        etag: etagOf(ctx),
        rest: restOf(ctx),
        acceptsGzip: ctx.acceptsEncodings('gzip', 'identity') === 'gzip',
        key: null,
      });
    }
    const caller = await authenticate(ctx, parts);
    const subject = parameters.identifier ?? parameters.index ?? null;
    const call = { id, caller, operation: route.operation, subject };
    return audited(parts, call, async (note) => {
      demandScope(caller, route.scope as NonNullable<Route['scope']>);
      const { body, digest } = await readInput(ctx);
      note(digest);
      const request = {
        id,
        caller,
        query,
        parameters,
        body,
        etag: etagOf(ctx),
        key: keyHeader(ctx),
      };
      return answer(route, parts, request, digest);
    });
  };
}

function etagOf(ctx: Context): string | null {
  return ctx.get('If-None-Match') || null;
}

/** Only the rest of a file, and only with the tag that it was begun under: any other range is answered with all. */
function restOf(ctx: Context): NonNullable<ApiRequest['rest']> | null {
  const [, from] = /^bytes=(\d{1,15})-$/.exec(ctx.get('Range')) ?? [];
  const tag = ctx.get('If-Range');
  return from === undefined || tag === '' ? null : { from: Number(from), tag };
}

function keyHeader(ctx: Context): string | null {
  return ctx.headers['idempotency-key'] === undefined ? null : ctx.get('Idempotency-Key');
}

async function authenticate(ctx: Context, { callerOf }: EndpointParts): Promise<Caller> {
  const caller = await callerOf(keyOf(ctx.headers.authorization));
  if (caller === null) throw new GatewayError('API_KEY_UNKNOWN', 'nobody has this key');
  return caller;
}

function answer(
  route: Route,
  { idempotency }: EndpointParts,
  request: ApiRequest,
  digest: string | null,
): Promise<ApiAnswer> | ApiAnswer {
  const { key } = request;
  if (key === null) return route.handle(request);
  if (route.idempotent !== true || digest === null) {
    throw new GatewayError('IDEMPOTENCY_KEY_INVALID', 'this operation takes no idempotency key');
  }
  // The same key for another operation or another licence is another request.
  const what = `${route.operation} ${Object.values(request.parameters).join(' ')} ${digest}`;
  return idempotency(request.caller.name, key, what, async () => route.handle(request));
}

/** The record stands before the answer leaves. */
async function audited(
  { audit }: EndpointParts,
  call: { id: string; caller: Caller; operation: string; subject: string | null },
  deed: (note: (digest: string | null) => void) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let digest: string | null = null;
  const record = (status: number, code: string | null): Promise<void> =>
    audit({ ...call, caller: call.caller.name, body: call.caller.body, digest, status, code });
  let done: ApiAnswer;
  try {
    done = await deed((noted) => {
      digest = noted;
    });
  } catch (error) {
    // The first error says more than that its record could not be written.
    const code = codeOfError(error) ?? 'INTERNAL_FAILURE';
    await record(problems[code].status, code).catch(() => undefined);
    throw error;
  }
  await record(done.status, null);
  return done;
}

function inputReader(input: Input | undefined, { times, digest }: EndpointParts): ReadInputOf {
  if (input === undefined) {
    return (ctx) => {
      const endless = ctx.headers['transfer-encoding'] !== undefined;
      if (endless) throw new GatewayError('CONTENT_TOO_LARGE', 'this operation takes no body');
      checkLength(ctx.req, 0);
      return Promise.resolve({ body: null, digest: null });
    };
  }
  if (input.kind === 'lines') {
    return (ctx) => {
      demandType(ctx, 'application/x-ndjson');
      askForBody(ctx);
      return Promise.resolve({ body: readLines(ctx.req, times), digest: null });
    };
  }
  if (input.kind === 'bytes') {
    return async (ctx) => {
      demandType(ctx, input.type);
      const bytes = await readWhole(ctx, input.limit, times);
      return { body: bytes, digest: digest(bytes) };
    };
  }
  const check = compileSchema(input.schema);
  return async (ctx) => {
    demandType(ctx, 'application/json');
    const bytes = await readWhole(ctx, jsonLimit, times);
    const body = parseJson(bytes);
    const fields = check(body);
    if (fields.length > 0)
      throw new GatewayError('REQUEST_INVALID', 'not as asked for', { fields });
    return { body, digest: digest(bytes) };
  };
}

async function readWhole(ctx: Context, limit: number, times: BodyTimes): Promise<Buffer> {
  checkLength(ctx.req, limit);
  askForBody(ctx);
  return readBody(ctx.req, limit, times);
}

/** A sender that waits for a word before it sends. */
function askForBody(ctx: Context): void {
  if (ctx.get('Expect').toLowerCase() === '100-continue') ctx.res.writeContinue();
}

/** @throws GatewayError CONTENT_TYPE_UNSUPPORTED: also a content encoding, or another charset than UTF-8 */
function demandType(ctx: Context, type: string): void {
  const given = ctx.get('Content-Type').toLowerCase().replaceAll(' ', '');
  const plain = given === type || given === `${type};charset=utf-8`;
  if (!plain || ctx.headers['content-encoding'] !== undefined) {
    throw new GatewayError('CONTENT_TYPE_UNSUPPORTED', `not ${type}`);
  }
}
