import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { GatewayError } from '../../src/errors.js';
import type { AuditRecord } from '../../src/http/endpoint.js';
import type { Line } from '../../src/http/lines.js';
import { listen, type Listening } from '../../src/http/listen.js';
import { createMetrics } from '../../src/http/metrics.js';
import type { Route } from '../../src/http/route.js';
import { logText } from '../../src/service/log-text.js';
import { call, jsonOf, problemOf, raw } from './client.js';

const answer = { description: { zh: '答', en: 'answer' }, type: 'application/json' };
const answers = { 200: answer };
const summary = { zh: '试', en: 'try' };
const common = { summary, answers, problems: [] };
const defects: unknown[] = [];
const audits: AuditRecord[] = [];
const metrics = createMetrics();
let fail: Error | null = null;

const routes: Route[] = [
  {
    ...common,
    method: 'GET',
    path: '/open',
    operation: 'open',
    scope: null,
    query: { size: { type: 'string', pattern: '^[0-9]+$' } },
    handle: ({ query }) => ({ status: 200, body: { ...query } }),
  },
  {
    ...common,
    method: 'POST',
    path: '/echo',
    operation: 'echo',
    scope: 'issue',
    input: {
      kind: 'json',
      schema: { type: 'object', additionalProperties: false, properties: { a: {} } },
    },
    handle: ({ body }) => {
      if (fail) throw fail;
      return { status: 200, body: body as object };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/things/{thing}:count',
    operation: 'count',
    scope: null,
    parameters: { thing: { type: 'string', pattern: '^[a-z]+$' } },
    input: { kind: 'lines', schema: {} },
    handle: ({ body }) => ({
      status: 200,
      type: 'application/x-ndjson',
      body: Readable.from(lengths(body as AsyncIterable<readonly Line[]>), { objectMode: false }),
    }),
  },
];

async function* lengths(chunks: AsyncIterable<readonly Line[]>): AsyncGenerator<string> {
  for await (const lines of chunks) {
    for (const line of lines) {
      yield `${line.number} ${'tooLong' in line ? 'too long' : line.bytes.length}\n`;
    }
  }
}

/** Senders have time: only what is asked of a slow one goes to the hasty one. */
let listening: Listening;
let hasty: Listening;
let url: string;

function serve(bodyMs: number, headMs: number): Promise<Listening> {
  const app = createApp({
    routes,
    metrics,
    newId: randomUUID,
    log: (error) => void defects.push(error),
    callerOf: (key) =>
      Promise.resolve(
        key.endsWith('A'.repeat(42))
          ? { name: 'hall', body: null, scopes: [key[3] === 'i' ? 'issue' : 'read'] }
          : null,
      ),
    audit: (record) => {
      audits.push(record);
      return Promise.resolve();
    },
    idempotency: (_caller, _key, _what, deed) => deed(),
    digest: (bytes) => createHash('sm3').update(bytes).digest('hex'),
    times: { bodyMs, lineMs: bodyMs },
  });
  const place = { host: '127.0.0.1', port: 0 };
  return listen(app, place, { headMs, silenceMs: 60_000, closeMs: 500 });
}

beforeAll(async () => {
  listening = await serve(30_000, 30_000);
  hasty = await serve(200, 300);
  url = listening.url;
});
afterAll(async () => {
  await listening.close();
  await hasty.close();
});

const key = `Bearer yz_i${'A'.repeat(42)}`;
const headers = { authorization: key };

describe('the application', () => {
  it('answers, with headers that keep browsers calm', async () => {
    const reply = await call(url, '/open?size=7');
    expect(jsonOf(reply)).toEqual({ size: '7' });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(reply.headers['x-powered-by']).toBeUndefined();
  });

  it('answers HEAD without a body', async () => {
    const reply = await call(url, '/open', { method: 'HEAD' });
    expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
    expect((await call(url, '/nowhere', { method: 'HEAD' })).status).toBe(404);
  });

  it.each([
    ['/nowhere', 'GET', 'ROUTE_UNKNOWN'],
    ['/open', 'DELETE', 'METHOD_NOT_ALLOWED'],
    ['/open', 'OPTIONS', 'METHOD_NOT_ALLOWED'],
    ['/open/', 'GET', 'PATH_NOT_NORMAL'],
    ['//open', 'GET', 'PATH_NOT_NORMAL'],
    ['/./open', 'GET', 'PATH_NOT_NORMAL'],
    ['/x/../open', 'GET', 'PATH_NOT_NORMAL'],
    ['/%6fpen', 'GET', 'PATH_NOT_NORMAL'],
    ['/x%2f..%2fopen', 'GET', 'PATH_NOT_NORMAL'],
    ['/\\open', 'GET', 'PATH_NOT_NORMAL'],
    ['/OPEN', 'GET', 'ROUTE_UNKNOWN'],
    ['/open?other=1', 'GET', 'QUERY_INVALID'],
    ['/open?size=x', 'GET', 'QUERY_INVALID'],
    ['/open?size=1&size=2', 'GET', 'QUERY_INVALID'],
    ['/open?__proto__=1', 'GET', 'QUERY_INVALID'],
    ['/things/UP:count', 'POST', 'ROUTE_UNKNOWN'],
  ])('%s %s: %s', async (path, method, code) => {
    const reply = await call(url, path, { method });
    expect(problemOf(reply)).toBe(code);
    if (code === 'METHOD_NOT_ALLOWED') expect(reply.headers.allow).toBe('GET, HEAD');
  });

  it.each([
    ['nothing', {}, 'API_KEY_MISSING'],
    ['another form', { authorization: 'Basic eDp5' }, 'API_KEY_UNKNOWN'],
    ['a key of nobody', { authorization: `Bearer yz_i${'B'.repeat(42)}` }, 'API_KEY_UNKNOWN'],
    [
      'a key for something else',
      { authorization: `Bearer yz_r${'A'.repeat(42)}` },
      'SCOPE_MISSING',
    ],
  ])('lets %s not pass', async (_what, given, code) => {
    const reply = await call(url, '/echo', {
      headers: { ...given },
      body: { a: 1 },
    });
    expect(problemOf(reply)).toBe(code);
    if (reply.status === 401) expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  const json = { 'content-type': 'application/json' };
  it.each([
    ['no JSON', json, '{"a":', 'JSON_MALFORMED'],
    ['no UTF-8', json, Buffer.from([0x22, 0xff, 0x22]), 'JSON_MALFORMED'],
    ['a byte order mark', json, '\ufeff{}', 'JSON_MALFORMED'],
    ['a name twice', json, '{"a":1,"\\u0061":2}', 'JSON_MALFORMED'],
    [
      'a name twice inside',
      json,
      '{"a":[{"x\\"":1,"y":": \\\\"},{"x":1,"x":1}]}',
      'JSON_MALFORMED',
    ],
    [
      'a well of brackets',
      json,
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'JSON_MALFORMED',
    ],
    ['nothing', json, '', 'JSON_MALFORMED'],
    ['an unknown field', json, '{"b":1}', 'REQUEST_INVALID'],
    ['a prototype', json, '{"__proto__":{"a":1}}', 'REQUEST_INVALID'],
    ['a list', json, '[]', 'REQUEST_INVALID'],
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'a=1',
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'another charset',
      { 'content-type': 'application/json; charset=gbk' },
      '{}',
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'a compressed body',
      { ...json, 'content-encoding': 'gzip' },
      '{}',
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    ['more than 1 MiB', json, `{"a":"${'x'.repeat(1024 * 1024)}"}`, 'CONTENT_TOO_LARGE'],
  ])('does not take %s', async (_what, given, body, code) => {
    const reply = await call(url, '/echo', { headers: { ...headers, ...given }, body });
    expect(problemOf(reply)).toBe(code);
  });

  it('takes an idempotency key only where it keeps one', async () => {
    const given = { ...headers, 'idempotency-key': 'x' };
    const reply = await call(url, '/echo', { headers: given, body: {} });
    expect(problemOf(reply)).toBe('IDEMPOTENCY_KEY_INVALID');
  });

  it('takes strings that look like names', async () => {
    const body = '{"a":[{"x\\"":"y\\\\"} , "z:" , {"x" : ":"}]}';
    const reply = await call(url, '/echo', { headers: { ...headers, ...json }, body });
    expect(jsonOf(reply)).toEqual(JSON.parse(body));
  });

  it('tells where a request is wrong, and nobody what it said', async () => {
    const reply = await call(url, '/echo', { headers, body: { secret: '示例' } });
    expect(jsonOf(reply)).toMatchObject({
      type: 'urn:yinzhao:problem:REQUEST_INVALID',
      titles: { zh: '请求内容不符合规定' },
      instance: `urn:uuid:${String(reply.headers['x-request-id'])}`,
      errors: [{ pointer: '#/secret', rule: 'additionalProperties' }],
    });
    expect(reply.bytes.toString()).not.toContain('示例');
  });

  it('keeps a defect to itself and its log', async () => {
    fail = new TypeError('the password is 示例');
    const reply = await call(url, '/echo', { headers, body: {} });
    fail = null;
    expect(problemOf(reply)).toBe('INTERNAL_FAILURE');
    expect(reply.bytes.toString()).not.toContain('示例');
    expect(defects).toEqual([new TypeError('the password is 示例')]);
  });

  it('has in its log nothing of what was asked, and no line of what was refused', async () => {
    const before = defects.length;
    await call(url, '/echo', { headers, body: { secret: '示例人' } });
    await call(url, '/echo', { headers, body: '{"示例人"' });
    await call(url, '/nowhere/%E7%A4%BA', { headers });
    fail = new GatewayError('LEDGER_UNAVAILABLE', 'gone');
    await call(url, '/echo', { headers, body: { a: '示例人' } });
    expect(defects).toHaveLength(before);
    fail = new TypeError('a defect');
    await call(url, '/echo', { headers, body: { a: '示例人' } });
    fail = null;
    const log = defects.slice(before).map(logText).join('\n');
    expect(log).toContain('a defect');
    expect(log).not.toMatch(/示例人|yz_/);
  });

  it('says when to come again', async () => {
    fail = new GatewayError('LEDGER_UNAVAILABLE', 'gone');
    const reply = await call(url, '/echo', { headers, body: {} });
    fail = null;
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
    expect(problemOf(reply)).toBe('LEDGER_UNAVAILABLE');
  });

  it('writes down who did what, refused or not, and no data', async () => {
    audits.length = 0;
    await call(url, '/echo', { headers, body: { a: '示例' } });
    await call(url, '/echo', { headers, body: { b: '示例' } });
    await call(url, '/echo', { body: {} });
    expect(audits).toMatchObject([
      {
        caller: 'hall',
        operation: 'echo',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        status: 200,
        code: null,
      },
      { caller: 'hall', operation: 'echo', digest: null, status: 422, code: 'REQUEST_INVALID' },
    ]);
    expect(JSON.stringify(audits)).not.toContain('示例');
  });
});

describe('a stream of lines', () => {
  const path = '/things/a:count';
  const ndjson = { 'content-type': 'application/x-ndjson' };

  it('is answered line by line; lines too long are passed over', async () => {
    const body = `abc\n\n${'x'.repeat(64 * 1024 + 1)}\nlast`;
    const reply = await call(url, path, { headers: ndjson, body });
    expect(reply.bytes.toString()).toBe('1 3\n3 too long\n4 4\n');
  });

  it('ends where the sender rests inside a line', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const text = await raw(hasty.port, [head, '4\r\nab\nc\r\n']);
    expect(text).toContain('1 2\n');
  });
});

describe('bytes of a bad sender', () => {
  const post = 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const authorization = `Authorization: ${key}\r\n`;

  it('100 MB are refused before they come', async () => {
    const text = await raw(listening.port, [
      `${post}${authorization}Content-Length: 104857600\r\n\r\n`,
      'x',
    ]);
    expect(text).toContain('413 ');
    expect(text).toContain('CONTENT_TOO_LARGE');
  });

  it('100 MB without a length stop after the first', async () => {
    const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`;
    const text = await raw(listening.port, [
      `${post}${authorization}Transfer-Encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 40 }, () => chunk),
    ]);
    expect(text).toContain('413 ');
  });

  it('a body is not asked for where it would be refused', async () => {
    const text = await raw(listening.port, [
      `${post}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    const asked = await raw(listening.port, [
      `${post}${authorization}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`,
      '{}',
    ]);
    expect(asked).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });

  it('a slow body', async () => {
    const text = await raw(hasty.port, [
      `${post}${authorization}Content-Length: 20\r\n\r\n`,
      '{"a":',
    ]);
    expect(text).toContain('408 ');
    expect(text).toContain('CONTENT_TOO_SLOW');
  });

  it('a slow head', async () => {
    const text = await raw(hasty.port, ['GET /open HTTP/1.1\r\nHost: x\r\nX: ']);
    expect(text).toContain('CONTENT_TOO_SLOW');
  });

  it('heads too large and bytes that are no head', async () => {
    const large = await raw(listening.port, [
      `GET /open HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]);
    expect(large).toContain('HEADERS_TOO_LARGE');
    expect(await raw(listening.port, ['\u0016\u0003\u0001\r\n\r\n'])).toContain('HTTP_MALFORMED');
  });

  it('leaves the application as it was', async () => {
    expect((await call(url, '/open')).status).toBe(200);
    const text = await metrics.text();
    expect(text).toContain('yinzhao_http_request_seconds_count{operation="open",status="200"}');
    expect(text).not.toContain('示例');
  });
});
