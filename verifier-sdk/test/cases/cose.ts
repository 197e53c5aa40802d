// COSE_Sign1 and COSE_Sign.
import { CborTag, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { encodeUtf8, toHex } from '../../src/format/bytes.js';
import { publicKeyOf, sign } from '../reference/sm2.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case } from './case.js';

const hex = (value: CborValue): string => toHex(encodeCbor(value));
const none = new Uint8Array();
const payload = encodeUtf8('what is signed');
const secrets = [0x1234n, 0x5678n] as const;
const kids = secrets.map((secret) => sm3(publicKeyOf(secret)));

const header = (kid: CborValue, algorithm: CborValue = -70100, more: [number, CborValue][] = []) =>
  encodeCbor(new Map<number, CborValue>([[1, algorithm], [4, kid], ...more]));
const kidOf = (index: number): Uint8Array => kids[index] as Uint8Array;

const firstHeader = header(kidOf(0));
const signature = sign(
  secrets[0],
  encodeCbor(['Signature1', firstHeader, none, payload]),
  0x13579n,
);
const sign1 = (changes: Partial<Record<number, CborValue>> = {}): CborTag =>
  new CborTag(
    18,
    [firstHeader, new Map(), payload, signature].map((part, i) => changes[i] ?? part),
  );

export const sign1Cases: readonly Case[] = [
  accept('sample', 'one signer; the signature verifies over the Sig_structure', hex(sign1()), {
    kid: toHex(kidOf(0)),
    payload: toHex(payload),
    signature: toHex(signature),
    signedBy: toHex(publicKeyOf(secrets[0])),
  }),
  reject('tag-missing', 'COSE_MALFORMED', 'an array without its tag', hex(sign1().value)),
  reject('tag-other', 'COSE_MALFORMED', 'a COSE_Mac0', hex(new CborTag(17, sign1().value))),
  reject('tag-twice', 'COSE_MALFORMED', 'a tag inside the tag', hex(new CborTag(18, sign1()))),
  reject(
    'part-missing',
    'COSE_MALFORMED',
    'no signature',
    hex(new CborTag(18, [firstHeader, new Map(), payload])),
  ),
  reject(
    'algorithm-es256',
    'COSE_ALGORITHM_WRONG',
    'ECDSA with SHA-256',
    hex(sign1({ 0: header(kidOf(0), -7) })),
  ),
  reject(
    'algorithm-text',
    'COSE_ALGORITHM_WRONG',
    'a text',
    hex(sign1({ 0: header(kidOf(0), 'SM2') })),
  ),
  reject(
    'algorithm-missing',
    'COSE_ALGORITHM_WRONG',
    'no algorithm',
    hex(sign1({ 0: encodeCbor(new Map([[4, kidOf(0)]])) })),
  ),
  reject(
    'header-empty',
    'COSE_ALGORITHM_WRONG',
    'an empty map',
    hex(sign1({ 0: Uint8Array.of(0xa0) })),
  ),
  reject('header-array', 'COSE_MALFORMED', 'no map', hex(sign1({ 0: Uint8Array.of(0x80) }))),
  reject('header-none', 'CBOR_TRUNCATED', 'no header', hex(sign1({ 0: none }))),
  reject(
    'header-more',
    'COSE_MALFORMED',
    'a critical header that nobody reads',
    hex(sign1({ 0: header(kidOf(0), -70100, [[2, [99]]]) })),
  ),
  reject(
    'kid-short',
    'COSE_MALFORMED',
    'a kid of 4 bytes',
    hex(sign1({ 0: header(kidOf(0).subarray(0, 4)) })),
  ),
  reject(
    'kid-missing',
    'COSE_MALFORMED',
    'no kid',
    hex(sign1({ 0: encodeCbor(new Map([[1, -70100]])) })),
  ),
  reject(
    'unprotected',
    'COSE_MALFORMED',
    'a kid that nobody signed',
    hex(sign1({ 1: new Map([[4, kidOf(1)]]) })),
  ),
  reject('payload-null', 'COSE_MALFORMED', 'a detached payload', hex(sign1Detached())),
  reject('signature-short', 'COSE_MALFORMED', '63 bytes', hex(sign1({ 3: signature.subarray(1) }))),
  reject('trailing', 'CBOR_TRAILING_BYTES', 'a byte behind it', `${hex(sign1())}00`),
];

function sign1Detached(): CborTag {
  return new CborTag(18, [firstHeader, new Map(), null, signature]);
}

const inOrder = [0, 1].sort((a, b) => (toHex(kidOf(a)) < toHex(kidOf(b)) ? -1 : 1));
const signer = (index: number): CborValue[] => {
  const own = header(kidOf(index));
  const message = encodeCbor(['Signature', none, own, none, payload]);
  return [own, new Map(), sign(secrets[index] as bigint, message, 0x2468n + BigInt(index))];
};
const signers = inOrder.map(signer);
const first = signers[0] as CborValue[];
const many = (list: CborValue, body: Uint8Array = none, unprotected: CborValue = new Map()) =>
  new CborTag(98, [body, unprotected, payload, list]);

export const signCases: readonly Case[] = [
  accept('two-signers', 'two signers of one payload', hex(many(signers)), {
    payload: toHex(payload),
    signatures: inOrder.map((index, i) => ({
      kid: toHex(kidOf(index)),
      signature: toHex((signers[i] as CborValue[])[2] as Uint8Array),
    })),
    signedBy: inOrder.map((index) => toHex(publicKeyOf(secrets[index] as bigint))),
  }),
  accept('one-signer', 'one signer', hex(many([first]))),
  reject(
    'tag-sign1',
    'COSE_MALFORMED',
    'tagged as one signer',
    hex(new CborTag(18, many(signers).value)),
  ),
  reject('no-signature', 'COSE_MALFORMED', 'nobody signed', hex(many([]))),
  reject('order', 'COSE_MALFORMED', 'the larger kid first', hex(many([...signers].reverse()))),
  reject('twice', 'COSE_MALFORMED', 'one signer counts twice', hex(many([first, first]))),
  reject(
    'too-many',
    'COSE_MALFORMED',
    '17 signatures',
    hex(
      many(
        Array.from({ length: 17 }, (_, i) => [
          header(new Uint8Array(32).fill(i)),
          new Map(),
          signature,
        ]),
      ),
    ),
  ),
  reject('body-header', 'COSE_MALFORMED', 'a header of the body', hex(many(signers, firstHeader))),
  reject(
    'unprotected',
    'COSE_MALFORMED',
    'an unprotected header of the body',
    hex(many(signers, none, new Map([[4, kidOf(0)]]))),
  ),
  reject(
    'signer-unprotected',
    'COSE_MALFORMED',
    'an unprotected header of a signer',
    hex(many([[first[0] ?? null, new Map([[1, -7]]), first[2] ?? null]])),
  ),
  reject(
    'signer-algorithm',
    'COSE_ALGORITHM_WRONG',
    'a signer with another algorithm',
    hex(many([[header(kidOf(0), -8), new Map(), signature]])),
  ),
  reject(
    'signer-parts',
    'COSE_MALFORMED',
    'a signer without signature',
    hex(many([first.slice(0, 2)])),
  ),
];
