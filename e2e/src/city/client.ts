import { setTimeout as sleep } from 'node:timers/promises';
import type { SampleRequest } from './sample-licences.js';

/** A licence as the gateway shows it. */
export interface ShownLicence {
  readonly identifier: string;
  readonly state: 'draft' | 'signed' | 'anchoring' | 'anchored' | 'receipted' | 'refused';
  readonly status: string;
  /** SM3 of the credential. */
  readonly object: string | null;
  readonly leafIndex: number | null;
  /** Why the ledger will never take it. */
  readonly refusal: string | null;
  /** RFC 3339. */
  readonly issued: string;
}

/** A line of the answer to a stream. */
export type BatchLine =
  | { readonly line: number; readonly licence: ShownLicence }
  | { readonly line: number; readonly problem: { readonly code: string } }
  | {
      readonly lines: number;
      readonly issued: number;
      readonly refused: number;
      readonly done: boolean;
    };

/** Why a gateway did not do what it was asked. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** What the sample's department does at its gateway. */
export interface CityClient {
  /** The same key is the same licence, however often it is sent. */
  readonly issue: (request: SampleRequest, key: string) => Promise<ShownLicence>;
  readonly issueMany: (
    requests: Iterable<SampleRequest & { readonly key?: string }>,
  ) => AsyncIterable<BatchLine>;
  /** The same, with lines as they come. */
  readonly issueStream: (
    chunks: AsyncIterable<readonly SampleRequest[]>,
  ) => AsyncIterable<BatchLine>;
  readonly read: (identifier: string) => Promise<ShownLicence>;
  /** @throws Error where it has not come so far in time */
  readonly waitUntil: (
    identifier: string,
    states: readonly ShownLicence['state'][],
    timeoutMs?: number,
  ) => Promise<ShownLicence>;
  /** @throws Error where it never is shown so in time */
  readonly waitFor: (
    identifier: string,
    isSo: (licence: ShownLicence) => boolean,
    timeoutMs?: number,
  ) => Promise<ShownLicence>;
  /** The licences of whoever is named by the field that a type calls its holder. */
  readonly ofHolder: (holder: string) => Promise<readonly ShownLicence[]>;
  readonly changeStatus: (identifier: string, action: string) => Promise<void>;
  /** Of a licence by its place in the gateway's own log. */
  readonly changeLeafStatus: (leafIndex: number, action: string) => Promise<void>;
  readonly file: (identifier: string) => Promise<Uint8Array>;
  /** With the way there from the trees that whoever asks has seen. */
  readonly syncPack: (
    known?: readonly { readonly origin: string; readonly size: number }[],
  ) => Promise<Uint8Array>;
}

const pollMs = 25;

function isHangUp(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(cause?.code ?? '');
}

/** @param key - of the API */
export function cityClient(url: string, key: string): CityClient {
  const authorization = { Authorization: `Bearer ${key}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...authorization, ...(init.headers as Record<string, string>) };
    const send = (): Promise<Response> => fetch(`${url}${path}`, { ...init, headers });
    const harmless = init.method === undefined || 'Idempotency-Key' in headers;
    const response = await send().catch((error: unknown) => {
      // The gateway has closed the connection in the same moment: whether it was heard is not known.
      if (harmless && isHangUp(error)) return send();
      throw error;
    });
    if (response.ok) return response;
    const { code } = (await response.json().catch(() => ({}))) as { code?: string };
    throw new ApiRefusal(response.status, code ?? 'NO_PROBLEM_DOCUMENT');
  };
  const post = (path: string, body: unknown, more: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...more },
    });
  const bytes = async (path: string): Promise<Uint8Array> =>
    new Uint8Array(await (await ask(path)).arrayBuffer());
  const stream = async function* (
    chunks: AsyncIterable<readonly object[]> | Iterable<readonly object[]>,
  ): AsyncGenerator<BatchLine> {
    const answer = await ask('/v1/licences:batch', {
      method: 'POST',
      body: ReadableStream.from(encodeLines(chunks)),
      duplex: 'half',
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    yield* readLines(answer.body as ReadableStream<Uint8Array>);
  };
  const read = async (identifier: string): Promise<ShownLicence> =>
    (await (await ask(`/v1/licences/${identifier}`)).json()) as ShownLicence;
  const waitFor: CityClient['waitFor'] = async (identifier, isSo, timeoutMs = 30_000) => {
    const until = performance.now() + timeoutMs;
    for (;;) {
      // A gateway that does not answer now may do so in a moment.
      const licence = await read(identifier).catch(() => null);
      if (licence !== null && isSo(licence)) return licence;
      if (performance.now() > until) {
        const now =
          licence === null
            ? 'not to be read'
            : `${licence.state} ${licence.status} ${licence.refusal ?? ''}`;
        throw new Error(`${identifier} is still ${now}`);
      }
      await sleep(pollMs);
    }
  };
  return {
    issue: async (request, idempotencyKey) => {
      const answer = await post('/v1/licences', request, { 'Idempotency-Key': idempotencyKey });
      return (await answer.json()) as ShownLicence;
    },
    issueMany: (requests) => stream(chunksOf(requests)),
    issueStream: (chunks) => stream(chunks),
    read,
    waitUntil: (identifier, states, timeoutMs) =>
      waitFor(identifier, ({ state }) => states.includes(state), timeoutMs),
    waitFor,
    ofHolder: async (holder) => {
      const answer = await post('/v1/licences/query-by-holder', { holder });
      return ((await answer.json()) as { licences: ShownLicence[] }).licences;
    },
    changeStatus: async (identifier, action) => {
      await post(`/v1/licences/${identifier}/status`, { action });
    },
    changeLeafStatus: async (leafIndex, action) => {
      await post(`/v1/leaves/${leafIndex}/status`, { action });
    },
    file: (identifier) => bytes(`/v1/licences/${identifier}/file`),
    syncPack: (known = []) => {
      const from = known.map(({ origin, size }) => `${origin}:${size}`).join();
      return bytes(from === '' ? '/v1/sync' : `/v1/sync?from=${from}`);
    },
  };
}

const linesPerChunk = 100;

function* chunksOf(requests: Iterable<object>): Generator<readonly object[]> {
  let chunk: object[] = [];
  for (const request of requests) {
    chunk.push(request);
    if (chunk.length < linesPerChunk) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function* encodeLines(
  chunks: AsyncIterable<readonly object[]> | Iterable<readonly object[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    yield encoder.encode(chunk.map((one) => `${JSON.stringify(one)}\n`).join(''));
  }
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<BatchLine> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as BatchLine;
  }
}
