// The one file of the tests that knows who draws QR codes.
import { create } from 'qrcode';
import { paint, type Picture } from './picture.js';

export interface QrCode {
  /** 1 to 40: 4 · version + 17 modules a side. */
  readonly version: number;
  readonly side: number;
  readonly isDark: (x: number, y: number) => boolean;
}

/**
 * Alphanumeric mode and nothing else, error correction L: the smallest version that holds the text.
 * @throws where it is too long, or has other characters
 */
export function qrCodeOf(text: string): QrCode {
  const { version, modules } = create([{ data: text, mode: 'alphanumeric' }], {
    errorCorrectionLevel: 'L',
  });
  const { size: side } = modules;
  return { version, side, isDark: (x, y) => modules.get(y, x) === 1 };
}

/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const quiet = 4;

/** Black on white, `scale` pixels a module. */
export function drawQrCode({ side, isDark }: QrCode, scale: number): Picture {
  const width = (side + 2 * quiet) * scale;
  const isInk = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < side && y < side && isDark(x, y);
  return paint(width, (x, y) => {
    const isDot = isInk(Math.floor(x / scale) - quiet, Math.floor(y / scale) - quiet);
    return isDot ? 0 : 255;
  });
}
