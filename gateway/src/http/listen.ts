import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type Koa from 'koa';
import { problemDocument, type ProblemCode } from './problems.js';

export interface Times {
  /** The head of a request has to be whole. */
  readonly headMs: number;
  /** Neither side has sent anything: a receiver that does not read, a sender that has gone to sleep. */
  readonly silenceMs: number;
  /** On closing, requests under way may end. */
  readonly closeMs: number;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets requests end, then ends the rest. */
  readonly close: () => Promise<void>;
}

const most = 2000;
/** A connection without a request is kept for so long. */
const keptMs = 60_000;

/** @throws Error where the address is taken */
export async function listen(
  app: Koa,
  { host, port }: { host: string; port: number },
  { headMs, silenceMs, closeMs }: Times,
): Promise<Listening> {
  const server = createServer({
    headersTimeout: headMs,
    // Bodies have their own bounds, by kind: a stream of lines may last.
    requestTimeout: 0,
    // Long: a client that sends on a connection just being closed does not know whether it was heard.
    keepAliveTimeout: keptMs,
    connectionsCheckingInterval: Math.min(headMs, 5000),
    requireHostHeader: true,
  });
  const callback = app.callback();
  const take = (...args: Parameters<typeof callback>): void => void callback(...args);
  server.on('request', take);
  // The head is judged first: a body that will be refused is not asked for.
  server.on('checkContinue', take);
  server.on('clientError', refuseBytes);
  server.timeout = silenceMs;
  server.maxConnections = most;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    port: address.port,
    close: () => closeServer(server, closeMs),
  };
}

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'CONTENT_TOO_SLOW',
};

/** Bytes that are no request never reach the app. */
function refuseBytes(error: NodeJS.ErrnoException, stream: unknown): void {
  const socket = stream as Socket;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const document = problemDocument(codes[error.code ?? ''] ?? 'HTTP_MALFORMED');
  const text = Buffer.from(JSON.stringify(document));
  const head = [
    `HTTP/1.1 ${document.status} Refused`,
    'Content-Type: application/problem+json',
    `Content-Length: ${text.length}`,
    'Connection: close',
  ].join('\r\n');
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), text]));
}

function closeServer(server: Server, closeMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, closeMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
