import { describe, expect, it } from '@jest/globals';
import { concatBytes, fromHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { decodeSyncPack } from '../src/format/sync-pack.js';

const limit = 2 ** 20;
const malformed = (code: string) => expect.objectContaining({ code });

/** An array of `length` items of one byte each. */
function arrayOf(length: number, item: number): Uint8Array {
  const bytes = new Uint8Array(5 + length).fill(item);
  bytes[0] = 0x9a;
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

describe('the number of items', () => {
  it('is bounded, however they are nested', () => {
    expect(decodeCbor(arrayOf(limit, 0))).toHaveLength(limit);
    expect(() => decodeCbor(arrayOf(limit + 1, 0))).toThrow(malformed('CBOR_TOO_LARGE'));
    const half = arrayOf(limit / 2, 0x80);
    const twice = concatBytes(Uint8Array.of(0x82), half, half);
    expect(() => decodeCbor(twice)).toThrow(malformed('CBOR_TOO_LARGE'));
    const map = encodeCbor(new Map(Array.from({ length: limit / 2 }, (_, key) => [key, 0])));
    expect(decodeCbor(map)).toBeInstanceOf(Map);
    expect(() => decodeCbor(concatBytes(Uint8Array.of(0x82), map, Uint8Array.of(0)))).toThrow(
      malformed('CBOR_TOO_LARGE'),
    );
  });

  it.each([0x80, 0xa0, 0x40])(
    'of a pack of 60 MB of items %d is refused before it fills the memory',
    (item) => {
      const head = concatBytes(fromHex('84'), encodeCbor('yinzhao/sync/v1'), encodeCbor('city'));
      const before = process.memoryUsage().rss;
      const pack = concatBytes(head, arrayOf(60_000_000, item), Uint8Array.of(0x80));
      expect(() => decodeSyncPack(pack)).toThrow(malformed('CBOR_TOO_LARGE'));
      expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
    },
  );
});
