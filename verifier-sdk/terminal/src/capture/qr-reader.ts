import type { ReaderAnswer, ReaderRequest } from './reader-messages.js';

/** Reads QR codes, off the page's own thread: a picture takes it some tens of milliseconds. */
export interface QrReader {
  /**
   * @returns the texts of the codes that are seen
   * @throws Error where the reader cannot be had: without network before it was kept
   */
  readonly readFrame: (frame: ImageData) => Promise<readonly string[]>;
  /** The same of a file: JPEG or PNG. */
  readonly readFile: (file: Uint8Array) => Promise<readonly string[]>;
  readonly close: () => void;
}

/** A file of its own, which nobody loads who uses no camera. */
export function openQrReader(): QrReader {
  const worker = new Worker(new URL(QR_READER_FILE, import.meta.url), { type: 'module' });
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error('the reader cannot be loaded'));
    };
  });
  // Told to whoever asks, and to nobody before.
  broken.catch(() => undefined);
  let last: Promise<unknown> = Promise.resolve();
  const ask = (request: ReaderRequest): Promise<readonly string[]> => {
    const asked = last.then(() => Promise.race([broken, askOnce(worker, request)]));
    last = asked.catch(() => undefined);
    return asked;
  };
  return {
    readFrame: ({ data, width, height }) => ask({ pixels: data, width, height }),
    readFile: (file) => ask({ file: file.slice() }),
    close: () => {
      worker.terminate();
    },
  };
}

function askOnce(worker: Worker, request: ReaderRequest): Promise<readonly string[]> {
  const { buffer } = 'file' in request ? request.file : request.pixels;
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReaderAnswer>) => {
      if ('texts' in data) resolve(data.texts);
      else reject(new Error(data.trouble));
    };
    worker.postMessage(request, [buffer as ArrayBuffer]);
  });
}
