import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | object;
}

/** A call with the path exactly as given; an object is sent as JSON. */
export function call(
  url: string,
  path: string,
  { method, headers, body }: Call = {},
): Promise<Reply> {
  const json = typeof body === 'object' && !(body instanceof Uint8Array);
  const bytes = json ? JSON.stringify(body) : body;
  const sent = {
    ...(json ? { 'content-type': 'application/json' } : {}),
    ...(bytes === undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        path,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: sent,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(chunks),
          });
        });
      },
    );
    asked.on('error', reject);
    asked.end(bytes);
  });
}

export function jsonOf(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.bytes.toString('utf8')) as Record<string, unknown>;
}

export function problemOf(reply: Reply): string {
  expectProblem(reply);
  return String(jsonOf(reply).code);
}

function expectProblem({ status, headers, bytes }: Reply): void {
  const text = bytes.toString('utf8');
  if (headers['content-type'] !== 'application/problem+json') throw new Error(`${status}: ${text}`);
  const document = JSON.parse(text) as Record<string, unknown>;
  if (document.status !== status) throw new Error(`another status: ${text}`);
  if (/\bat \S+:\d+|node_modules|\.ts\b/.test(text)) throw new Error(`tells too much: ${text}`);
}

/**
 * Writes bytes and collects what comes back until it is enough or the other side ends.
 * @throws Error where it does neither: the time is only for tests that fail
 */
export function raw(
  port: number,
  parts: readonly string[],
  isEnough: (text: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the other side does not end: ${text}`));
    }, 30_000);
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (isEnough(text)) end();
    });
    socket.on('close', end).on('error', end);
    for (const part of parts) socket.write(part);
  });
}
