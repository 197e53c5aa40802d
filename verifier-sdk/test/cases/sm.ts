import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/format/bytes.js';
import { encodeSpki, zInput } from '../../src/sm/sm2-curve.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import { der } from '../reference/der-writer.js';
import {
  inverse,
  n,
  p,
  publicKeyOf,
  sign,
  signDigest,
  to32,
  toNumber,
  yOf,
} from '../reference/sm2.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case } from './case.js';

export const sm3Cases: readonly Case[] = [
  // GB/T 32905 annex A.
  accept(
    'standard-1',
    'GB/T 32905 A.1',
    toHex(encodeUtf8('abc')),
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  ),
  accept(
    'standard-2',
    'GB/T 32905 A.2',
    toHex(encodeUtf8('abcd'.repeat(16))),
    'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  ),
  accept(
    'empty',
    'nothing',
    '',
    '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b',
  ),
];

const standardKey =
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
  'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13';
const standardSignature =
  'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
  'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
const message = toHex(encodeUtf8('message digest'));
const r = standardSignature.slice(0, 64);
const s = standardSignature.slice(64);
const order = toHex(to32(n));

interface Verification {
  readonly publicKey?: string;
  readonly message?: string;
  readonly signature?: string;
}

const verification = (changes: Verification = {}): Record<string, string> => ({
  publicKey: standardKey,
  message,
  signature: standardSignature,
  ...changes,
});

const secret = 0x77777777777777777777777777777777n;
const emptyMessageSignature = toHex(sign(secret, new Uint8Array(), 99n));
/** s = n − r: t = r + s is 0, and any key would verify if it were let through. */
const complement = toHex(to32(n - BigInt(`0x${r}`)));

export const sm2VerifyCases: readonly Case[] = [
  accept('standard', 'GB/T 32918.5 annex A.2', verification(), true),
  accept(
    'empty-message',
    'nothing is signed',
    verification({
      publicKey: toHex(publicKeyOf(secret)),
      message: '',
      signature: emptyMessageSignature,
    }),
    true,
  ),
  accept(
    'other-message',
    'a bit of the message changed',
    verification({ message: `${message.slice(0, -1)}5` }),
    false,
  ),
  accept(
    'other-key',
    "another key's signature",
    verification({ publicKey: toHex(publicKeyOf(secret)) }),
    false,
  ),
  accept('swapped', 's ‖ r', verification({ signature: s + r }), false),
  accept('r-zero', 'r = 0', verification({ signature: '00'.repeat(32) + s }), false),
  accept('s-zero', 's = 0', verification({ signature: r + '00'.repeat(32) }), false),
  accept('r-order', 'r = n', verification({ signature: order + s }), false),
  accept('s-order', 's = n', verification({ signature: r + order }), false),
  accept(
    's-above-order',
    's + n, where it fits into 32 bytes',
    verification({ signature: r + toHex(to32(n + 1n)) }),
    false,
  ),
  accept('t-zero', 'r + s = n', verification({ signature: r + complement }), false),
  accept(
    'r-s-order',
    'r = n and s = n: t is 0 once more',
    verification({ signature: order + order }),
    false,
  ),
  accept('r-above-order', 'r = n + 1', verification({ signature: toHex(to32(n + 1n)) + s }), false),
  accept(
    'sum-infinity',
    's·G + t·P is the point at infinity, which has no abscissa',
    verification({
      publicKey: toHex(publicKeyOf(secret)),
      message: '',
      signature: infiniteSignature(),
    }),
    false,
  ),
  accept(
    'key-generator',
    'the key is the generator: its multiples meet those of G',
    verification({
      publicKey: toHex(publicKeyOf(1n)),
      message: '',
      signature: toHex(sign(1n, new Uint8Array(), 3n)),
    }),
    true,
  ),
  accept(
    'key-largest',
    'the largest private key, n − 2',
    verification({
      publicKey: toHex(publicKeyOf(n - 2n)),
      message: '',
      signature: toHex(sign(n - 2n, new Uint8Array(), 5n)),
    }),
    true,
  ),
  accept('long', '65 bytes', verification({ signature: `${standardSignature}00` }), false),
  accept('all-ones', 'the largest values', verification({ signature: 'ff'.repeat(64) }), false),
  accept('short', '63 bytes', verification({ signature: standardSignature.slice(2) }), false),
  accept('empty-signature', 'nothing', verification({ signature: '' }), false),
  accept(
    'der',
    'DER where r ‖ s is asked for',
    verification({ signature: toHex(signatureToDer(bytes(standardSignature))) }),
    false,
  ),
  accept(
    'empty-user-id',
    'made with an empty user ID, as Node signs by itself',
    verification({ signature: emptyIdSignature() }),
    false,
  ),
  accept(
    'no-z',
    'over SM3 of the message alone',
    verification({
      publicKey: toHex(publicKeyOf(secret)),
      signature: toHex(signDigest(secret, toNumber(sm3(fromHex(message))), 99n)),
    }),
    false,
  ),
  accept(
    'other-user-id',
    'made with the user ID ALICE123@YAHOO.COM of the standard’s older examples',
    verification({
      publicKey: toHex(publicKeyOf(secret)),
      signature: toHex(signDigest(secret, withUserId('ALICE123@YAHOO.COM'), 99n)),
    }),
    false,
  ),
  accept(
    'own-user-id',
    'the same key with the user ID that everybody uses',
    verification({
      publicKey: toHex(publicKeyOf(secret)),
      signature: toHex(signDigest(secret, withUserId('1234567812345678'), 99n)),
    }),
    true,
  ),
  accept('huge', '16 KiB', verification({ signature: '11'.repeat(2 ** 14) }), false),
  reject(
    'key-off-curve',
    'KEY_NOT_ON_CURVE',
    'y + 1',
    verification({ publicKey: `${standardKey.slice(0, -1)}4` }),
  ),
  reject(
    'key-infinity',
    'KEY_MALFORMED',
    'the point at infinity',
    verification({ publicKey: '00' }),
  ),
  reject(
    'key-compressed',
    'KEY_MALFORMED',
    'a compressed point',
    verification({ publicKey: `03${standardKey.slice(2, 66)}` }),
  ),
  reject(
    'key-zero',
    'KEY_NOT_ON_CURVE',
    '(0, 0)',
    verification({ publicKey: `04${'00'.repeat(64)}` }),
  ),
  reject(
    'key-coordinate',
    'KEY_MALFORMED',
    'x + p: another spelling of a point with small x',
    verification({ publicKey: unreducedPoint() }),
  ),
  reject(
    'key-prime',
    'KEY_MALFORMED',
    'y = p',
    verification({ publicKey: `${standardKey.slice(0, 66)}${toHex(to32(p))}` }),
  ),
  reject(
    'key-infinity-long',
    'KEY_MALFORMED',
    'the point at infinity in 65 bytes',
    verification({ publicKey: '00'.repeat(65) }),
  ),
  reject(
    'key-twist',
    'KEY_NOT_ON_CURVE',
    'a point of the twist: x has no y on the curve',
    verification({ publicKey: `04${withoutPoint()}${'00'.repeat(31)}01` }),
  ),
  reject('key-empty', 'KEY_MALFORMED', 'no bytes', verification({ publicKey: '' })),
  reject(
    'key-trailing',
    'KEY_MALFORMED',
    'a byte behind the point',
    verification({ publicKey: `${standardKey}00` }),
  ),
  reject(
    'key-hybrid',
    'KEY_MALFORMED',
    'the hybrid form 06',
    verification({ publicKey: `06${standardKey.slice(2)}` }),
  ),
];

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Made once with Node's one-shot call and the standard's private key; kept, because it is randomised. */
/** SM3(Z ‖ message) with Z of that user ID (GB/T 32918.2 §5.5). */
function withUserId(id: string): bigint {
  const own = zInput(publicKeyOf(secret));
  const name = encodeUtf8(id);
  // Length in bits and user ID come first; curve and key follow.
  const z = sm3(concatBytes(Uint8Array.of(0, 8 * name.length), name, own.subarray(2 + 16)));
  return toNumber(sm3(concatBytes(z, fromHex(message))));
}

function emptyIdSignature(): string {
  return (
    '646b1c574bee22a39157dbffb340d45ada542547470079079440ac236683043e' +
    '26cb7079fbf58071ff6fe4aecf6b2e95cf0bdbf4a436b602099918c073021533'
  );
}

/** With r = 1: s = −d / (1 + d), so that s·G + (1 + s)·P cancels out. */
function infiniteSignature(): string {
  const s = ((n - secret) * inverse(1n + secret, n)) % n;
  return toHex(to32(1n)) + toHex(to32(s));
}

/** A point whose x is so small that x + p fits into 32 bytes too. */
function unreducedPoint(): string {
  let x = 1n;
  let y = yOf(x);
  while (y === null) y = yOf(++x);
  return `04${toHex(to32(x + p))}${toHex(to32(y))}`;
}

const goodDer = toHex(signatureToDer(bytes(standardSignature)));
const integer = (hex: string): Uint8Array => der(2, bytes(hex));
const pair = (...parts: readonly Uint8Array[]): string => toHex(der(0x30, ...parts));

export const derSignatureCases: readonly Case[] = [
  accept('standard', 'both integers with a sign byte', goodDer, standardSignature),
  accept(
    'small',
    'r = 1, s = 127',
    pair(integer('01'), integer('7f')),
    `${'00'.repeat(31)}01${'00'.repeat(31)}7f`,
  ),
  reject('trailing', 'DER_TRAILING_BYTES', 'a byte behind the sequence', `${goodDer}00`),
  reject(
    'trailing-inside',
    'SIGNATURE_MALFORMED',
    'a third integer',
    pair(integer('01'), integer('01'), integer('01')),
  ),
  reject('one-integer', 'SIGNATURE_MALFORMED', 'no s', pair(integer('01'))),
  reject(
    'padded',
    'DER_VALUE_INVALID',
    'a needless zero byte',
    pair(integer('0001'), integer('01')),
  ),
  reject(
    'negative',
    'DER_VALUE_INVALID',
    'r without its sign byte',
    pair(integer(r), integer('01')),
  ),
  reject('empty-integer', 'DER_VALUE_INVALID', 'no digits', pair(integer(''), integer('01'))),
  reject(
    'too-long',
    'SIGNATURE_MALFORMED',
    '33 digits',
    pair(integer('01'.repeat(33)), integer('01')),
  ),
  reject(
    'long-length',
    'DER_LENGTH_INVALID',
    'a long length for a short sequence',
    `3081${goodDer.slice(2)}`,
  ),
  reject('indefinite', 'DER_LENGTH_INVALID', 'indefinite length', '308002010102010100'),
  reject('huge-length', 'DER_LENGTH_INVALID', 'a length of four bytes', '308400000006020101020101'),
  reject('tag', 'DER_TAG_UNEXPECTED', 'a set', toHex(der(0x31, integer('01'), integer('01')))),
  reject('high-tag', 'DER_TAG_UNEXPECTED', 'a tag of several bytes', '3f01020101'),
  reject('truncated', 'DER_TRUNCATED', 'cut off', goodDer.slice(0, -2)),
  reject('truncated-length', 'DER_TRUNCATED', 'cut off inside the length', '3081'),
  reject('empty', 'DER_TRUNCATED', 'nothing', ''),
];

const spki = encodeSpki(bytes(standardKey));
export const spkiCases: readonly Case[] = [
  accept('standard', 'named curve, uncompressed point', toHex(spki), standardKey),
  reject('trailing', 'KEY_MALFORMED', 'a byte more', `${toHex(spki)}00`),
  reject(
    'p-256',
    'KEY_MALFORMED',
    'a key on P-256',
    `3059301306072a8648ce3d020106082a8648ce3d030107034200${standardKey}`,
  ),
  reject('off-curve', 'KEY_NOT_ON_CURVE', 'y + 1', `${toHex(spki).slice(0, -1)}4`),
  reject(
    'explicit-parameters',
    'KEY_MALFORMED',
    'the curve written out',
    toHex(
      der(
        0x30,
        der(0x30, concatBytes(bytes('06072a8648ce3d0201'), der(0x30, bytes('020101')))),
        bytes(`034200${standardKey}`),
      ),
    ),
  ),
];

const compressed = `03${standardKey.slice(2, 66)}`;
export const compressedKeyCases: readonly Case[] = [
  accept('odd', "the standard's key", compressed, standardKey),
  accept('even', 'its negative', `02${standardKey.slice(2, 66)}`),
  reject('off-curve', 'KEY_NOT_ON_CURVE', 'an x without y', `02${withoutPoint()}`),
  reject('coordinate', 'KEY_MALFORMED', 'x = p', `02${toHex(to32(p))}`),
  reject('form', 'KEY_MALFORMED', 'no known form', `05${standardKey.slice(2, 66)}`),
  reject('uncompressed', 'KEY_MALFORMED', '65 bytes', standardKey),
  reject('empty', 'KEY_MALFORMED', 'nothing', ''),
];

function withoutPoint(): string {
  let x = 1n;
  while (yOf(x) !== null) x++;
  return toHex(to32(x));
}
