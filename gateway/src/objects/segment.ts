import { encodeUtf8, equalBytes, joinBytes } from '@yinzhao/verifier/format/bytes';

/** What each file of the object store begins with. */
export const segmentHeader = encodeUtf8('yinzhao/objects/v1\n');

const lengthSize = 4;
const digestSize = 32;

type Sm3 = (bytes: Uint8Array) => Uint8Array;

/** An object in a file: length, 4 bytes; SM3; the object. */
export function frameOf(object: Uint8Array, sm3: Sm3): Uint8Array {
  const length = new Uint8Array(lengthSize);
  new DataView(length.buffer).setUint32(0, object.length);
  return joinBytes([length, sm3(object), object]);
}

export interface SegmentContent {
  /** Objects whose digest is right, in the order in which they were written. */
  readonly objects: readonly Uint8Array[];
  /** Where something stands that was never written so, in bytes from the start; null where nothing does. */
  readonly damagedAt: number | null;
  /** Where an object begins that the file ends within; null where it ends with a whole one. */
  readonly cutOffAt: number | null;
}

/**
 * Reads a file. What was being written when its process ended is cut off, and was never answered for. Behind a damaged
 * object the others are found as long as its length is right.
 */
export function readSegment(bytes: Uint8Array, sm3: Sm3): SegmentContent {
  const header = bytes.subarray(0, segmentHeader.length);
  if (!equalBytes(header, segmentHeader.subarray(0, header.length))) {
    return { objects: [], damagedAt: 0, cutOffAt: null };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const objects: Uint8Array[] = [];
  let damagedAt: number | null = null;
  let at = segmentHeader.length;
  while (at < bytes.length) {
    const start = at + lengthSize + digestSize;
    const end = start <= bytes.length ? start + view.getUint32(at) : Infinity;
    if (end > bytes.length) return { objects, damagedAt, cutOffAt: at };
    const object = bytes.subarray(start, end);
    if (equalBytes(sm3(object), bytes.subarray(at + lengthSize, start))) objects.push(object);
    else damagedAt ??= at;
    at = end;
  }
  return { objects, damagedAt, cutOffAt: null };
}
