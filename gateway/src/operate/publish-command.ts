import type { Words } from '@yinzhao/signer';
import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { readInput, wrong } from './files.js';
import type { Surroundings } from './surroundings.js';

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
  const answer = await fetch(address, { method: 'POST', headers, body }).catch((cause: unknown) =>
    wrong(`网关没有应答 · no gateway answers at ${url}`, cause),
  );
  const text = await answer.text();
  if (!answer.ok) throw new PublishRefused(text);
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
  try {
    const { code, title } = JSON.parse(text) as { code?: string; title?: string };
    return { code: code ?? 'HTTP_MALFORMED', detail: title ?? text.slice(0, 200) };
  } catch {
    return { code: 'HTTP_MALFORMED', detail: text.slice(0, 200) };
  }
}
