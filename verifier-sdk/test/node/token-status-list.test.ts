import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex, toHex } from '../../src/format/bytes.js';
import type { LeafStatus } from '../../src/format/status.js';
import {
  tokenStatusAt,
  tokenStatusListFromCbor,
  tokenStatusListFromJson,
  tokenStatusListOf,
  tokenStatusListToCbor,
  tokenStatusListToJson,
  type TokenStatusBits,
  type TokenStatusList,
} from '../../src/format/token-status-list.js';
import { nodeZlib } from '../../src/node/zlib.js';

// draft-ietf-oauth-status-list (April 2026): the examples of §4.1 to §4.3, and the test vectors of its appendix "Test
// vectors for Status List encoding", those of 4 and 8 bits in reference/token-status-lists.json.
const examples: readonly [TokenStatusBits, readonly number[], string][] = [
  [1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], 'eNrbuRgAAhcBXQ'],
  [2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], 'eNo76fITAAPfAgc'],
];
const large: readonly [TokenStatusBits, Readonly<Record<number, number>>, string][] = [
  [
    1,
    {
      ...{ 0: 1, 1993: 1, 25460: 1, 159495: 1, 495669: 1, 554353: 1, 645645: 1, 723232: 1 },
      ...{ 854545: 1, 934534: 1, 1000345: 1 },
    },
    `a2646269747301636c737458bd78daeddc010dc0200c0041a88249400ad2903e0f4b
     ba00bd93f002beb7a2a2010000a91e09000000000000000000000000000000807296
     04000000000000000000000000000000000000000000000000000000000000000000
     000000000000005c6f4800000000000000fc2c240000000000000000000000be1b12
     000000000000000000ecaa4b000000000000000000000000000000009b0b09000000
     00000000000038de9400000000000000002a30cc010000000080642f0bd8011b`,
  ],
  [
    2,
    {
      ...{ 0: 1, 1993: 2, 25460: 1, 159495: 3, 495669: 1, 554353: 1, 645645: 2, 723232: 1 },
      ...{ 854545: 1, 934534: 2, 1000345: 3 },
    },
    `a2646269747302636c737459013d78daeddb310d00211000412ea1a04004fe5520ed
     357c28c81d3312b6df68bc65480000000000406e2101000000000000000000000000
     0000000000000000000000000000000000000040795b020000000000000000000000
     00000000000000000000000000000000000000000000000000000000000000000000
     00000000000000000000000000000000000000000000000000000000000000000000
     0080f4ba0400000000000000000000000000406d764a000000000000000000000000
     000000000000000000e0922101000000000000000000000000000000000000fc1312
     00000000000000000000000000000000000000000000000000000000000000c0912e
     01000000000000000000000000000000000000c07d4b020000000000000000000000
     00000000a8614a0000000000000000000000406a1fcd60010c`,
  ],
];
interface Published {
  readonly bits: TokenStatusBits;
  /** Index and value of each that is not valid, ascending. */
  readonly values: readonly (readonly [number, number])[];
  readonly lst: string;
}
const published = JSON.parse(
  readFileSync(join(__dirname, '..', 'reference', 'token-status-lists.json'), 'utf8'),
) as readonly Published[];
const valuesOf = (list: TokenStatusList, count: number): (number | null)[] =>
  Array.from({ length: count }, (_, i) => tokenStatusAt(list, i));

describe('a token status list', () => {
  it.each(examples)(
    'of %d bits reads and writes the example of the draft',
    (bits, statuses, lst) => {
      const list = tokenStatusListFromJson(JSON.stringify({ bits, lst }), nodeZlib);
      expect(valuesOf(list, statuses.length + 1)).toEqual([...statuses, null]);
      expect(tokenStatusListToJson(list, nodeZlib)).toBe(`{"bits":${bits},"lst":"${lst}"}`);
      const cbor = tokenStatusListToCbor(list, nodeZlib);
      expect(tokenStatusListFromCbor(cbor, nodeZlib)).toEqual(list);
    },
  );

  it('has the CBOR form of the draft', () => {
    const bytes = fromHex('a2646269747301636c73744a78dadbb918000217015d');
    const list = tokenStatusListFromCbor(bytes, nodeZlib);
    expect(toHex(list.bytes)).toBe('b9a3');
    expect(toHex(tokenStatusListToCbor(list, nodeZlib))).toBe(toHex(bytes));
  });

  it.each(large)('of %d bits reads the test vector of a million entries', (bits, values, hex) => {
    const list = tokenStatusListFromCbor(fromHex(hex.replace(/\s/g, '')), nodeZlib);
    expect(list.bits).toBe(bits);
    expect(list.bytes).toHaveLength((2 ** 20 * bits) / 8);
    const found = Object.fromEntries(
      Array.from({ length: 2 ** 20 }, (_, i) => [i, tokenStatusAt(list, i)] as const).filter(
        ([, value]) => value !== 0,
      ),
    );
    expect(found).toEqual(values);
  });

  it.each(published)(
    'of $bits bits reads the published list, JSON and CBOR',
    ({ bits, values, lst }) => {
      const list = tokenStatusListFromJson(JSON.stringify({ bits, lst }), nodeZlib);
      const stream = Buffer.from(lst, 'base64url');
      // Published in both forms, with one stream; longer than 255 bytes in either.
      const head = Buffer.from([
        0xa2,
        0x64,
        ...Buffer.from('bits'),
        bits,
        0x63,
        ...Buffer.from('lst'),
      ]);
      const length = Buffer.from([0x59, stream.length >> 8, stream.length & 0xff]);
      const cbor = tokenStatusListFromCbor(Buffer.concat([head, length, stream]), nodeZlib);
      for (const one of [list, cbor]) {
        expect(one.bytes).toHaveLength((2 ** 20 * bits) / 8);
        const found = valuesOf(one, 2 ** 20).flatMap((value, i) =>
          value === 0 ? [] : [[i, value]],
        );
        expect(found).toEqual(values);
      }
    },
  );

  it('says more than the common statuses only by values that are left to applications', () => {
    // §7.1: 0x03 and 0x0C to 0x0F.
    const entries = ([1, 2, 3, 4, 5] as const).map((status, leafIndex) => ({ leafIndex, status }));
    for (const bits of [4, 8] as const) {
      const said = valuesOf(tokenStatusListOf({ size: 5, entries }, bits), 5) as number[];
      const common = said.filter((value) => value <= 2);
      expect(common).toEqual([2, 1]);
      for (const value of said.slice(2)) expect([0x03, 0x0c, 0x0d, 0x0e, 0x0f]).toContain(value);
    }
  });

  it('says of our statuses what its bits can say', () => {
    const entries = ([1, 2, 3, 4, 5] as const).map((status, i) => ({ leafIndex: i + 1, status }));
    const said = ([1, 2, 4, 8] as const).map((bits) =>
      valuesOf(tokenStatusListOf({ size: 7, entries }, bits), 7),
    );
    expect(said).toEqual([
      [0, 1, 1, 1, 1, 1, 0],
      [0, 2, 1, 1, 1, 1, 0],
      [0, 2, 1, 12, 13, 14, 0],
      [0, 2, 1, 12, 13, 14, 0],
    ]);
  });

  it('goes through JSON and CBOR unchanged, and never calls valid what is not', () => {
    const statuses = fc.array(
      fc.integer({ min: 0, max: 5 }).map((value) => value as LeafStatus),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(statuses, fc.constantFrom(1, 2, 4, 8), (all, bits) => {
        const entries = all.flatMap((status, leafIndex) =>
          status === 0 ? [] : [{ leafIndex, status }],
        );
        const list = tokenStatusListOf({ size: all.length, entries }, bits);
        const json = tokenStatusListFromJson(tokenStatusListToJson(list, nodeZlib), nodeZlib);
        const cbor = tokenStatusListFromCbor(tokenStatusListToCbor(list, nodeZlib), nodeZlib);
        for (const one of [list, json, cbor]) {
          expect(toHex(one.bytes)).toBe(toHex(list.bytes));
          expect(valuesOf(one, all.length).map((value) => value === 0)).toEqual(
            all.map((status) => status === 0),
          );
        }
      }),
    );
  });

  it('knows nothing of an index beyond its end', () => {
    const list = tokenStatusListOf({ size: 8, entries: [] }, 1);
    expect([8, -1, 0.5, Number.NaN].map((index) => tokenStatusAt(list, index))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  const refused: unknown = expect.objectContaining({ code: 'TOKEN_STATUS_LIST_MALFORMED' });
  const packed = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const bomb = deflateSync(new Uint8Array(16 * 1024 * 1024 + 1));

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['three bits', '{"bits":3,"lst":"eNrbuRgAAhcBXQ"}'],
    ['bits in a text', '{"bits":"1","lst":"eNrbuRgAAhcBXQ"}'],
    ['no list', '{"bits":1}'],
    ['base64 of the other alphabet', '{"bits":1,"lst":"eNrbuRgAAhcB+Q"}'],
    ['padding', '{"bits":1,"lst":"eNrbuRgAAhcBXQ=="}'],
    ['stray bits in the last digit', '{"bits":1,"lst":"eNrbuRgAAhcBXR"}'],
    ['a wrong checksum', '{"bits":1,"lst":"eNrbuRgAAhcBXg"}'],
    ['a stream cut off', '{"bits":1,"lst":"eNrbuRgA"}'],
    ['bytes behind the stream', `{"bits":1,"lst":"${packed(fromHex('78dadbb918000217015d00'))}"}`],
    ['raw deflate', '{"bits":1,"lst":"27kYAA"}'],
    ['more than 16 MiB', `{"bits":1,"lst":"${packed(bomb)}"}`],
    ['a member that nobody knows', '{"bits":1,"lst":"eNrbuRgAAhcBXQ","size":9}'],
  ])('is refused with %s', (_name, text) => {
    expect(() => tokenStatusListFromJson(text, nodeZlib)).toThrow(refused);
  });

  it.each([
    ['nothing', ''],
    ['a map of one', 'a1646269747301'],
    ['three bits', 'a2646269747303636c73744a78dadbb918000217015d'],
    ['a text for the list', 'a2646269747301636c7374617a'],
    ['a byte behind it', 'a2646269747301636c73744a78dadbb918000217015d00'],
    ['a longer head than needed', 'a2646269747301636c7374580a78dadbb918000217015d'],
    ['a byte less', 'a2646269747301636c73744a78dadbb91800021701'],
  ])('in CBOR is refused with %s', (_name, hex) => {
    expect(() => tokenStatusListFromCbor(fromHex(hex), nodeZlib)).toThrow(refused);
  });

  it('may say where more lists are', () => {
    const text = '{"bits":1,"lst":"eNrbuRgAAhcBXQ","aggregation_uri":"https://example.com/lists"}';
    expect(toHex(tokenStatusListFromJson(text, nodeZlib).bytes)).toBe('b9a3');
  });

  it('is not made of a log that is too large for it', () => {
    expect(() => tokenStatusListOf({ size: 2 ** 27 + 1, entries: [] }, 1)).toThrow(refused);
  });
});
