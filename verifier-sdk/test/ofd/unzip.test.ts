// What would be too large for a file of vectors: bombs, and very many entries.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { VerifierError } from '../../src/errors.js';
import { nodeInflate } from '../../src/node/inflate.js';
import { portableInflate } from '../../src/ofd/inflate.js';
import { parseXml } from '../../src/ofd/xml.js';
import { encodeUtf8 } from '../../src/format/bytes.js';
import { unzip } from '../../src/ofd/unzip.js';
import { writeZip, type WrittenEntry } from './zip-writer.js';

const mebibyte = 2 ** 20;
const packed = deflateRawSync(new Uint8Array(48 * mebibyte));
const coded = (code: string): object => expect.objectContaining({ code });

describe.each([
  ['node', nodeInflate],
  ['portable', portableInflate],
])('bombs, with %s', (_name, inflate) => {
  const bomb = (name: string, size: number): WrittenEntry => ({
    name,
    bytes: new Uint8Array(),
    packed,
    fields: { method: 8, size, crc: 0 },
  });
  const unpack =
    (...entries: readonly WrittenEntry[]) =>
    () =>
      unzip(writeZip(entries), inflate);

  it('are refused by what they say', () => {
    expect(unpack(bomb('a', 48 * mebibyte))).toThrow(coded('ZIP_RATIO_TOO_HIGH'));
    expect(unpack(bomb('a', 1), bomb('b', 2 ** 32 - 2))).toThrow(coded('ZIP_TOO_LARGE'));
  });

  it('unpack to no more than they say', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(unpack(bomb('a', 1000))).toThrow(coded('ZIP_SIZE_WRONG'));
    expect(unpack(bomb('a', 0))).toThrow(coded('ZIP_SIZE_WRONG'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mebibyte);
  });

  it('of a hundred thousand entries are not counted', () => {
    const entries = Array.from({ length: 10_001 }, (_, i) => ({
      name: `${i}`,
      bytes: new Uint8Array(),
    }));
    expect(unpack(...entries)).toThrow(coded('ZIP_TOO_MANY_ENTRIES'));
    expect(unpack(...entries.slice(1))()).toHaveProperty('size', 10_000);
  });
});

it('an archive of more than 64 MiB is not looked at', () => {
  expect(() => unzip(new Uint8Array(64 * mebibyte + 1), nodeInflate)).toThrow(
    coded('ZIP_TOO_LARGE'),
  );
});

describe('XML', () => {
  it('of very many elements is not read to its end', () => {
    const text = encodeUtf8(`<a>${'<b/>'.repeat(200_000)}</a>`);
    expect(() => parseXml(text)).toThrow(coded('XML_TOO_LARGE'));
  });

  it('of more than 16 MiB is not read', () => {
    expect(() => parseXml(new Uint8Array(16 * mebibyte + 1))).toThrow(coded('XML_TOO_LARGE'));
  });

  it.each([
    ['a long text', `<a>${'x'.repeat(4_000_000)}</a>`],
    ['very many references', `<a>${'&amp;'.repeat(500_000)}</a>`],
    ['very many ampersands', `<a>${'&'.repeat(1_000_000)}</a>`],
    ['very many comments', `<a>${'<!---->'.repeat(300_000)}</a>`],
    ['blanks that lead nowhere', `<a ${' '.repeat(1_000_000)}`],
    ['a long name', `<${'a'.repeat(1_000_000)}`],
    ['names with colons', `<${'a:'.repeat(500_000)}`],
  ])('takes time in proportion to its length: %s', (_name, text) => {
    const bytes = encodeUtf8(text);
    const before = performance.now();
    try {
      parseXml(bytes);
    } catch (error) {
      expect((error as VerifierError).code).toMatch(/^XML_/);
    }
    // A squared one would take an hour.
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});
