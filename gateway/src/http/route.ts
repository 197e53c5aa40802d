import type { Readable } from 'node:stream';
import type { DisplayName } from '@yinzhao/verifier/format/type-names';
import type { JsonSchema } from '../types/json-schema.js';
import type { Caller } from './caller.js';
import type { ProblemCode } from './problems.js';
import type { Line } from './lines.js';
import type { Scope } from '../issue/scope.js';

/** How the body of a request is read. */
export type Input =
  | { readonly kind: 'json'; readonly schema: JsonSchema }
  | { readonly kind: 'bytes'; readonly type: string; readonly limit: number }
  | { readonly kind: 'lines'; readonly schema: JsonSchema };

export interface Answer {
  readonly description: DisplayName;
  readonly type: string;
  /** Of JSON answers, and of each line of NDJSON ones. */
  readonly schema?: JsonSchema;
}

export interface ApiRequest {
  /** UUID; stands in the answer's `X-Request-Id`, in problem documents and in the audit. */
  readonly id: string;
  readonly caller: Caller;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** As `input` says: a checked value, bytes, or lines as they come. */
  readonly body: unknown;
  readonly etag: string | null;
  /** The rest from that byte on is enough, if it is still of what bears this tag (RFC 9110 §14.2, `If-Range`). */
  readonly rest?: { readonly from: number; readonly tag: string } | null;
  /** Whether a body may be sent packed. */
  readonly acceptsGzip?: boolean;
  /** Under which the same request may come again. */
  readonly key: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: object | Uint8Array | Readable | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another content type than the route's. */
  readonly type?: string;
}

export type Lines = AsyncIterable<readonly Line[]>;

/** One operation: what the router mounts and what OpenAPI says are made from the same value. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As OpenAPI writes it. */
  readonly path: string;
  /** The one parameter of the path may have slashes. */
  readonly wild?: boolean;
  readonly operation: string;
  readonly summary: DisplayName;
  /** Null: open to everybody. */
  readonly scope: Scope | null;
  readonly parameters?: Readonly<Record<string, JsonSchema>>;
  /** Any other query parameter is refused. */
  readonly query?: Readonly<Record<string, JsonSchema>>;
  readonly input?: Input;
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Those of the operation itself; the general ones follow from the other properties. */
  readonly problems: readonly ProblemCode[];
  readonly handle: (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer;
}
