import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.js';

/** 1 MiB of JSON. */
export const jsonLimit = 1024 * 1024;

export interface BodyTimes {
  /** A whole body has to be here after this time. */
  readonly bodyMs: number;
  /** A line, once begun, has to be whole after this time; between lines a sender may rest for as long. */
  readonly lineMs: number;
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError('CONTENT_TOO_LARGE', `more than ${limit} bytes`);
}

/** @throws GatewayError CONTENT_TOO_LARGE before the first byte is read, where the length is announced */
export function checkLength(request: IncomingMessage, limit: number): void {
  const announced = request.headers['content-length'];
  if (announced !== undefined && Number(announced) > limit) throw tooLarge(limit);
}

/**
 * The whole body. Reading stops where it is too large or too slow.
 * @throws GatewayError CONTENT_TOO_LARGE, CONTENT_TOO_SLOW, JSON_MALFORMED
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  { bodyMs }: BodyTimes,
): Promise<Buffer> {
  checkLength(request, limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let late: NodeJS.Immediate | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      clearImmediate(late);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      request.pause();
      settle();
    };
    const fail = (error: GatewayError): void => {
      end(() => {
        reject(error);
      });
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) fail(tooLarge(limit));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      end(() => {
        resolve(Buffer.concat(chunks));
      });
    };
    const onClose = (): void => {
      fail(new GatewayError('JSON_MALFORMED', 'the sender has gone'));
    };
    const timer = setTimeout(() => {
      // What has come while this process was busy is read first.
      late = setImmediate(() => {
        fail(new GatewayError('CONTENT_TOO_SLOW', `not whole after ${bodyMs} ms`));
      });
    }, bodyMs);
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** Our deepest request needs 4. */
const deepest = 16;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws GatewayError JSON_MALFORMED: not UTF-8, not JSON, or a name stands twice in an object */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(bytes);
    value = JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the text, which may be personal data: it goes nowhere.
    throw new GatewayError('JSON_MALFORMED', 'not JSON in UTF-8');
  }
  if (namesWritten(text) !== namesHeld(value)) {
    throw new GatewayError('JSON_MALFORMED', 'a name stands twice in an object');
  }
  return value;
}

/** Strings before a colon, in a text that is JSON. */
function namesWritten(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    at = endOfString(text, at);
    let next = at + 1;
    while (' \t\r\n'.includes(text.charAt(next)) && next < text.length) next++;
    if (text[next] === ':') count++;
  }
  return count;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
}

function namesHeld(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > deepest) throw new GatewayError('JSON_MALFORMED', 'nested too deep');
  const items: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : items.length;
  return items.reduce<number>((sum, item) => sum + namesHeld(item, depth + 1), own);
}
