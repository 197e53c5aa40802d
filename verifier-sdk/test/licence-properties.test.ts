import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VerifierError } from '../src/errors.js';
import { encodeUtf8, equalBytes, fromHex, toHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { formatCivilDate, parseCivilDate } from '../src/format/civil-date.js';
import { decodeSign, encodeSign } from '../src/format/cose.js';
import {
  decodeCredential,
  encodeCredential,
  encodeCredentialContent,
  type CredentialContent,
} from '../src/format/credential.js';
import {
  buildFields,
  disclosureFromCbor,
  disclosureToCbor,
  openDisclosure,
  type Disclosure,
  type FieldValue,
} from '../src/format/fields.js';
import { childSeed, fieldHash } from '../src/format/field-tree.js';
import {
  checkCharacter,
  formatIdentifier,
  parseIdentifier,
} from '../src/format/licence-identifier.js';
import { decodeLicenceFile, encodeLicenceFile } from '../src/format/licence-file.js';
import { decodeReceipt, encodeReceipt, receiptFrom, type Receipt } from '../src/format/receipt.js';
import { encodeCosignature } from '../src/format/cosignature.js';
import { nodeEngine } from '../src/node/engine.js';
import { receiptWorld, sampleReceipt } from './cases/receipt.js';
import { layers } from './layers.js';

const { sm3 } = nodeEngine();

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });
const many = (length: number, maxLength: number): fc.Arbitrary<Uint8Array[]> =>
  fc.array(bytes(length), { maxLength });
const count = fc.nat({ max: 2 ** 40 });
const characters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const word = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const digits = fc.string({
  unit: fc.constantFrom(...characters.slice(0, 10)),
  minLength: 3,
  maxLength: 3,
});

const identifier = fc.record({
  type: fc.tuple(word(18), digits).map(([body, number]) => body + number),
  body: word(18),
  serial: word(7, 32),
  version: digits.filter((version) => version !== '000'),
});
const day = fc.integer({ min: -25567, max: 2932896 });
const text = fc.string({
  unit: fc.constantFrom(...Array.from('办理食品经营许可 xyz·（）1')),
  maxLength: 40,
});
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  fc.maxSafeInteger().map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
);
const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one);

const credentialContent: fc.Arbitrary<CredentialContent> = fc
  .record({
    identifier: identifier.map(formatIdentifier),
    from: day,
    length: optional(fc.nat(20000)),
    fieldsRoot: bytes(32),
    artefacts: fc.uniqueArray(
      fc.oneof(
        fc.record({ kind: fc.constant('sealedOfd' as const), digest: bytes(32) }),
        fc.record({ kind: fc.constant('file' as const), digest: bytes(32), length: count }),
      ),
      { maxLength: 16, selector: ({ digest }) => toHex(digest) },
    ),
    holderKey: optional(bytes(33).map((key) => Uint8Array.of(2, ...key.subarray(1)))),
    predecessor: optional(identifier.map(formatIdentifier)),
    annotation: optional(
      fc.record({
        purpose: text.map((words) => `事由${words}`),
        audience: text.map((words) => `单位${words}`),
        expires: count,
        original: fc.record({ log: bytes(4), leafIndex: count }),
      }),
    ),
  })
  .map(({ length, ...content }) => ({
    ...content,
    to: length === null ? null : Math.min(content.from + length, 2932896),
  }));

const receipt: fc.Arbitrary<Receipt> = fc
  .record({
    logKeyId: bytes(4),
    leafIndex: count,
    more: fc.integer({ min: 2, max: 2 ** 40 }),
    path: many(32, 53),
    time: fc.integer({ min: 2 ** 31, max: 2 ** 42 }),
    status: fc.record({ sequence: count, digest: bytes(32) }),
    trust: fc.record({ version: count, digest: bytes(32) }),
    logSignature: bytes(64),
    cosigs: fc.uniqueArray(
      fc.record({
        keyId: bytes(4),
        delay: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        signature: bytes(64),
      }),
      { minLength: 1, maxLength: 15, selector: ({ keyId }) => toHex(keyId) },
    ),
    sealPath: optional(many(32, 53)),
  })
  .map(({ more, cosigs, sealPath, ...rest }) => ({
    ...rest,
    size: rest.leafIndex + more,
    cosignatures: cosigs
      .map(({ keyId, delay, signature }) => ({ keyId, time: rest.time + delay, signature }))
      .sort((a, b) => (toHex(a.keyId) < toHex(b.keyId) ? -1 : 1)),
    documentSeal: sealPath && { leafIndex: rest.leafIndex + 1, path: sealPath },
  }));

/** Values of all fields, and which of them are shown: at least one. */
const choice = fc
  .array(fc.tuple(value, fc.boolean()), { minLength: 1, maxLength: 70 })
  .chain((fields) => fc.tuple(fc.constant(fields), fc.nat(fields.length - 1)))
  .map(([fields, always]) => ({
    values: fields.map(([one]) => one),
    show: fields.flatMap(([, isShown], number) => (isShown || number === always ? [number] : [])),
  }));

const disclosureBytes = (disclosure: Disclosure): Uint8Array =>
  encodeCbor(disclosureToCbor(disclosure));

describe('what is encoded is decoded to the same', () => {
  it('civil dates', () => {
    fc.assert(
      fc.property(day, (one) => {
        expect(parseCivilDate(formatCivilDate(one))).toBe(one);
      }),
    );
  });

  it('licence identifiers', () => {
    fc.assert(
      fc.property(identifier, (one) => {
        expect(parseIdentifier(formatIdentifier(one))).toEqual(one);
      }),
    );
  });

  it('credentials', () => {
    fc.assert(
      fc.property(credentialContent, bytes(32), bytes(64), (content, kid, signature) => {
        const encoded = encodeCredential(kid, encodeCredentialContent(content), signature);
        const decoded = decodeCredential(encoded);
        expect(decoded).toMatchObject({ ...content, kid, signature });
      }),
    );
  });

  it('receipts', () => {
    fc.assert(
      fc.property(receipt, (one) => {
        expect(decodeReceipt(encodeReceipt(one))).toEqual(one);
      }),
    );
  });

  it('licence files', () => {
    const part = fc.uint8Array({ maxLength: 40 });
    const chain = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 });
    fc.assert(
      fc.property(choice, part, optional(part), chain, ({ values, show }, one, two, more) => {
        const disclosure = buildFields(values, sm3(one), sm3).disclose(show);
        const file = { credential: one, disclosure, receipt: two, chain: more };
        expect(decodeLicenceFile(encodeLicenceFile(file))).toEqual(file);
      }),
    );
  });
});

describe('one wrong character of an identifier', () => {
  it('is seen', () => {
    fc.assert(
      fc.property(word(20, 60), fc.nat(), word(1), (good, seed, other) => {
        const at = seed % good.length;
        fc.pre(good[at] !== other);
        const wrong = good.slice(0, at) + other + good.slice(at + 1);
        expect(checkCharacter(wrong)).not.toBe(checkCharacter(good));
      }),
      { numRuns: 1000 },
    );
  });
});

/** All other values of a byte where the object is small, its single bits where it is not. */
function changesOf(length: number): readonly number[] {
  const all = Array.from({ length: 255 }, (_, i) => i + 1);
  return length < 250 ? all : all.filter((change) => (change & (change - 1)) === 0);
}

describe('every byte changed', () => {
  const identifierOf = (one: Uint8Array): string => new TextDecoder().decode(one);
  const objects: Readonly<Record<string, readonly [string, (one: Uint8Array) => Uint8Array]>> = {
    'cose-sign': [
      'accept-one-signer',
      (one) => {
        const { payload, signatures } = decodeSign(one);
        return encodeSign(payload, signatures);
      },
    ],
    credential: [
      'accept-least',
      (one) => {
        const decoded = decodeCredential(one);
        return encodeCredential(decoded.kid, encodeCredentialContent(decoded), decoded.signature);
      },
    ],
    disclosure: [
      'accept-three-of-five',
      (one) => disclosureBytes(disclosureFromCbor(decodeCbor(one))),
    ],
    'licence-file': ['accept-document', (one) => encodeLicenceFile(decodeLicenceFile(one))],
    'licence-identifier': [
      'accept-public-1',
      (one) => encodeUtf8(formatIdentifier(parseIdentifier(identifierOf(one)))),
    ],
    receipt: ['accept-document-seal', (one) => encodeReceipt(decodeReceipt(one))],
  };

  it.each(Object.entries(objects))('is refused or counts: %s', (layer, [id, roundTrip]) => {
    const { input } = layers[layer]?.cases.find((one) => one.id === id) ?? {};
    const hex = input as string;
    const good = layer === 'licence-identifier' ? encodeUtf8(hex) : fromHex(hex);
    expect(toHex(roundTrip(good))).toBe(toHex(good));
    const mutant = good.slice();
    const changes = changesOf(good.length);
    for (let i = 0; i < good.length; i++) {
      for (const change of changes) {
        mutant[i] = (good[i] as number) ^ change;
        let again: Uint8Array;
        try {
          again = roundTrip(mutant);
        } catch (error) {
          if (error instanceof VerifierError) continue;
          throw error;
        }
        if (!equalBytes(again, mutant)) throw new Error(`byte ${i} has another encoding`);
      }
      mutant[i] = good[i] as number;
    }
  });
});

describe('fields', () => {
  it('open to the root, whichever are shown', () => {
    fc.assert(
      fc.property(choice, bytes(32), ({ values, show }, secret) => {
        const tree = buildFields(values, secret, sm3);
        const disclosure = tree.disclose(show);
        const opened = openDisclosure(
          disclosureFromCbor(decodeCbor(disclosureBytes(disclosure))),
          sm3,
        );
        expect(toHex(opened.root)).toBe(toHex(tree.root));
        expect([...opened.fields]).toEqual(show.map((number) => [number, values[number]]));
      }),
    );
  });

  it('open to another root with another value', () => {
    fc.assert(
      fc.property(choice, bytes(32), fc.nat(), value, ({ values, show }, secret, seed, other) => {
        const tree = buildFields(values, secret, sm3);
        const disclosure = tree.disclose(show);
        const number = show[seed % show.length] as number;
        if (values[number] === other) return;
        const fields = new Map(disclosure.fields).set(number, other);
        expect(toHex(openDisclosure({ ...disclosure, fields }, sm3).root)).not.toBe(
          toHex(tree.root),
        );
      }),
    );
  });

  it('show nothing of those that are hidden but a hash', () => {
    fc.assert(
      fc.property(choice, choice, bytes(32), ({ values, show }, { values: others }, secret) => {
        // The same licence with other hidden values.
        const changed = values.map((one, number) =>
          show.includes(number) ? one : (others[number % others.length] as FieldValue),
        );
        const one = buildFields(values, secret, sm3).disclose(show);
        const two = buildFields(changed, secret, sm3).disclose(show);
        expect({ ...one, hashes: one.hashes.length }).toEqual({
          ...two,
          hashes: two.hashes.length,
        });
        // And as many hashes and seeds with another secret.
        const three = buildFields(values, sm3(secret), sm3).disclose(show);
        expect(three.hashes.map(toHex)).not.toContain(toHex(one.hashes[0] ?? new Uint8Array()));
      }),
    );
  });

  it('give no seed that leads to a hidden one', () => {
    fc.assert(
      fc.property(choice, bytes(32), ({ values, show }, secret) => {
        const tree = buildFields(values, secret, sm3);
        const salts = values.map((_, number) => tree.disclose([number]).seeds[0] as Uint8Array);
        const { seeds, hashes } = tree.disclose(show);
        const reachable = new Set<string>();
        let level = [...seeds];
        for (let depth = 0; depth < 8; depth++) {
          level.forEach((seed) => reachable.add(toHex(seed)));
          level = level.flatMap((seed) => [childSeed(seed, 0, sm3), childSeed(seed, 1, sm3)]);
          if (level.length > 2048) break;
        }
        values.forEach((one, number) => {
          if (show.includes(number)) return;
          expect(reachable.has(toHex(salts[number] as Uint8Array))).toBe(false);
          // A guess of the value is no use without the salt.
          const guesses = [...seeds, ...hashes.map((hash) => hash.subarray(0, 16))].map((salt) =>
            toHex(fieldHash(salt, number, one, sm3)),
          );
          expect(hashes.map(toHex).filter((hash) => guesses.includes(hash))).toEqual([]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('have the largest licence of all', () => {
    const values = Array.from({ length: 256 }, (_, number) => `字段 ${number}`);
    const tree = buildFields(values, sm3(encodeUtf8('secret')), sm3);
    const even = values.flatMap((_, number) => (number % 2 === 0 ? [number] : []));
    expect(toHex(openDisclosure(tree.disclose(even), sm3).root)).toBe(toHex(tree.root));
    const { seeds, hashes } = tree.disclose(values.map((_, number) => number));
    expect([seeds.length, hashes.length]).toEqual([1, 0]);
  });
});

describe('a receipt', () => {
  const { note, origin, logKeyId, logSignature, witnesses } = receiptWorld;
  const lines = witnesses.map(({ name, keyId, time, signature }) => ({
    name,
    keyId,
    signature: encodeCosignature({ time, signature }),
  }));
  const log = { name: origin, keyId: logKeyId, signature: logSignature };
  const signed = { text: encodeUtf8(note), signatures: [...lines, log] };
  const { leafIndex, path } = decodeReceipt(sampleReceipt);

  it('is made from a note and the witnesses chosen, in any order', () => {
    for (const chosen of [lines, [...lines].reverse()]) {
      const made = receiptFrom(signed, { leafIndex, path }, chosen);
      expect(toHex(encodeReceipt(made))).toBe(toHex(sampleReceipt));
    }
  });

  it.each([
    ['that its log did not sign', { ...signed, signatures: lines }, lines],
    ['with one witness twice', signed, [...lines, ...lines]],
    ['with no witness', signed, []],
  ])('is not made from a note %s', (_why, bad, chosen) => {
    expect(() => receiptFrom(bad, { leafIndex, path }, chosen)).toThrow(
      expect.objectContaining({ code: 'RECEIPT_MALFORMED' }),
    );
  });

  it('does not take a witness that signed a month later', () => {
    const late = lines.map((line, i) => {
      const { time, signature } = witnesses[i] as (typeof witnesses)[number];
      return { ...line, signature: encodeCosignature({ time: time + 30 * 86_400_000, signature }) };
    });
    expect(() => receiptFrom(signed, { leafIndex, path }, late)).toThrow(
      expect.objectContaining({ code: 'RECEIPT_MALFORMED' }),
    );
  });
});
