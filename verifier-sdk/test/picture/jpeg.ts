// The one file that knows who writes JPEG files.
import { encode } from 'jpeg-js';
import type { Picture } from './picture.js';

/** @param quality - 1 to 100, as libjpeg counts it */
export function jpegOf({ width, pixels }: Picture, quality: number): Uint8Array {
  const data = new Uint8Array(4 * pixels.length).fill(255);
  for (let i = 0; i < data.length; i++) {
    if (i % 4 !== 3) data[i] = Math.round(pixels[i >> 2] as number);
  }
  return encode({ width, height: width, data }, quality).data;
}
