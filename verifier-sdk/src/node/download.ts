import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { toHex } from '../format/bytes.js';
import { Misuse } from './read-words.js';
import type { Engine } from '../sm/engine.js';

/** As much as a reader of packs takes. */
const maximumBytes = 64 * 1024 * 1024;
const patience = 60_000;
/** A strong tag that is the SM3 of the bytes, as gateways give it. */
const checksum = /^"([0-9a-f]{64})"$/;

/**
 * Downloads to the end, or keeps what came: `place.part` and the tag it was begun under, in `place.part.tag`. The next
 * call goes on from there, in the very file that was begun, or begins anew. Where the tag is a checksum the whole has to
 * have it.
 * @throws Misuse what the user is told
 */
export async function download(
  address: string,
  place: string,
  get: typeof fetch,
  engine: Engine,
): Promise<Uint8Array> {
  const part = `${place}.part`;
  const tagFile = `${part}.tag`;
  const begun = readBegun(part, tagFile);
  const response = await ask(address, begun, get);
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
  const [, digest] = checksum.exec(tag ?? '') ?? [];
  if (digest !== undefined && toHex(engine.sm3(bytes)) !== digest) {
    throw new Misuse(`${address}: 下载内容与校验和不符 · what came does not have its checksum`);
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
  return checksum.test(tag) && length > 0 ? { tag, length } : null;
}

async function ask(address: string, begun: Begun | null, get: typeof fetch): Promise<Response> {
  // A range of something packed is no range of the bytes.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (begun !== null) {
    headers.range = `bytes=${begun.length}-`;
    headers['if-range'] = begun.tag;
  }
  let response: Response;
  try {
    response = await get(address, { headers, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    throw new Misuse(`无法连接 · cannot reach ${address}: ${(error as Error).message}`);
  }
  if (!response.ok) throw new Misuse(`${address}: HTTP ${response.status}`);
  return response;
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
  try {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += piece.length;
      if (length > maximumBytes) break;
      appendFileSync(part, piece);
    }
  } catch (error) {
    throw new Misuse(
      `${address}: 下载中断，再次运行即可继续 · broke off, run it again to go on: ${(error as Error).message}`,
    );
  }
  if (length <= maximumBytes) return;
  rmSync(part);
  throw new Misuse(`${address}: 超过 64 MiB · more than 64 MiB`);
}
