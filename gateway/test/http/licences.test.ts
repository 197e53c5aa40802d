import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { decodeReceipt } from '@yinzhao/verifier/format/receipt';
import { readAudit } from '../../src/store/audit.js';
import { findLicence } from '../../src/store/licence.js';
import { body, businessType, foodBody, morning, openWorld, type World } from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';
import { jsonOf, problemOf, raw } from './client.js';
import { patient, serve, type Served } from './serve.js';

let world: World;
let served: Served;
let desk: string;
let reader: string;
let foreign: string;
beforeAll(async () => {
  world = await openWorld();
  served = await serve(world);
  desk = await served.key(body, 'issue', 'status', 'read');
  reader = await served.key(body, 'read');
  foreign = await served.key(foodBody, 'issue', 'status', 'read');
});
afterAll(async () => {
  await served.close();
  await world.close();
});
beforeEach(() => {
  world.signerUp = true;
});

const fields = sampleFields[businessType] ?? {};
const request = { type: businessType, from: '2026-11-24', fields };
const issue = (more: object = {}, headers: Record<string, string> = {}, key = desk) =>
  served.ask('/v1/licences', key, { body: { ...request, ...more }, headers });
const stored = () => world.store.licences.countDocuments({ body });
const newIdentifier = async (): Promise<string> => String(jsonOf(await issue()).identifier);

describe('POST /v1/licences', () => {
  it('issues a licence that can be read', async () => {
    const reply = await issue();
    expect(reply.status).toBe(201);
    const { identifier } = jsonOf(reply);
    expect(reply.headers.location).toBe(`/v1/licences/${String(identifier)}`);
    const read = await served.ask(String(reply.headers.location), reader);
    expect(jsonOf(read)).toMatchObject({ identifier, fields, changes: [], state: 'signed' });
  });

  it.each([
    ['an unknown field of the request', { colour: 1 }, 'REQUEST_INVALID'],
    ['a type that is no text', { type: 7 }, 'REQUEST_INVALID'],
    ['a version of nothing', { version: '000' }, 'REQUEST_INVALID'],
    ['a date that does not exist', { from: '2026-02-30' }, 'REQUEST_INVALID'],
    [
      'an artefact of no kind',
      { artefacts: [{ kind: 'pdf', digest: '00'.repeat(32) }] },
      'REQUEST_INVALID',
    ],
    [
      'a file without its length',
      { artefacts: [{ kind: 'file', digest: '00'.repeat(32) }] },
      'REQUEST_INVALID',
    ],
    [
      'an unknown field of the licence',
      { fields: { ...fields, colour: 1 } },
      'LICENCE_FIELDS_INVALID',
    ],
    ['a field of another type', { fields: { ...fields, name: 1 } }, 'LICENCE_FIELDS_INVALID'],
    [
      'a text too long',
      { fields: { ...fields, name: '示'.repeat(121) } },
      'LICENCE_FIELDS_INVALID',
    ],
    ['half a character', { fields: { ...fields, name: '\ud83d' } }, 'LICENCE_FIELDS_INVALID'],
    [
      'a wrong check character',
      { fields: { ...fields, creditCode: '91999999EXAMPLE89N' } },
      'LICENCE_FIELDS_INVALID',
    ],
    ['an unknown type', { type: '11999999EXAMPLE11X009' }, 'LICENCE_TYPE_UNKNOWN'],
    ['an end before the beginning', { to: '2026-11-23' }, 'LICENCE_VALIDITY_INVALID'],
    [
      'a predecessor that is not there',
      { predecessor: `${businessType}.${body}.NOTHERE.001.0` },
      'PREDECESSOR_INVALID',
    ],
  ])('refuses %s and keeps nothing', async (_what, more, code) => {
    const before = await stored();
    expect(problemOf(await issue(more))).toBe(code);
    expect(await stored()).toBe(before);
  });

  it('refuses what the body may not, and keys without body or scope', async () => {
    expect(problemOf(await issue({}, {}, foreign))).toBe('LICENCE_TYPE_FOREIGN');
    expect(problemOf(await issue({}, {}, reader))).toBe('SCOPE_MISSING');
    expect(problemOf(await issue({}, {}, await served.key(null, 'issue')))).toBe('BODY_FOREIGN');
    expect(problemOf(await issue({}, {}, await served.key('11999999EXAMPLE11X', 'issue')))).toBe(
      'ISSUER_MISSING',
    );
  });

  it('gives the same answer to the same idempotency key', async () => {
    const key = { 'idempotency-key': 'case-1' };
    const first = await issue({}, key);
    const count = await stored();
    const again = await issue({}, key);
    expect([again.status, jsonOf(again)]).toEqual([201, jsonOf(first)]);
    expect(again.headers.location).toBe(first.headers.location);
    expect(first.headers.location).toContain(String(jsonOf(first).identifier));
    expect(problemOf(await issue({ from: '2026-11-25' }, key))).toBe('IDEMPOTENCY_REUSED');
    expect(
      problemOf(
        await issue({}, { 'idempotency-key': '示'.normalize() === '示' ? 'x'.repeat(129) : '' }),
      ),
    ).toBe('IDEMPOTENCY_KEY_INVALID');
    expect(await stored()).toBe(count);
    // The key of another caller is another key.
    const other = await served.key(body, 'issue');
    expect(jsonOf(await issue({}, key, other)).identifier).not.toBe(jsonOf(first).identifier);
  });

  it('runs one deed for a key that comes twice at once', async () => {
    const key = { 'idempotency-key': 'case-2' };
    const count = await stored();
    const replies = await Promise.all([1, 2, 3, 4].map(() => issue({}, key)));
    expect(await stored()).toBe(count + 1);
    const late = replies.filter(({ status }) => status === 409);
    for (const reply of late) {
      expect(problemOf(reply)).toBe('IDEMPOTENCY_IN_FLIGHT');
      expect(reply.headers['retry-after']).toBe('1');
    }
    expect(replies.some(({ status }) => status === 201)).toBe(true);
    expect((await issue({}, key)).status).toBe(201);
  });

  it('frees the key where nothing was done', async () => {
    const key = { 'idempotency-key': 'case-3' };
    world.signerUp = false;
    const refused = await issue({}, key);
    expect([refused.status, problemOf(refused), refused.headers['retry-after']]).toEqual([
      503,
      'SIGNER_UNAVAILABLE',
      '5',
    ]);
    world.signerUp = true;
    expect((await issue({}, key)).status).toBe(201);
  });

  it('another licence under one serial is refused', async () => {
    expect((await issue({ serial: 'SERIAL0' })).status).toBe(201);
    expect((await issue({ serial: 'SERIAL0' })).status).toBe(201);
    expect(problemOf(await issue({ serial: 'SERIAL0', to: '2036-01-01' }))).toBe('LICENCE_TAKEN');
  });
});

describe('reading', () => {
  it("another body's licence is as unknown as none", async () => {
    const identifier = await newIdentifier();
    for (const path of ['', '/receipt', '/file']) {
      expect(problemOf(await served.ask(`/v1/licences/${identifier}${path}`, foreign))).toBe(
        'LICENCE_UNKNOWN',
      );
    }
    expect(
      problemOf(await served.ask(`/v1/licences/${businessType}.${body}.NOTHERE.001.0`, reader)),
    ).toBe('LICENCE_UNKNOWN');
    expect(problemOf(await served.ask('/v1/licences/nothing', reader))).toBe(
      'IDENTIFIER_MALFORMED',
    );
  });

  it('finds the licences of a holder, whose number is in no address', async () => {
    const identifier = await newIdentifier();
    const ask = (holder: unknown, key = reader) =>
      served.ask('/v1/licences/query-by-holder', key, { body: { holder } });
    const found = jsonOf(await ask(fields.creditCode)).licences as { identifier: string }[];
    expect(found.map((one) => one.identifier)).toContain(identifier);
    expect(jsonOf(await ask(fields.creditCode, foreign))).toEqual({ licences: [] });
    expect(problemOf(await ask(7))).toBe('REQUEST_INVALID');
    world.signerUp = false;
    expect(problemOf(await ask(fields.creditCode))).toBe('SIGNER_UNAVAILABLE');
    // Whatever needs no signer is answered all the same.
    expect((await served.ask(`/v1/licences/${identifier}`, reader)).status).toBe(200);
  });
});

describe('the way of a licence', () => {
  it('status, receipt and file', async () => {
    const identifier = await newIdentifier();
    const at = (path: string, more = {}) =>
      served.ask(`/v1/licences/${identifier}${path}`, desk, more);
    const status = (action: string, headers = {}) =>
      at('/status', { body: { action, reason: '示例' }, headers });
    expect(problemOf(await status('revoke'))).toBe('LICENCE_NOT_ANCHORED');
    expect(problemOf(await at('/receipt'))).toBe('LICENCE_NOT_ANCHORED');
    expect(problemOf(await at('/file'))).toBe('LICENCE_NOT_ANCHORED');
    expect(decodeLicenceFile((await at('/file?receipt=ifPresent')).bytes).receipt).toBeNull();
    await world.anchor();
    expect(problemOf(await at('/receipt'))).toBe('RECEIPT_NOT_READY');
    await world.witness();
    const { leafIndex } = jsonOf(await at(''));
    expect(decodeReceipt((await at('/receipt')).bytes)).toMatchObject({ leafIndex, time: morning });
    const file = await at('/file?fields=name,creditCode');
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${identifier}.yzl"`);
    expect(decodeLicenceFile(file.bytes).disclosure?.fields.size).toBe(2);
    expect(problemOf(await at('/file?fields=colour'))).toBe('QUERY_INVALID');
    const key = { 'idempotency-key': 'suspend-1' };
    const suspended = await status('suspend', key);
    expect([suspended.status, jsonOf(suspended).status]).toEqual([202, 'suspended']);
    expect(jsonOf(await status('suspend', key))).toEqual(jsonOf(suspended));
    // The process ended between the statement and its answer: another one is asked again.
    const { requests } = world.store;
    const [before, answer] = [new Date(morning - 1), null];
    await requests.updateOne({ key: 'suspend-1' }, { $set: { created: before, answer } });
    const restarted = await serve(world);
    const again = await restarted.ask(`/v1/licences/${identifier}/status`, desk, {
      body: { action: 'suspend', reason: '示例' },
      headers: key,
    });
    await restarted.close();
    expect([again.status, jsonOf(again)]).toEqual([202, jsonOf(suspended)]);
    expect(problemOf(await status('revoke'))).toBe('STATUS_CHANGE_PENDING');
    await world.anchor();
    expect(jsonOf(await at(''))).toMatchObject({
      status: 'suspended',
      changes: [{ status: 'suspended', state: 'anchored' }],
    });
    expect(problemOf(await status('suspend'))).toBe('STATUS_CHANGE_ILLEGAL');
    expect(problemOf(await status('destroy'))).toBe('REQUEST_INVALID');
    expect(
      problemOf(
        await served.ask(`/v1/licences/${identifier}/status`, foreign, {
          body: { action: 'revoke' },
        }),
      ),
    ).toBe('LICENCE_UNKNOWN');
    expect(
      problemOf(
        await served.ask(`/v1/licences/${identifier}/status`, reader, {
          body: { action: 'revoke' },
        }),
      ),
    ).toBe('SCOPE_MISSING');
  });
});

describe('POST /v1/licences:batch', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const send = async (lines: readonly string[], key = desk): Promise<Record<string, unknown>[]> => {
    const reply = await served.ask('/v1/licences:batch', key, {
      method: 'POST',
      body: lines.join('\n'),
      headers: ndjson,
    });
    return reply.bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('answers each line and ends with the sums', async () => {
    const lines = Array.from({ length: 1200 }, (_, i) =>
      JSON.stringify({ ...request, key: `b${i}` }),
    );
    const answers = await send(lines);
    expect(answers.at(-1)).toEqual({ lines: 1200, issued: 1200, refused: 0, done: true });
    const numbers = answers.flatMap(({ line }) => (typeof line === 'number' ? [line] : []));
    expect(numbers).toEqual(lines.map((_line, i) => i + 1));
    expect(answers.some(({ done }) => done === false)).toBe(true);
    const again = await send(lines.slice(0, 5));
    expect(again.slice(0, 5)).toEqual(answers.slice(0, 5));
  });

  it('says of each bad line what is wrong, and goes on', async () => {
    const good = JSON.stringify({ ...request, key: 'good' });
    const answers = await send([
      '{',
      JSON.stringify({ ...request, colour: 1 }),
      JSON.stringify({ ...request, fields: {} }),
      'x'.repeat(65 * 1024),
      '',
      good,
      JSON.stringify({ ...request, key: 'good', from: '2026-11-25' }),
    ]);
    const codes = answers.map(({ line, problem }) => [
      line,
      (problem as { code?: string } | undefined)?.code,
    ]);
    expect(codes).toEqual([
      [1, 'JSON_MALFORMED'],
      [2, 'REQUEST_INVALID'],
      [3, 'LICENCE_FIELDS_INVALID'],
      [4, 'LINE_TOO_LONG'],
      [6, undefined],
      [7, 'IDEMPOTENCY_REUSED'],
      [undefined, undefined],
    ]);
    expect(answers.at(-1)).toEqual({ lines: 6, issued: 1, refused: 5, done: true });
  });

  it('needs scope and body, and takes nothing but lines', async () => {
    const ask = (key: string, type: string) =>
      served.ask('/v1/licences:batch', key, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': type },
      });
    expect(problemOf(await ask(reader, ndjson['content-type']))).toBe('SCOPE_MISSING');
    expect(problemOf(await ask(await served.key(null, 'issue'), ndjson['content-type']))).toBe(
      'BODY_FOREIGN',
    );
    expect(problemOf(await ask(desk, 'application/json'))).toBe('CONTENT_TYPE_UNSUPPORTED');
  });

  it('what was answered before the sender went to sleep is kept, and the stream says that it ended early', async () => {
    const line = JSON.stringify({ ...request, key: 'sleepy' });
    const chunk = `${line}\n{`;
    const head = [
      'POST /v1/licences:batch HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${desk}`,
      'Content-Type: application/x-ndjson',
      'Transfer-Encoding: chunked',
    ].join('\r\n');
    const hasty = await serve(world, { ...patient, lineMs: 300 });
    const parts = [`${head}\r\n\r\n`, `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`];
    const text = await raw(hasty.port, parts, (so) => so.includes('CONTENT_TOO_SLOW'));
    await hasty.close();
    expect(hasty.defects).toEqual([]);
    expect(text).toContain('"line":1');
    expect(text).toContain('CONTENT_TOO_SLOW');
    const identifier = /"identifier":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect(await findLicence(world.store.licences, identifier)).not.toBeNull();
  });
});

describe('the audit', () => {
  it('holds who did what to which licence, and nothing of anybody', async () => {
    const identifier = await newIdentifier();
    await served.ask(`/v1/licences/${identifier}`, reader);
    await served.ask('/v1/licences/query-by-holder', reader, {
      body: { holder: fields.creditCode },
    });
    const entries = await readAudit(world.store.audit, {
      from: new Date(0),
      before: new Date(morning + 1e9),
      limit: 500,
    });
    expect(entries).toContainEqual(
      expect.objectContaining({ action: 'readLicence', subject: identifier, outcome: 'ok' }),
    );
    expect(entries.map(({ outcome }) => outcome)).toContain('STATUS_CHANGE_PENDING');
    const text = JSON.stringify(entries);
    expect(text).not.toContain(String(fields.creditCode));
    expect(text).not.toContain('示例');
    expect(text).not.toContain('yz_');
  });

  it('no defect came up in all this', () => {
    expect(served.defects).toEqual([]);
  });
});
