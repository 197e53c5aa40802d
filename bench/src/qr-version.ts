import { readFileSync } from 'node:fs';
import { create } from 'qrcode';

/** Six of twelve fields with the proof of a device, in a log of ten million entries. */
const vectors = new URL('../../verifier-sdk/vectors/show-code/', import.meta.url);

/** The smallest QR code, 1 to 40, that holds a show code in alphanumeric mode with error correction L. */
export function qrVersion(form: 'full' | 'short'): number {
  const file = new URL(`accept-fields-6of12-${form}.json`, vectors);
  const { input } = JSON.parse(readFileSync(file, 'utf8')) as { input: string };
  const { version } = create([{ data: input, mode: 'alphanumeric' }], {
    errorCorrectionLevel: 'L',
  });
  return version;
}
