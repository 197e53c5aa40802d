import { randomUUID } from 'node:crypto';
import { createApp } from '../../src/app.js';
import { listen, type Listening } from '../../src/http/listen.js';
import { createMetrics } from '../../src/http/metrics.js';
import { problemSchema } from '../../src/http/schemas.js';
import type { BodyTimes } from '../../src/http/read-body.js';
import type { Publication } from '../../src/http/public-files.js';
import type { Route } from '../../src/http/route.js';
import type { TerminalFiles } from '../../src/http/terminal-files.js';
import { endpointParts, routesOf, type Services } from '../../src/http/routes.js';
import type { NoteAnswer } from '../../src/http/witness.js';
import { createCaller } from '../../src/issue/callers.js';
import type { Scope } from '../../src/issue/scope.js';
import { compileSchema, type JsonSchema } from '../../src/types/json-schema.js';
import { keepBundle } from '../../src/trust/keep-bundle.js';
import type { World } from '../issuing-world.js';
import { call, jsonOf, type Call, type Reply } from './client.js';

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly defects: unknown[];
  readonly published: Map<string, Uint8Array>;
  noteAnswer: NoteAnswer;
  /** A new key with these scopes. */
  readonly key: (body: string | null, ...scopes: Scope[]) => Promise<string>;
  /** A call whose answer is compared with what OpenAPI says of the operation. */
  readonly ask: (path: string, key?: string | null, more?: Call) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** Senders have time: only a test of a slow one gives less. */
export const patient: BodyTimes = { bodyMs: 30_000, lineMs: 30_000 };

export async function serve(
  world: World,
  times = patient,
  terminal: TerminalFiles | null = null,
): Promise<Served> {
  const published = new Map<string, Uint8Array>();
  const defects: unknown[] = [];
  const publication: Publication = {
    syncPack: (known, { trust, subtrees }) => {
      const leftOut =
        trust === 0 && subtrees?.length === 0 ? '' : ` ${JSON.stringify({ trust, subtrees })}`;
      return Promise.resolve(published.get(`pack ${JSON.stringify(known)}${leftOut}`) ?? null);
    },
    file: (path) => Promise.resolve(published.get(path) ?? null),
  };
  const services: Services = {
    ...world,
    now: world.now,
    publication,
    terminal,
    takeBundle: (bytes) => keepBundle(world, bytes, () => Promise.resolve(null)),
    answerNote: () => Promise.resolve(served.noteAnswer),
    health: () => Promise.resolve({ parts: { store: true, signer: world.signerUp }, codes: {} }),
    report: (error) => defects.push(error),
  };
  const metrics = createMetrics();
  const routes = routesOf(services, metrics);
  const app = createApp({
    ...endpointParts(services, times),
    routes,
    metrics,
    newId: randomUUID,
    log: services.report,
  });
  const listening: Listening = await listen(
    app,
    { host: '127.0.0.1', port: 0 },
    { headMs: 30_000, silenceMs: 60_000, closeMs: 200 },
  );
  let names = 0;
  const served: Served = {
    url: listening.url,
    port: listening.port,
    routes,
    defects,
    published,
    noteAnswer: { status: 503, type: 'text/plain', body: 'WITNESS_BEHIND\n' },
    key: async (body, ...scopes) =>
      (await createCaller(services, { name: `caller-${names++}`, body, scopes })).key,
    ask: async (path, key = null, more = {}) => {
      const headers = {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...more.headers,
      };
      const reply = await call(listening.url, path, { ...more, headers });
      compare(routes, more.method ?? (more.body === undefined ? 'GET' : 'POST'), path, reply);
      return reply;
    },
    close: listening.close,
  };
  return served;
}

const checks = new Map<JsonSchema, ReturnType<typeof compileSchema>>();

function check(schema: JsonSchema, value: unknown): void {
  const known = checks.get(schema) ?? compileSchema(schema);
  checks.set(schema, known);
  const [problem] = known(value);
  if (problem !== undefined)
    throw new Error(`${problem.pointer} ${problem.en}: ${JSON.stringify(value)}`);
}

/** Every answer in these tests is one that its operation names. */
function compare(routes: readonly Route[], method: string, path: string, reply: Reply): void {
  const [plain = ''] = path.split('?');
  const segments = (template: string): RegExp =>
    new RegExp(
      `^${template
        .replaceAll('.', '\\.')
        .replace('/public/{path}', '/public/.+')
        .replace(/\{[a-z]+\}/g, '[^/]+')}$`,
    );
  const route = routes.find((one) => one.method === method && segments(one.path).test(plain));
  const problem = reply.headers['content-type'] === 'application/problem+json';
  if (problem) check(problemSchema, jsonOf(reply));
  if (route === undefined || problem) return;
  const answer = route.answers[reply.status];
  if (answer === undefined) throw new Error(`${route.operation} does not name ${reply.status}`);
  const isNamed = answer.type === '*/*' || answer.type === reply.headers['content-type'];
  if (reply.bytes.length > 0 && !isNamed) {
    throw new Error(`${route.operation}: ${String(reply.headers['content-type'])}`);
  }
  if (answer.schema === undefined) return;
  const texts =
    answer.type === 'application/x-ndjson'
      ? reply.bytes.toString().trimEnd().split('\n')
      : [reply.bytes.toString()];
  for (const text of texts) check(answer.schema, JSON.parse(text));
}
