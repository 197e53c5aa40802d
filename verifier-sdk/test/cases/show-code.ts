import { encodeBase45 } from '../../src/format/base45.js';
import { encodeUtf8, fromHex, toHex } from '../../src/format/bytes.js';
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { sm3 } from '../reference/sm3.js';
import { fullCode, shortCode, shownValues } from '../world/fields-6of12.js';
import { accept, reject, type Case, type Input } from './case.js';

export const base45Cases: readonly Case[] = [
  accept('empty', 'no bytes', '', ''),
  accept('ab', 'RFC 9285 §4.3, example 1', 'BB8', toHex(encodeUtf8('AB'))),
  accept('hello', 'RFC 9285 §4.3, example 2', '%69 VD92EX0', toHex(encodeUtf8('Hello!!'))),
  accept('base-45', 'RFC 9285 §4.3, example 3', 'UJCLQE7W581', toHex(encodeUtf8('base-45'))),
  accept('ietf', 'RFC 9285 §4.4', 'QED8WEX0', toHex(encodeUtf8('ietf!'))),
  accept('greatest', 'the greatest values', 'FGWU5', 'ffffff'),
  accept('zeros', 'zeros are kept', '00000', '000000'),
  reject('three-above', 'BASE45_INVALID', 'RFC 9285 §4.4: 65,536', 'GGW'),
  reject('three-greatest', 'BASE45_INVALID', 'the greatest digits', ':::'),
  reject('two-above', 'BASE45_INVALID', 'a single byte of 256', 'V5'),
  reject('one-left', 'BASE45_INVALID', 'a character left over', 'BB8B'),
  reject('one', 'BASE45_INVALID', 'one character', '0'),
  reject('lower-case', 'BASE45_INVALID', 'one spelling only', 'bb8'),
  reject('newline', 'BASE45_INVALID', 'a newline behind it', 'BB8\n'),
  reject('other-character', 'BASE45_INVALID', 'an underscore', 'B_8'),
  reject('look-alike', 'BASE45_INVALID', 'a full-width letter', 'ＢB8'),
];

const signature = new Uint8Array(64).fill(7);
const time = 1772420000000;
const hex = (value: CborValue): string => toHex(encodeCbor(value));
const proof = (changes: Readonly<Record<number, CborValue>> = {}): CborValue[] => {
  const parts: CborValue[] = [time, null, null, null, signature];
  for (const [i, part] of Object.entries(changes)) parts[Number(i)] = part;
  return parts;
};
const broken = (id: string, note: string, value: CborValue): Case =>
  reject(id, 'HOLDER_PROOF_MALFORMED', note, hex(value));

export const holderProofCases: readonly Case[] = [
  accept('sample', 'nothing but the time', hex(proof()), {
    time,
    purpose: null,
    audience: null,
    challenge: null,
    signature: toHex(signature),
    // What is signed of a credential of one byte and no field.
    message: [
      `8677${toHex(encodeUtf8('yinzhao/holder-proof/v1'))}`,
      `5820${toHex(sm3(fromHex('824101f6')))}`,
      `1b${time.toString(16).padStart(16, '0')}f6f6f6`,
    ].join(''),
  }),
  accept(
    'addressed',
    'purpose, audience and challenge',
    hex(proof({ 1: '银行开户', 2: '示例银行', 3: new Uint8Array(16).fill(9) })),
    { purpose: '银行开户', audience: '示例银行', challenge: '09'.repeat(16) },
  ),
  broken('time-negative', 'before 1970', proof({ 0: -1 })),
  broken('time-text', 'a time as text', proof({ 0: '2026-03-02' })),
  broken('purpose-empty', 'a purpose of no character', proof({ 1: '' })),
  broken('audience-lines', 'two lines', proof({ 2: '示例银行\n示例支行' })),
  broken('audience-hidden', 'a mark of writing direction', proof({ 2: '示例\u202e银行' })),
  broken('audience-long', '129 characters', proof({ 2: '长'.repeat(129) })),
  broken('audience-bytes', 'an audience as bytes', proof({ 2: new Uint8Array(4) })),
  broken('challenge-short', '15 bytes', proof({ 3: new Uint8Array(15) })),
  broken('challenge-empty', 'no bytes, in another spelling', proof({ 3: new Uint8Array() })),
  broken('signature-short', '63 bytes', proof({ 4: new Uint8Array(63) })),
  broken('signature-null', 'not signed', proof({ 4: null })),
  broken('part-missing', 'no signature', proof().slice(0, 4)),
  broken('part-more', 'a part more', [...proof(), null]),
];

const credential = Uint8Array.of(1);
const hash = new Uint8Array(32).fill(2);
const code = (changes: Readonly<Record<number, CborValue>> = {}): CborValue[] => {
  const parts: CborValue[] = [credential, null, proof(), [5, hash]];
  for (const [i, part] of Object.entries(changes)) parts[Number(i)] = part;
  return parts;
};
const text = (value: CborValue): string => `YZ1:${encodeBase45(encodeCbor(value))}`;
const refused = (id: string, note: string, input: Input): Case =>
  reject(id, 'SHOW_CODE_MALFORMED', note, input);
const sixFields: Input = Object.fromEntries(shownValues.map((value, i) => [`${i}`, value]));

export const showCodeCases: readonly Case[] = [
  accept('fields-6of12-full', 'six of twelve fields, receipt of a log of ten million', fullCode, {
    disclosure: { count: 12, fields: sixFields },
    place: null,
  }),
  accept('fields-6of12-short', 'the same for a terminal that holds subtrees', shortCode, {
    disclosure: { count: 12, fields: sixFields },
    receipt: null,
    place: { leafIndex: 5_000_000 },
  }),
  accept(
    'no-proof',
    'no proof, no field, no hash',
    text(code({ 2: null, 3: [0, new Uint8Array()] })),
    {
      disclosure: null,
      proof: null,
      place: { leafIndex: 0, path: [] },
    },
  ),
  accept('receipt', 'a receipt', text(code({ 3: hash })), { receipt: toHex(hash), place: null }),
  refused('prefix', 'a version to come', text(code()).replace('YZ1', 'YZ2')),
  refused('prefix-missing', 'nothing before it', text(code()).slice(4)),
  refused('prefix-lower-case', 'the scheme in lower case', text(code()).replace('YZ', 'yz')),
  refused('empty', 'no text', ''),
  refused('licence-file', 'a licence file', {
    bytes: hex(['yinzhao/licence/v1', null, null, hash, []]),
  }),
  refused('credential-null', 'no credential', text(code({ 0: null }))),
  refused('place-null', 'neither receipt nor place', text(code({ 3: null }))),
  refused('mixed', 'a receipt and a place', text([...code({ 3: hash }), [5, hash]])),
  refused('mixed-inside', 'a receipt inside a place', text(code({ 3: [5, hash, hash] }))),
  refused('path-long', 'nine hashes', text(code({ 3: [5, new Uint8Array(9 * 32)] }))),
  refused('path-half', 'half a hash', text(code({ 3: [5, new Uint8Array(16)] }))),
  refused('path-list', 'hashes as an array', text(code({ 3: [5, [hash]] }))),
  refused('index-negative', 'a place before the first', text(code({ 3: [-1, hash] }))),
  refused('part-missing', 'no place', text(code().slice(0, 3))),
  reject('not-base45', 'BASE45_INVALID', 'base64 instead', 'YZ1:gkEB9g=='),
  reject(
    'base45-lower-case',
    'BASE45_INVALID',
    'lower case',
    `YZ1:${encodeBase45(encodeCbor(code())).toLowerCase()}`,
  ),
  reject('white-space', 'BASE45_INVALID', 'a newline behind it', `${text(code())}\n`),
  reject('not-ascii', 'BASE45_INVALID', 'a character of two bytes', 'YZ1:é'),
  reject('not-utf-8', 'BASE45_INVALID', 'a byte that begins no character', { bytes: '595a313aff' }),
  reject(
    'cbor',
    'CBOR_TRUNCATED',
    'the end missing',
    `YZ1:${encodeBase45(encodeCbor(code()).slice(0, -3))}`,
  ),
  reject(
    'trailing',
    'CBOR_TRAILING_BYTES',
    'a value behind it',
    `YZ1:${encodeBase45(Uint8Array.of(...encodeCbor(code()), 0))}`,
  ),
  reject('proof', 'HOLDER_PROOF_MALFORMED', 'a proof without parts', text(code({ 2: [] }))),
  reject('disclosure', 'DISCLOSURE_MALFORMED', 'a disclosure without parts', text(code({ 1: [] }))),
  reject(
    'too-large',
    'SHOW_CODE_TOO_LARGE',
    'more than a QR code holds',
    `YZ1:${'0'.repeat(4293)}`,
  ),
];
