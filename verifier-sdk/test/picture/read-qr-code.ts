// The one file that knows who reads QR codes. Its WebAssembly comes from the package, never from a network.
import { readFileSync } from 'node:fs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

/**
 * @param file - a picture: JPEG or PNG
 * @returns the texts of the QR codes in it
 */
export async function readQrCodes(file: Uint8Array): Promise<readonly string[]> {
  const found = await readBarcodes(file, { formats: ['QRCode'], tryHarder: true });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}
