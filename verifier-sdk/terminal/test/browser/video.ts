import type { Picture } from '../../../test/picture/picture.js';

/**
 * A film of one picture, in the middle of a grey ground: YUV4MPEG2, which Chromium takes for what a camera sees.
 * @throws RangeError where it does not fit
 */
export function filmOf({ width, pixels }: Picture, wide = 1280, high = 720): Uint8Array {
  if (width > high) throw new RangeError('the picture is higher than the film');
  const grey = new Uint8Array((wide * high * 3) / 2).fill(128);
  const [left, top] = [(wide - width) >> 1, (high - width) >> 1];
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      grey[(top + y) * wide + left + x] = Math.round(pixels[y * width + x] as number);
    }
  }
  const head = `YUV4MPEG2 W${wide} H${high} F15:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey]);
  return Buffer.concat([Buffer.from(head), frame, frame]);
}
