import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { VerifierError, type VerifierCode } from '../errors.js';
import { maximumPackBytes } from '../format/sync-pack.js';
import type { Engine } from '../sm/engine.js';
import { checksumOf, isWhole } from '../sync-request.js';

/** Milliseconds for all of one call: however slowly something comes, what came is kept for the next one. */
const longest = 60_000;

/**
 * Downloads to the end, or keeps what came: `place.part` and the tag it was begun under, in `place.part.tag`. The next
 * call goes on from there, in the very file that was begun, or begins anew. Where the tag is a checksum the whole has to
 * have it. A redirection is not followed: it may lead from https to http.
 * @throws VerifierError DOWNLOAD_UNREACHABLE, DOWNLOAD_REFUSED, DOWNLOAD_BROKEN_OFF, DOWNLOAD_TOO_LARGE,
 * DOWNLOAD_CHECKSUM_WRONG; what the system says of a full disk
 */
export async function download(
  address: string,
  place: string,
  get: typeof fetch,
  engine: Engine,
  patience = longest,
): Promise<Uint8Array> {
  const part = `${place}.part`;
  const tagFile = `${part}.tag`;
  const begun = readBegun(part, tagFile);
  const response = await ask(address, begun, get, patience);
  const tag = response.headers.get('etag');
  const goesOn = begun !== null && continues(response, begun);
  if (!goesOn) {
    rmSync(part, { force: true });
    writeFileSync(tagFile, tag ?? '', { mode: 0o600 });
    writeFileSync(part, '', { mode: 0o600 });
  }
  await append(response, part, goesOn ? begun.length : 0, address);
  const bytes = readFileSync(part);
  // Whole or wrong: in both cases there is nothing left to go on with.
  rmSync(part);
  rmSync(tagFile, { force: true });
  if (!isWhole(bytes, tag, engine)) {
    fail('DOWNLOAD_CHECKSUM_WRONG', `${address}: what came does not have its checksum`);
  }
  return bytes;
}

interface Begun {
  readonly tag: string;
  readonly length: number;
}

function readBegun(part: string, tagFile: string): Begun | null {
  if (!existsSync(part) || !existsSync(tagFile)) return null;
  const tag = readFileSync(tagFile, 'utf8');
  const { length } = readFileSync(part);
  return checksumOf(tag) !== null && length > 0 ? { tag, length } : null;
}

async function ask(
  address: string,
  begun: Begun | null,
  get: typeof fetch,
  patience: number,
): Promise<Response> {
  // A range of something packed is no range of the bytes.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (begun !== null) {
    headers.range = `bytes=${begun.length}-`;
    headers['if-range'] = begun.tag;
  }
  let response: Response;
  try {
    const signal = AbortSignal.timeout(patience);
    response = await get(address, { headers, signal, redirect: 'manual' });
  } catch (error) {
    fail('DOWNLOAD_UNREACHABLE', `${address}: ${(error as Error).message}`);
  }
  checkAnswer(response, address);
  return response;
}

/** A login page in between, say, is no pack, however well it is served. */
function checkAnswer({ ok, status, headers, body }: Response, address: string): void {
  const to = headers.get('location');
  if (!ok) {
    const where = to === null ? '' : `, which leads to ${to} and is not followed`;
    fail('DOWNLOAD_REFUSED', `${address}: HTTP ${status}${where}`);
  }
  const type = headers.get('content-type') ?? '';
  if (body === null || /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) {
    fail('DOWNLOAD_REFUSED', `${address}: a web page or nothing instead of a sync pack`);
  }
}

function continues({ status, headers }: Response, { tag, length }: Begun): boolean {
  const range = headers.get('content-range') ?? '';
  return status === 206 && headers.get('etag') === tag && range.startsWith(`bytes ${length}-`);
}

async function append(
  response: Response,
  part: string,
  from: number,
  address: string,
): Promise<void> {
  let length = from;
  for await (const piece of piecesOf(response, address)) {
    length += piece.length;
    if (length > maximumPackBytes) break;
    appendFileSync(part, piece);
  }
  if (length <= maximumPackBytes) return;
  rmSync(part);
  fail('DOWNLOAD_TOO_LARGE', `${address}: more than 64 MiB`);
}

async function* piecesOf({ body }: Response, address: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    fail('DOWNLOAD_BROKEN_OFF', `${address}: run it again to go on: ${(error as Error).message}`);
  }
}

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}
