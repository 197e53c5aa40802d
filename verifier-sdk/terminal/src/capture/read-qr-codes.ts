// The one file that knows who reads QR codes. It is a worker's script; its WebAssembly lies beside it.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import file from 'zxing-wasm/reader/zxing_reader.wasm';
import type { ReaderAnswer, ReaderRequest } from './reader-messages.js';

prepareZXingModule({
  overrides: { locateFile: () => new URL(file, import.meta.url).href },
});

/** A camera has another picture soon, a file is the only one. */
const ofCamera: ReaderOptions = { formats: ['QRCode'], tryHarder: false, maxNumberOfSymbols: 1 };
const ofFile: ReaderOptions = { formats: ['QRCode'], tryHarder: true };

async function read(request: ReaderRequest): Promise<readonly string[]> {
  const found =
    'file' in request
      ? await readBarcodes(request.file, ofFile)
      : await readBarcodes(imageOf(request), ofCamera);
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

function imageOf({
  pixels,
  width,
  height,
}: Extract<ReaderRequest, { pixels: unknown }>): ImageData {
  return new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height);
}

addEventListener('message', ({ data }: MessageEvent<ReaderRequest>) => {
  const answer = (message: ReaderAnswer): void => {
    postMessage(message);
  };
  read(data).then(
    (texts) => {
      answer({ texts });
    },
    (error: unknown) => {
      answer({ trouble: String(error) });
    },
  );
});
