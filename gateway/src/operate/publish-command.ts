import type { Words } from '@yinzhao/signer';
import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import type { DisplayName } from '@yinzhao/verifier/format/type-names';
import { readInput, wrong } from './files.js';
import type { Surroundings } from './surroundings.js';

/** A gateway that takes a bundle has written it to disk by then. */
const patience = 30_000;

/**
 * Hands a bundle to a running gateway, which hands it on to the others. The key of the API is read from a file: what
 * stands on a command line is seen by everybody on the machine.
 */
export async function publishCommand(
  { operands, options }: Words,
  { print, fetch }: Surroundings,
): Promise<void> {
  const bundle = readInput(operands[0] as string);
  decodeTrustBundle(bundle);
  const url = options.get('url') ?? wrong('缺少 --url · which gateway?');
  const file = options.get('key-file') ?? wrong('缺少 --key-file · whose key of the API?');
  const key = decodeUtf8(readInput(file)).trim();
  const address = `${url.replace(/\/+$/, '')}/v1/trust-bundles`;
  const headers = {
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/vnd.yinzhao.trust',
  };
  const body = new Uint8Array(bundle);
  // Whoever is pointed at by a redirection is not whom the key was meant for.
  const request = { method: 'POST', headers, body, redirect: 'error' } as const;
  const { isTaken, text } = await fetch(address, {
    ...request,
    signal: AbortSignal.timeout(patience),
  })
    .then(async (answer) => ({ isTaken: answer.ok, text: await answer.text() }))
    .catch((cause: unknown) => wrong(`网关没有应答 · no gateway answers at ${url}`, cause));
  if (!isTaken) throw new PublishRefused(text);
  print(text);
}

/** The problem document of the gateway, which has its own code. */
export class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
  readonly code: string;

  constructor(document: string) {
    const { code, detail } = readProblem(document);
    super(detail);
    this.code = code;
  }
}

function readProblem(text: string): { readonly code: string; readonly detail: string } {
  const unknown = {
    code: 'HTTP_MALFORMED',
    detail: `不是网关的应答 · not an answer of a gateway: ${text.slice(0, 200)}`,
  };
  try {
    const { code, titles } = JSON.parse(text) as { code?: unknown; titles?: Partial<DisplayName> };
    if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(code)) return unknown;
    return { code, detail: `${String(titles?.zh)} · ${String(titles?.en)}` };
  } catch {
    return unknown;
  }
}
