import { concatBytes } from '@yinzhao/verifier/format/bytes';
import { SignerError } from '../errors.js';

/** A frame is the length of what follows, 4 bytes big-endian, and that: 1,000 credentials take 300 kB. */
export const maximumFrame = 16 * 1024 * 1024;
const headLength = 4;

/** @throws SignerError REQUEST_TOO_LARGE */
export function encodeFrame(content: Uint8Array): Uint8Array {
  if (content.length > maximumFrame) {
    throw new SignerError('REQUEST_TOO_LARGE', `more than ${maximumFrame} bytes in one frame`);
  }
  const head = new Uint8Array(headLength);
  new DataView(head.buffer).setUint32(0, content.length);
  return concatBytes(head, content);
}

/** Cuts what arrives into frames. Memory grows with what has arrived, not with what a head promises. */
export class FrameReader {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** Whether a frame has begun and not ended. */
  get isInside(): boolean {
    return this.#length > 0;
  }

  /**
   * @returns the frames that are complete now
   * @throws SignerError REQUEST_TOO_LARGE
   */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    const frames: Uint8Array[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Uint8Array | null {
    if (this.#length < headLength) return null;
    const first = this.#parts[0] as Uint8Array;
    const head = first.length >= headLength ? first : this.#join();
    const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
    if (length > maximumFrame) {
      throw new SignerError('REQUEST_TOO_LARGE', `a frame of ${length} bytes`);
    }
    const end = headLength + length;
    if (this.#length < end) return null;
    const all = this.#join();
    this.#parts = all.length > end ? [all.subarray(end)] : [];
    this.#length -= end;
    return all.subarray(headLength, end);
  }

  #join(): Uint8Array {
    const all =
      this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : concatBytes(...this.#parts);
    this.#parts = [all];
    return all;
  }
}
