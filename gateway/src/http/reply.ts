import type { Context } from 'koa';
import { GatewayError } from '../errors.js';
import { codeOfError, problemDocument, retryAfterOf, type ProblemCode } from './problems.js';
import type { ApiAnswer } from './route.js';

/** How long a refused sender, whose body is not read, may take to read the answer. */
const lingerMs = 500;

/** Answers carry data or files, never pages. */
const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

export function setSecurityHeaders(ctx: Context, id: string): void {
  ctx.set({ ...securityHeaders, 'X-Request-Id': id });
}

export function sendAnswer(ctx: Context, answer: ApiAnswer, type: string): void {
  ctx.status = answer.status;
  if (answer.headers !== undefined) ctx.set(answer.headers);
  if (answer.body === null) {
    ctx.body = null;
    ctx.status = answer.status;
    return;
  }
  const plain = !(answer.body instanceof Uint8Array) && !('pipe' in answer.body);
  ctx.body = plain
    ? JSON.stringify(answer.body)
    : answer.body instanceof Uint8Array
      ? Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.length)
      : answer.body;
  ctx.set('Content-Type', answer.type ?? type);
}

/** A problem document; a defect is told to `log` and to nobody else. */
export function sendProblem(
  ctx: Context,
  error: unknown,
  id: string,
  log: (error: unknown, id: string) => void,
): ProblemCode {
  const code = codeOfError(error) ?? 'INTERNAL_FAILURE';
  if (code === 'INTERNAL_FAILURE') log(error, id);
  const errors = error instanceof GatewayError ? error.fields : [];
  const document = problemDocument(code, { errors, id });
  ctx.status = document.status;
  const retryAfter = retryAfterOf(code);
  if (retryAfter !== null) ctx.set('Retry-After', `${retryAfter}`);
  if (document.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
  ctx.body = JSON.stringify(document);
  ctx.set('Content-Type', 'application/problem+json');
  if (!ctx.req.complete && bodyExpected(ctx)) linger(ctx);
  return code;
}

function bodyExpected({ req }: Context): boolean {
  return (
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0
  );
}

/**
 * The body stays unread. Ending the connection at once would reset it under the answer; reading on would let the
 * sender go on: so the answer is sent whole, and the connection ends a moment later.
 */
function linger(ctx: Context): void {
  const text = Buffer.from(ctx.body as string);
  ctx.respond = false;
  ctx.req.pause();
  ctx.set({ Connection: 'close', 'Content-Length': `${text.length}` });
  const { res } = ctx;
  res.writeHead(ctx.status);
  res.write(text);
  setTimeout(() => {
    res.end();
    res.socket?.destroy();
  }, lingerMs);
}
