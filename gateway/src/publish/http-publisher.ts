import { maximumBundleBytes } from '@yinzhao/verifier/format/trust-bundle';
import { readBounded } from '../checkpoint/http-witness.js';
import type { BundlePublisher } from '../trust/trust-keeper.js';
import type { NotePublisher } from './collect-notes.js';

const timeoutMs = 10_000;
const maximumNote = 16 * 1024;

/**
 * What another organisation shows at an address: the checkpoint of its log, and trust bundles.
 * @param url - of its folder of published files
 */
export function httpPublisher(origin: string, url: string): NotePublisher & BundlePublisher {
  const fetchFile = async (path: string, maximum: number): Promise<Uint8Array> => {
    const response = await fetch(`${url}/${path}`, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await readBounded(response, maximum);
    if (response.status !== 200) throw new Error(`${origin}: status ${response.status}`);
    return body;
  };
  return {
    origin,
    fetchNote: () => fetchFile(`${origin}/checkpoint`, maximumNote),
    fetchBundle: (version) => fetchFile(`trust/${version}.bundle`, maximumBundleBytes),
  };
}
