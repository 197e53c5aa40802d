import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.js';
import type { BodyTimes } from './read-body.js';

/** 64 KiB a line. */
export const lineLimit = 64 * 1024;

export type Line =
  | { readonly number: number; readonly bytes: Buffer }
  | { readonly number: number; readonly tooLong: true };

const newline = 0x0a;

/**
 * NDJSON as it comes, the lines that came together: nothing is read ahead of who takes them, so a slow receiver slows
 * the sender.
 * A line over the limit is passed over and reported; empty lines are passed over.
 * @throws GatewayError CONTENT_TOO_SLOW, JSON_MALFORMED where the sender goes inside a line
 */
export async function* readLines(
  request: IncomingMessage,
  { lineMs }: BodyTimes,
): AsyncGenerator<readonly Line[]> {
  const chunks = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const state: Reading = { parts: [], length: 0, number: 0 };
  let leftMs = lineMs;
  for (;;) {
    const asked = performance.now();
    const step: IteratorResult<Buffer, unknown> = await withinTime(chunks.next(), leftMs);
    if (step.done === true) break;
    const before = state.number;
    // Only the time spent waiting for the sender counts, not what the taker of the lines needs.
    leftMs -= performance.now() - asked;
    const lines = take(state, step.value);
    if (lines.length > 0) yield lines;
    if (state.number > before || state.length === 0) leftMs = lineMs;
  }
  if (state.length > 0) yield finish(state);
}

interface Reading {
  parts: Buffer[];
  length: number;
  number: number;
}

function take(state: Reading, chunk: Buffer): Line[] {
  const lines: Line[] = [];
  for (let from = 0; ;) {
    const end = chunk.indexOf(newline, from);
    const part = chunk.subarray(from, end < 0 ? chunk.length : end);
    state.length += part.length;
    // Of a line that is too long nothing more is kept.
    if (state.length <= lineLimit) state.parts.push(part);
    if (end < 0) return lines;
    lines.push(...finish(state));
    from = end + 1;
  }
}

function finish(state: Reading): Line[] {
  const { parts, length } = state;
  state.parts = [];
  state.length = 0;
  state.number++;
  const { number } = state;
  if (length > lineLimit) return [{ number, tooLong: true }];
  return length > 0 ? [{ number, bytes: Buffer.concat(parts) }] : [];
}

async function withinTime<T>(step: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // What has come while this process was busy is read first.
      setImmediate(() => {
        reject(new GatewayError('CONTENT_TOO_SLOW', 'no whole line came in time'));
      });
    }, ms);
  });
  step.catch(() => undefined);
  try {
    return await Promise.race([step, late]);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('JSON_MALFORMED', 'the sender has gone', { cause });
  } finally {
    clearTimeout(timer);
  }
}
