import { readFileSync } from 'node:fs';
import { VerifierError } from '../errors.js';
import { decodeUtf8 } from '../format/bytes.js';
import { decodeCredential } from '../format/credential.js';
import { decodeLicenceFile } from '../format/licence-file.js';
import { decodeReceipt } from '../format/receipt.js';
import { decodeStatusSnapshot } from '../format/status-snapshot.js';
import { decodeSyncPack } from '../format/sync-pack.js';
import { decodeTrustBundle } from '../format/trust-bundle.js';
import { Misuse, type Words } from './read-words.js';
import { toJson } from './to-json.js';
import type { Surroundings } from './surroundings.js';

/** Each kind of file with how it is read; the context of each differs, so that at most one reads it. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  licence: (bytes) => {
    const { credential, disclosure, receipt, chain } = decodeLicenceFile(bytes);
    return {
      credential: credential && decodeCredential(credential),
      disclosure,
      receipt: receipt && decodeReceipt(receipt),
      chain,
    };
  },
  'sync pack': (bytes) => {
    const { network, bundles, logs } = decodeSyncPack(bytes);
    return {
      network,
      bundles: bundles.map((bundle) => decodeTrustBundle(bundle).bundle),
      logs: logs.map(({ origin, note, snapshot, proofs, subtrees }) => ({
        origin,
        note: decodeUtf8(note),
        statuses: decodeStatusSnapshot(snapshot).entries,
        proofs: proofs.map(({ from }) => from),
        subtrees: subtrees?.roots.length ?? null,
      })),
    };
  },
  'trust bundle': (bytes) => {
    const { bundle, signatures } = decodeTrustBundle(bytes);
    return { ...bundle, signatures };
  },
};

export function inspectCommand(words: Words, { print, complain }: Surroundings): number {
  const bytes = readFileSync(words.operands[0] as string);
  for (const [kind, read] of Object.entries(readers)) {
    const content = tryReading(read, bytes);
    if (content === null) continue;
    complain('仅供查看，未作核验 · shown as it is: nothing here has been verified');
    print(JSON.stringify({ kind, bytes: bytes.length, content: toJson(content) }, null, 2));
    return 0;
  }
  throw new Misuse('无法识别的文件 · neither a licence file, a sync pack nor a trust bundle');
}

function tryReading(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): unknown {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof VerifierError) return null;
    throw error;
  }
}
