import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalBytes, toHex } from '../../src/format/bytes.js';
import { nodeEngine } from '../../src/node/engine.js';
import {
  decodeDocumentSeal,
  encodeDocumentSeal,
  encodeDocumentSealContent,
} from '../../src/ofd/document-seal.js';
import { decodeSeal, encodeSeal, encodeSealInfo } from '../../src/ofd/seal.js';
import type { SealExtension } from '../../src/ofd/seal-fields.js';
import type { SealInfo, SealUsers } from '../../src/ofd/seal-info.js';
import {
  dataHash,
  documentSealOf,
  maker,
  makerName,
  propertyInfo,
  sealOf,
  signer,
  signerName,
} from '../world/seals.js';
import { signWith, testKey } from '../world/signer.js';

const ascii = (maxLength: number) =>
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength,
  });
const chinese = fc.string({
  unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 256,
});
const second = fc
  .integer({ min: Date.UTC(1, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 })
  .map((seconds) => seconds * 1000);
const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const oid = fc
  .tuple(fc.integer({ min: 0, max: 39 }), fc.array(fc.maxSafeNat(), { maxLength: 6 }))
  .map(([one, more]) => ['1', one, ...more].join('.'));
const extensions: fc.Arbitrary<readonly SealExtension[] | null> = fc.option(
  fc.uniqueArray(fc.record({ oid, critical: fc.boolean(), value: bytes(40) }), {
    selector: (one) => one.oid,
    maxLength: 5,
  }),
);
const users: fc.Arbitrary<SealUsers> = fc.oneof(
  fc.record({
    kind: fc.constant('certificates' as const),
    certificates: fc.array(bytes(700), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('digests' as const),
    digests: fc.array(fc.record({ algorithm: ascii(20), value: bytes(64, 1) }), { maxLength: 3 }),
  }),
);
const info: fc.Arbitrary<SealInfo> = fc
  .record({
    vendor: ascii(128),
    id: ascii(128),
    type: fc.integer({ min: 0, max: 0xffffffff }),
    name: chinese,
    users,
    created: second,
    validFrom: second,
    validTo: second,
    picture: fc.record({
      type: ascii(16),
      data: bytes(70_000, 1),
      width: fc.integer({ min: 1, max: 0xffff }),
      height: fc.integer({ min: 1, max: 0xffff }),
    }),
    extensions,
  })
  .map((one) => {
    const [validFrom, validTo] = [one.validFrom, one.validTo].sort((a, b) => a - b);
    return { ...one, validFrom: validFrom as number, validTo: validTo as number };
  });
/** r and s with few bytes too: their DER is shorter. */
const signature = fc
  .tuple(bytes(64, 64), fc.nat(33), fc.nat(33))
  .map(([value, r, s]) => value.map((byte, i) => (i < r || (i >= 32 && i < 32 + s) ? 0 : byte)));
const plain = (value: unknown): string =>
  JSON.stringify(value, (_name, item: unknown) =>
    item instanceof Uint8Array ? toHex(item) : item,
  );

describe('a seal of version 4', () => {
  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(info, bytes(900), signature, (said, certificate, value) => {
        const signed = encodeSealInfo(said);
        const seal = decodeSeal(encodeSeal(signed, certificate, value));
        expect(plain(seal.info)).toBe(plain({ ...seal.info, ...said }));
        expect([seal.version, seal.timeStamp]).toEqual([4, null]);
        expect([seal.signed, seal.makerCertificate, seal.signature].map(toHex)).toEqual(
          [signed, certificate, value].map(toHex),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is written byte for byte as the other writer writes it', () => {
    const other = sealOf();
    const { info: said, signature: value } = decodeSeal(other);
    expect(toHex(encodeSeal(encodeSealInfo(said), maker, value))).toBe(toHex(other));
  });

  const good = decodeSeal(sealOf()).info;
  it.each<readonly [string, string, Partial<SealInfo>]>([
    ['SEAL_MALFORMED', 'no name', { name: '' }],
    ['SEAL_MALFORMED', 'an end before its beginning', { validTo: good.validFrom - 1000 }],
    ['SEAL_MALFORMED', 'esID in Chinese', { id: '示例' }],
    ['SEAL_MALFORMED', 'a picture without width', { picture: { ...good.picture, width: 0 } }],
    ['SEAL_MALFORMED', 'a type above 2^32', { type: 2 ** 32 }],
    ['DER_VALUE_INVALID', 'a type that is no integer', { type: 1.5 }],
    ['DER_VALUE_INVALID', 'a type below zero', { type: -1 }],
    ['DER_VALUE_INVALID', 'half a character', { name: '\ud800' }],
    [
      'DER_VALUE_INVALID',
      'an extension without OID',
      { extensions: [{ oid: 'seal', critical: false, value: new Uint8Array(1) }] },
    ],
    ['DER_TIME_INVALID', 'no time', { created: Number.NaN }],
    ['DER_TIME_INVALID', 'a year after 9999', { created: Date.UTC(10_000, 0) }],
    [
      'SEAL_TOO_LARGE',
      'a picture of 2 MiB',
      { picture: { ...good.picture, data: new Uint8Array(2 * 1024 * 1024) } },
    ],
  ])('is not made: %s for %s', (code, _note, changes) => {
    expect(() => encodeSealInfo({ ...good, ...changes })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('a document seal of version 4', () => {
  const content = { time: Date.UTC(2026, 2, 2, 1), dataHash, propertyInfo, extensions: null };

  it('decodes to what was encoded', () => {
    const seal = sealOf();
    const wanted = fc.record({
      time: second,
      dataHash: bytes(32, 32),
      propertyInfo: ascii(1024),
      extensions,
    });
    fc.assert(
      fc.property(wanted, bytes(900), signature, fc.option(bytes(500)), (said, ...more) => {
        const [certificate, value, timeStamp] = more;
        const signed = encodeDocumentSealContent(seal, said);
        const found = decodeDocumentSeal(encodeDocumentSeal(signed, certificate, value, timeStamp));
        expect(plain(found)).toBe(
          plain({
            ...found,
            ...said,
            seal: decodeSeal(seal),
            signed,
            signerCertificate: certificate,
            signature: value,
            timeStamp,
          }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is written byte for byte as the other writer writes it, and signed', () => {
    const signed = encodeDocumentSealContent(sealOf(), content);
    const sealed = encodeDocumentSeal(signed, signer, signWith(testKey(signerName), signed));
    expect(toHex(sealed)).toBe(toHex(documentSealOf()));
    const { seal, signature: value } = decodeDocumentSeal(sealed);
    const { verify } = nodeEngine();
    expect(verify(testKey(signerName).publicKey, signed, value)).toBe(true);
    expect(verify(testKey(makerName).publicKey, seal.signed, seal.signature)).toBe(true);
  });

  it('has the bytes of its seal, and is not made with one of another version', () => {
    const seal = sealOf();
    const signed = encodeDocumentSealContent(seal, content);
    const found = decodeDocumentSeal(
      encodeDocumentSeal(signed, signer, new Uint8Array(64).fill(1)),
    );
    expect(equalBytes(found.seal.raw, seal)).toBe(true);
    for (const version of [1, 5] as const) {
      expect(() => encodeDocumentSealContent(sealOf({ version }), content)).toThrow(
        expect.objectContaining({ code: 'DOCUMENT_SEAL_MALFORMED' }),
      );
    }
  });
});
