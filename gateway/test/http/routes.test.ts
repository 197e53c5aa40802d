import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { problems } from '../../src/http/problems.js';
import { problemsOf } from '../../src/http/openapi.js';
import { insertCaller } from '../../src/store/caller.js';
import { body, log, openWorld, types, type World } from '../issuing-world.js';
import { jsonOf, problemOf } from './client.js';
import { serve, type Served } from './serve.js';

let world: World;
let served: Served;
let admin: string;
beforeAll(async () => {
  world = await openWorld();
  served = await serve(world);
  admin = await served.key(null, 'admin');
});
afterAll(async () => {
  await served.close();
  await world.close();
});

describe('callers', () => {
  it('are made with a key that is shown once, kept as a digest, and ended', async () => {
    const wanted = { name: 'market-desk', body, scopes: ['issue', 'read'] };
    const made = jsonOf(await served.ask('/v1/callers', admin, { body: wanted }));
    expect(made).toMatchObject({ ...wanted, revoked: null });
    const key = String(made.key);
    const path = '/v1/licences/11999999EXAMPLE11X001.11999999EXAMPLE2XM.NOTHERE.001.0';
    expect(problemOf(await served.ask(path, key))).toBe('LICENCE_UNKNOWN');
    const list = await served.ask('/v1/callers', admin);
    expect(list.bytes.toString()).toContain('market-desk');
    expect(list.bytes.toString()).not.toContain(key);
    const kept = await world.store.callers.find({}).lean();
    expect(JSON.stringify(kept)).not.toContain(key.slice(3));
    expect(problemOf(await served.ask('/v1/callers', admin, { body: wanted }))).toBe(
      'CALLER_TAKEN',
    );
    const end = () => served.ask('/v1/callers/market-desk', admin, { method: 'DELETE' });
    expect((await end()).status).toBe(204);
    expect(problemOf(await end())).toBe('CALLER_UNKNOWN');
    expect(problemOf(await served.ask(path, key))).toBe('API_KEY_UNKNOWN');
  });

  it('are for administrators', async () => {
    const reader = await served.key(body, 'read', 'issue', 'status', 'verify');
    expect(problemOf(await served.ask('/v1/callers', reader))).toBe('SCOPE_MISSING');
    const wrong = { name: 'Upper', body: null, scopes: [] };
    expect(problemOf(await served.ask('/v1/callers', admin, { body: wrong }))).toBe(
      'REQUEST_INVALID',
    );
  });
});

describe('POST /v1/verify', () => {
  it('answers whoever may ask, and takes nothing but licence files', async () => {
    const hall = await served.key(null, 'verify');
    const type = { 'content-type': 'application/vnd.yinzhao.licence' };
    const ask = (path: string, key: string, headers: Record<string, string> = type) =>
      served.ask(path, key, { method: 'POST', body: Uint8Array.of(1, 2, 3), headers });
    for (const policy of ['', '?policy=hall', '?policy=archive']) {
      expect(jsonOf(await ask(`/v1/verify${policy}`, hall))).toMatchObject({
        outcome: 'invalid',
        licence: null,
      });
    }
    expect(problemOf(await ask('/v1/verify?policy=any', hall))).toBe('QUERY_INVALID');
    expect(problemOf(await ask('/v1/verify', admin))).toBe('SCOPE_MISSING');
    expect(problemOf(await ask('/v1/verify', hall, { 'content-type': 'text/plain' }))).toBe(
      'CONTENT_TYPE_UNSUPPORTED',
    );
  });
});

describe('what everybody may have', () => {
  it('a sync pack, by the sizes that are known', async () => {
    expect(problemOf(await served.ask('/v1/sync'))).toBe('SYNC_NOT_READY');
    served.published.set('pack []', Uint8Array.of(1, 2));
    served.published.set(`pack [{"origin":"${log}","size":7}]`, Uint8Array.of(3));
    const whole = await served.ask('/v1/sync');
    expect([...whole.bytes]).toEqual([1, 2]);
    expect([...(await served.ask(`/v1/sync?from=${log}:7`)).bytes]).toEqual([3]);
    served.published.set('pack [] {"trust":12,"subtrees":null}', Uint8Array.of(4));
    served.published.set(
      `pack [] {"trust":0,"subtrees":[{"origin":"${log}","size":256}]}`,
      Uint8Array.of(5),
    );
    expect([...(await served.ask('/v1/sync?trust=12&subtrees=none')).bytes]).toEqual([4]);
    expect([...(await served.ask(`/v1/sync?subtrees=${log}:256`)).bytes]).toEqual([5]);
    for (const wrong of ['trust=-1', 'trust=01', 'trust=x', 'subtrees=all', 'subtrees=none,none']) {
      expect(problemOf(await served.ask(`/v1/sync?${wrong}`))).toBe('QUERY_INVALID');
    }
    for (const from of ['x:1', `${log}:07`, `${log}:1,`, `${log}:99999999999999999`]) {
      expect(problemOf(await served.ask(`/v1/sync?from=${from}`))).toBe('QUERY_INVALID');
    }
    const same = await served.ask('/v1/sync', null, {
      headers: { 'if-none-match': String(whole.headers.etag) },
    });
    expect([same.status, same.bytes.length]).toEqual([304, 0]);
  });

  it('the rest of a sync pack whose download broke off, though there is a newer one', async () => {
    served.published.set('pack []', Uint8Array.of(10, 11, 12, 13, 14));
    const tag = String((await served.ask('/v1/sync')).headers.etag);
    const rest = (range: string, of = tag) =>
      served.ask('/v1/sync', null, { headers: { range, 'if-range': of } });
    for (let i = 0; i < 2; i++) {
      const { status, bytes, headers } = await rest('bytes=3-');
      expect([status, [...bytes]]).toEqual([206, [13, 14]]);
      expect(headers['content-range']).toBe('bytes 3-4/5');
      expect(headers.etag).toBe(tag);
      served.published.set('pack []', Uint8Array.of(7));
    }
    // Anything else is answered with all there is now.
    for (const asked of ['bytes=5-', 'bytes=0-1', 'bytes=-2', 'bytes=x-']) {
      expect([...(await rest(asked)).bytes]).toEqual([7]);
    }
    expect([...(await rest('bytes=3-', '"00"')).bytes]).toEqual([7]);
    // Only the last few are remembered.
    for (let i = 0; i < 5; i++) {
      served.published.set('pack []', Uint8Array.of(20 + i));
      await served.ask('/v1/sync');
    }
    expect([...(await rest('bytes=3-')).bytes]).toEqual([24]);
  });

  it('trust bundles', async () => {
    for (const version of ['latest', '1']) {
      expect((await served.ask(`/v1/trust/${version}`)).bytes.equals(world.bundle)).toBe(true);
    }
    expect(problemOf(await served.ask('/v1/trust/2'))).toBe('FILE_UNKNOWN');
    expect(problemOf(await served.ask('/v1/trust/0'))).toBe('ROUTE_UNKNOWN');
  });

  it('files, by paths that stay where they are', async () => {
    served.published.set('city/market/tile/0/x001/067', Uint8Array.of(9));
    served.published.set('city/market/checkpoint', Uint8Array.of(8));
    const tile = await served.ask('/public/city/market/tile/0/x001/067');
    expect([[...tile.bytes], tile.headers['cache-control']]).toEqual([
      [9],
      'public, max-age=31536000',
    ]);
    const note = await served.ask('/public/city/market/checkpoint');
    expect(note.headers['cache-control']).toBe('public, max-age=2');
    expect(problemOf(await served.ask('/public/city/market/other'))).toBe('FILE_UNKNOWN');
    for (const path of [
      '/public/../checkpoint',
      '/public/city/..%2fx',
      '/public/.hidden',
      '/public//x',
    ]) {
      expect(problemOf(await served.ask(path))).toBe('PATH_NOT_NORMAL');
    }
  });

  it("a witness's answer to a log", async () => {
    const ask = (bytes: Uint8Array, type = 'application/octet-stream') =>
      served.ask('/v1/witness/add-checkpoint', null, {
        method: 'POST',
        body: bytes,
        headers: { 'content-type': type },
      });
    for (const answer of [
      {
        status: 200,
        type: 'text/plain; charset=utf-8',
        body: '— yinzhao/city/police/witness AAAA\n',
      },
      { status: 409, type: 'text/x.tlog.size', body: '7\n' },
      { status: 422, type: 'text/plain; charset=utf-8', body: 'NOTE_TIME_WRONG\n' },
    ]) {
      served.noteAnswer = answer;
      const reply = await ask(Uint8Array.of(1));
      expect([reply.status, reply.bytes.toString(), reply.headers['content-type']]).toEqual([
        answer.status,
        answer.body,
        answer.type,
      ]);
    }
    expect(problemOf(await ask(new Uint8Array(40_000)))).toBe('CONTENT_TOO_LARGE');
    expect(problemOf(await ask(Uint8Array.of(1), 'text/plain'))).toBe('CONTENT_TYPE_UNSUPPORTED');
  });

  it('health and figures', async () => {
    expect(jsonOf(await served.ask('/healthz'))).toEqual({
      ready: true,
      parts: { store: true, signer: true },
      codes: {},
    });
    world.signerUp = false;
    expect(jsonOf(await served.ask('/healthz')).ready).toBe(false);
    world.signerUp = true;
    const figures = await served.ask('/metrics');
    expect(figures.bytes.toString()).toContain(
      'yinzhao_http_request_seconds_bucket{le="0.001",operation="health",status="200"}',
    );
  });
});

interface Described {
  readonly paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, { description: string }> }>
  >;
  readonly components: { readonly schemas: Record<string, unknown> };
}

describe('POST /v1/trust-bundles', () => {
  const type = { 'content-type': 'application/vnd.yinzhao.trust' };
  const bring = (key: string, bytes: Uint8Array) =>
    served.ask('/v1/trust-bundles', key, { method: 'POST', body: bytes, headers: type });

  it('keeps bundles for whoever may bring them', async () => {
    const operator = await served.key(null, 'trust');
    const answer = jsonOf(await bring(operator, world.bundle));
    expect(answer).toMatchObject({ version: 1, digest: toHex(world.bundleDigest) });
    expect(problemOf(await bring(operator, Uint8Array.of(1, 2)))).toBe('TRUST_BUNDLE_MALFORMED');
    expect(problemOf(await bring(admin, world.bundle))).toBe('SCOPE_MISSING');
  });
});

describe('/openapi.json', () => {
  let document: Described;
  beforeAll(async () => {
    document = jsonOf(await served.ask('/openapi.json')) as unknown as Described;
  });

  it('is OpenAPI 3.1', () => {
    // The validator is an ES module, which jest does not load.
    const script = `
      import { Validator } from '@seriousme/openapi-schema-validator';
      import { text } from 'node:stream/consumers';
      const validator = new Validator();
      const result = await validator.validate(JSON.parse(await text(process.stdin)));
      console.log(JSON.stringify({ ...result, version: validator.version }));`;
    const options = { input: JSON.stringify(document), cwd: __dirname, encoding: 'utf8' } as const;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], options);
    expect(JSON.parse(said)).toEqual({ valid: true, version: '3.1' });
  });

  it('describes every operation, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`,
      ),
    );
    expect(described.sort()).toEqual(
      served.routes.map(({ method, path, operation }) => `${method} ${path} ${operation}`).sort(),
    );
    expect(new Set(served.routes.map(({ operation }) => operation)).size).toBe(
      served.routes.length,
    );
  });

  it('names every refusal at its status, and no other', () => {
    for (const route of served.routes) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      for (const code of problemsOf(route)) {
        expect(operation?.responses[problems[code].status]?.description).toContain(code);
      }
    }
  });

  it('uses every schema that it names, and names every schema that it uses', () => {
    const text = JSON.stringify(document);
    const used = new Set(
      [...text.matchAll(/#\/components\/schemas\/([A-Za-z0-9-]+)/g)].map(([, name]) => name),
    );
    const named = Object.keys(document.components.schemas);
    for (const name of used) expect(named).toContain(name);
    // Fields of a licence are an object to the operation: its type says which of these it is.
    const free = named.filter((name) => !used.has(name) && !name.startsWith('fields-'));
    expect(free).toEqual([]);
    expect(named.filter((name) => name.startsWith('fields-'))).toHaveLength(types.size);
  });

  it('is what docs/api.md shows', () => {
    const file = join(__dirname, '..', '..', '..', 'docs', 'api.md');
    const rows = served.routes.map(({ method, path, scope, summary }) => {
      return `| \`${method} ${path}\` | ${scope ?? ''} | ${summary.zh} | ${summary.en} |`;
    });
    const table = /(\|---\|---\|---\|---\|\n)(?:\|.*\n)*/;
    if (process.env.WRITE_VECTORS === '1') {
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text.replace(table, (_all, head: string) => `${head}${rows.join('\n')}\n`),
      );
    }
    const page = readFileSync(file, 'utf8');
    expect(page.split('\n').filter((line) => /^\| `[A-Z]+ /.test(line))).toEqual(rows);
  });
});

describe('a database that does not answer', () => {
  it('is told as such; what needs none is answered', async () => {
    const other = await openWorld();
    const alone = await serve(other);
    const key = await alone.key(body, 'read');
    await insertCaller(other.store.callers, {
      digest: 'x',
      name: 'x',
      body: null,
      scopes: [],
      created: new Date(),
      revoked: null,
    });
    await other.store.close();
    const reply = await alone.ask('/v1/callers', key);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
    expect(['STORE_CLOSED', 'STORE_UNAVAILABLE']).toContain(problemOf(reply));
    expect((await alone.ask('/healthz')).status).toBe(200);
    expect((await alone.ask('/openapi.json')).status).toBe(200);
    await alone.close();
    await other.close();
  });
});
