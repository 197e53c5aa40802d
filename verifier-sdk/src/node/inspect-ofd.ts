import { readOfd } from '../ofd/read-ofd.js';
import { nodeEngine } from './engine.js';
import { verifierTexts } from './error-texts.js';
import { nodeInflate } from './inflate.js';
import type { Surroundings } from './surroundings.js';
import { toJson } from './to-json.js';

/** A zip archive begins with an entry, or is empty. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** What an OFD file holds, what its signatures cover, and what speaks against it; whose they are is not judged. */
export function inspectOfd(
  bytes: Uint8Array,
  { print, complain }: Pick<Surroundings, 'print' | 'complain'>,
): number {
  const { isClosed, findings, document, signatures, coverage } = readOfd(bytes, {
    engine: nodeEngine(),
    inflate: nodeInflate,
  });
  const content = {
    isClosed,
    findings: findings.map(({ code, effect, path, signature, message }) => ({
      code,
      effect,
      zh: verifierTexts[code],
      en: message,
      path,
      signature,
    })),
    info: document?.info ?? null,
    pages: document?.pages ?? [],
    signatures: signatures.map(({ id, type, provider, time, mode, stamps, covers, misses }) => ({
      id,
      type,
      provider,
      time,
      mode,
      stamps,
      covers: covers.length,
      misses,
    })),
    parts: coverage,
  };
  complain(
    '仅供查看：签名是谁的、是否有效，未作判断 · shown as it is: whose signatures they are is not judged',
  );
  print(
    JSON.stringify({ kind: 'OFD file', bytes: bytes.length, content: toJson(content) }, null, 2),
  );
  return 0;
}
