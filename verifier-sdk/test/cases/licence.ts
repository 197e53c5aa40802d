// Civil dates, licence identifiers, credentials and their fields.
import { CborTag, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/format/bytes.js';
import { bodySecret, certificate } from '../reference/der-writer.js';
import { publicKeyOf, sign } from '../reference/sm2.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case, type Input } from './case.js';

const hex = (value: CborValue): string => toHex(encodeCbor(value));
const digest = (text: string): Uint8Array => sm3(encodeUtf8(text));

export const civilDateCases: readonly Case[] = [
  accept('epoch', 'day 0', '1970-01-01', 0),
  accept('sample', 'a day of ours', '2026-11-24', 20781),
  accept('leap-day', 'a leap day', '2024-02-29', 19782),
  accept('first', 'the first day', '1900-01-01', -25567),
  accept('last', 'the last day', '9999-12-31', 2932896),
  accept('instant', 'midnight of UTC+8 begins a day', { unixMs: 1767196800000 }, '2026-01-01'),
  accept('instant-before', 'a millisecond before it', { unixMs: 1767196799999 }, '2025-12-31'),
  reject('leap-day', 'CIVIL_DATE_INVALID', 'no leap year', '2026-02-29'),
  reject('century', 'CIVIL_DATE_INVALID', '1900 was no leap year', '1900-02-29'),
  reject('month', 'CIVIL_DATE_INVALID', 'month 13', '2026-13-01'),
  reject('day', 'CIVIL_DATE_INVALID', 'day 0', '2026-01-00'),
  reject('short', 'CIVIL_DATE_INVALID', 'no leading zeros', '2026-1-1'),
  reject('time', 'CIVIL_DATE_INVALID', 'a time of day', '2026-01-01T00:00:00Z'),
  reject('newline', 'CIVIL_DATE_INVALID', 'a newline behind it', '2026-01-01\n'),
  reject('year', 'CIVIL_DATE_INVALID', 'before the first day', '1899-12-31'),
  reject('sign', 'CIVIL_DATE_INVALID', 'five digits', '+12026-01-01'),
];

const sampleIdentifier = '11100000000013338W011.11430000006122244L.20230000403.001.U';

export const identifierCases: readonly Case[] = [
  accept('public-1', 'a published identifier', sampleIdentifier, {
    type: '11100000000013338W011',
    body: '11430000006122244L',
    serial: '20230000403',
    version: '001',
  }),
  accept(
    'public-2',
    'a published identifier',
    '11100000000013338W009.11330105002500287C.2025052201.002.0',
  ),
  accept(
    'public-3',
    'a published identifier',
    '11100000000013338W032.11220000013544541J.2430599.001.F',
  ),
  accept(
    'check-only',
    'a published identifier whose body is no credit code: its check character only',
    { checked: '11100000MB03271699022340100000000016001' },
    '9',
  ),
  reject(
    'public-check',
    'IDENTIFIER_CHECK_WRONG',
    'published with M where D fits',
    '11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M',
  ),
  accept(
    'public-corrected',
    'the same with D, and with the longest serial',
    '11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.D',
  ),
  reject(
    'digits-swapped',
    'IDENTIFIER_CHECK_WRONG',
    'two digits swapped',
    sampleIdentifier.replace('20230000403', '20230000430'),
  ),
  reject(
    'body-short',
    'IDENTIFIER_MALFORMED',
    'a published identifier with a body of 6 digits',
    '11100000MB03271699022.340100.000000016.001.9',
  ),
  reject(
    'root',
    'IDENTIFIER_MALFORMED',
    'with the root of the standard',
    `1.2.156.3005.2.${sampleIdentifier}`,
  ),
  reject('lower-case', 'IDENTIFIER_MALFORMED', 'small letters', sampleIdentifier.toLowerCase()),
  reject('no-dots', 'IDENTIFIER_MALFORMED', 'no dots', sampleIdentifier.replaceAll('.', '')),
  reject(
    'serial-short',
    'IDENTIFIER_MALFORMED',
    'a serial of 6',
    sampleIdentifier.replace('20230000403', '202300'),
  ),
  reject(
    'serial-long',
    'IDENTIFIER_MALFORMED',
    'a serial of 33',
    sampleIdentifier.replace('20230000403', '2'.repeat(33)),
  ),
  reject(
    'version-0',
    'IDENTIFIER_MALFORMED',
    'versions count from 001',
    sampleIdentifier.replace('.001.', '.000.'),
  ),
  reject(
    'type-letter',
    'IDENTIFIER_MALFORMED',
    'a type number that is no number',
    sampleIdentifier.replace('W011', 'W01A'),
  ),
  reject('newline', 'IDENTIFIER_MALFORMED', 'a newline behind it', `${sampleIdentifier}\n`),
  reject(
    'underscore',
    'IDENTIFIER_MALFORMED',
    'a character without value',
    sampleIdentifier.replace('20230000403', '0624_001'),
  ),
  reject(
    'check-character',
    'IDENTIFIER_MALFORMED',
    'a character without value, in what is to be checked',
    { checked: '0624_001' },
  ),
];

// Five fields, the tree written out: ((0 1) (2 3)) 4.
const secret = digest('secret of a sample licence');
const values = ['示例市星火小吃店', '张三', 35, true, null];
const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 16);
const child = (seed: Uint8Array, bit: number): Uint8Array =>
  half(sm3(concatBytes(Uint8Array.of(4), seed, Uint8Array.of(bit))));
const top = half(sm3(concatBytes(Uint8Array.of(4), secret)));
const four = child(top, 0);
const pair01 = child(four, 0);
const pair23 = child(four, 1);
const salts = [
  child(pair01, 0),
  child(pair01, 1),
  child(pair23, 0),
  child(pair23, 1),
  child(top, 1),
];
const fieldLeaves = salts.map((salt, number) =>
  sm3(concatBytes(Uint8Array.of(2), encodeCbor([salt, number, values[number] ?? null]))),
);
const leafAt = (number: number): Uint8Array => fieldLeaves[number] as Uint8Array;
const join = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sm3(concatBytes(Uint8Array.of(3), left, right));
const hash23 = join(leafAt(2), leafAt(3));
const hash0123 = join(join(leafAt(0), leafAt(1)), hash23);
export const sampleFieldsRoot = join(hash0123, leafAt(4));

const fieldsInput = (changes: { [name: string]: Input } = {}): Input => ({
  values: values as Input,
  secret: toHex(secret),
  show: [0, 1, 4],
  ...changes,
});
/** Fields 0 and 1 by the seed of their pair, 4 by its salt, 2 and 3 by the hash of theirs. */
export const sampleDisclosure: CborValue = [
  5,
  new Map<number, CborValue>([
    [0, '示例市星火小吃店'],
    [1, '张三'],
    [4, null],
  ]),
  concatBytes(pair01, salts[4] as Uint8Array),
  hash23,
];

export const fieldsCases: readonly Case[] = [
  accept('five', 'root and disclosure of five fields', fieldsInput(), {
    root: toHex(sampleFieldsRoot),
    disclosure: hex(sampleDisclosure),
  }),
  accept('all', 'every field, by one seed', fieldsInput({ show: [4, 3, 2, 1, 0] }), {
    root: toHex(sampleFieldsRoot),
    disclosure: hex([
      5,
      new Map(values.map((value, number) => [number, value])),
      top,
      new Uint8Array(),
    ]),
  }),
  accept('one', 'a licence of one field', fieldsInput({ values: ['x'], show: [0] }), {
    root: toHex(sm3(concatBytes(Uint8Array.of(2), encodeCbor([top, 0, 'x'])))),
  }),
  accept(
    'texts',
    'two lines, a joiner, a character beyond 16 bits, an empty text',
    fieldsInput({ values: ['一\n二', 'ᠮ\u200dᠣ', '𠮷', ''], show: [0, 1, 2, 3] }),
  ),
  reject('none', 'FIELDS_ARGUMENT_WRONG', 'no fields', fieldsInput({ values: [] })),
  reject(
    'too-many',
    'FIELDS_ARGUMENT_WRONG',
    '257 fields',
    fieldsInput({ values: new Array<string>(257).fill('x') }),
  ),
  reject(
    'secret-short',
    'FIELDS_ARGUMENT_WRONG',
    'a secret of 16 bytes',
    fieldsInput({ secret: toHex(top) }),
  ),
  reject('show-none', 'FIELDS_ARGUMENT_WRONG', 'nothing shown', fieldsInput({ show: [] })),
  reject('show-twice', 'FIELDS_ARGUMENT_WRONG', 'one field twice', fieldsInput({ show: [1, 1] })),
  reject('show-unknown', 'FIELDS_ARGUMENT_WRONG', 'no such field', fieldsInput({ show: [0, 5] })),
  reject('show-fraction', 'FIELDS_ARGUMENT_WRONG', 'half a field', fieldsInput({ show: [0.5] })),
  reject('float', 'FIELD_VALUE_INVALID', 'a float', fieldsInput({ values: [0.1] })),
  reject('list', 'FIELD_VALUE_INVALID', 'a list', fieldsInput({ values: [['x']] })),
  reject(
    'half-character',
    'CBOR_TEXT_INVALID',
    'half a character',
    fieldsInput({ values: ['\ud842'] }),
  ),
  reject(
    'long-text',
    'FIELD_VALUE_INVALID',
    'a text of 2,049',
    fieldsInput({ values: ['x'.repeat(2049)] }),
  ),
  ...Object.entries({
    direction: '\u202e',
    isolate: '\u2066',
    'byte-order-mark': '\ufeff',
    nul: '\u0000',
    'carriage-return': '\r',
    'zero-width': '\u200b',
    'soft-hyphen': '\u00ad',
    joiner: '\u034f',
    filler: '\u3164',
    'language-tag': '\u{e0041}',
  }).map(([id, character]) =>
    reject(
      `text-${id}`,
      'FIELD_VALUE_INVALID',
      'a text that does not look as it reads',
      fieldsInput({ values: [`张${character}三`] }),
    ),
  ),
];

const disclosure = (changes: Partial<Record<number, CborValue>> = {}): CborValue =>
  sampleDisclosure.map((part, i) => changes[i] ?? part);
const shown = (...fields: readonly [number | string, CborValue][]): CborValue => new Map(fields);
const sampleHex = hex(sampleDisclosure);

export const disclosureCases: readonly Case[] = [
  accept('three-of-five', 'fields 0, 1 and 4 of five', sampleHex, {
    root: toHex(sampleFieldsRoot),
    fields: { 0: '示例市星火小吃店', 1: '张三', 4: null },
  }),
  accept(
    'value-changed',
    'another name leads to another root',
    hex(disclosure({ 1: shown([0, '示例市星火小吃店'], [1, '李四'], [4, null]) })),
    { root: toHex(join(join(join(leafAt(0), otherName()), hash23), leafAt(4))) },
  ),
  reject(
    'field-twice',
    'CBOR_KEY_ORDER',
    'field 1 twice, with different values',
    sampleHex.replace('a300', 'a400').replace('0166', '0161780166'),
  ),
  reject(
    'order',
    'CBOR_KEY_ORDER',
    'field 1 before field 0',
    hex(disclosure({ 1: shown([0, 0], [1, 0], [4, 0]) })).replace('a3000001', 'a3010000'),
  ),
  reject(
    'field-unknown',
    'DISCLOSURE_MALFORMED',
    'field 5 of five',
    hex(disclosure({ 1: shown([0, 'x'], [1, 'y'], [5, null]) })),
  ),
  reject(
    'field-negative',
    'DISCLOSURE_MALFORMED',
    'field −1',
    hex(disclosure({ 1: shown([-1, 'x']) })),
  ),
  reject(
    'field-name',
    'DISCLOSURE_MALFORMED',
    'a field by its name',
    hex(disclosure({ 1: shown(['name', 'x']) })),
  ),
  reject(
    'nothing',
    'DISCLOSURE_MALFORMED',
    'no field',
    hex([5, shown(), new Uint8Array(), hash0123]),
  ),
  reject('fields-list', 'DISCLOSURE_MALFORMED', 'a list of values', hex(disclosure({ 1: ['x'] }))),
  reject(
    'value-list',
    'FIELD_VALUE_INVALID',
    'a value with values inside',
    hex(disclosure({ 1: shown([0, ['x']], [1, 'y'], [4, null]) })),
  ),
  reject(
    'value-bytes',
    'FIELD_VALUE_INVALID',
    'a byte string',
    hex(disclosure({ 1: shown([0, Uint8Array.of(1)], [1, 'y'], [4, null]) })),
  ),
  reject(
    'seed-missing',
    'DISCLOSURE_MALFORMED',
    'one seed for two runs',
    hex(disclosure({ 2: pair01 })),
  ),
  reject(
    'seed-more',
    'DISCLOSURE_MALFORMED',
    'a salt for each field where one seed is enough',
    hex(disclosure({ 2: concatBytes(...[0, 1, 4].map((number) => salts[number] as Uint8Array)) })),
  ),
  reject(
    'seed-of-hidden',
    'DISCLOSURE_MALFORMED',
    'the seed of a run with hidden fields',
    hex([5, shown([0, 'x'], [1, 'y'], [4, null]), top, new Uint8Array()]),
  ),
  reject(
    'seed-short',
    'DISCLOSURE_MALFORMED',
    'a seed cut off',
    hex(disclosure({ 2: concatBytes(pair01, top.subarray(1)) })),
  ),
  reject(
    'hash-missing',
    'DISCLOSURE_MALFORMED',
    'no hash for what is hidden',
    hex(disclosure({ 3: new Uint8Array() })),
  ),
  reject(
    'hash-more',
    'DISCLOSURE_MALFORMED',
    'two hashes where one is enough',
    hex(disclosure({ 3: concatBytes(leafAt(2), leafAt(3)) })),
  ),
  reject(
    'hash-short',
    'DISCLOSURE_MALFORMED',
    'a hash cut off',
    hex(disclosure({ 3: hash23.subarray(1) })),
  ),
  reject('count-0', 'DISCLOSURE_MALFORMED', 'no fields at all', hex(disclosure({ 0: 0 }))),
  reject('count-257', 'DISCLOSURE_TOO_LARGE', '257 fields', hex(disclosure({ 0: 257 }))),
  reject(
    'count-huge',
    'DISCLOSURE_TOO_LARGE',
    '2^53 − 1 fields',
    hex(disclosure({ 0: 2 ** 53 - 1 })),
  ),
  reject('part-missing', 'DISCLOSURE_MALFORMED', 'no hashes', hex([5, shown([0, 'x']), top])),
  reject('not-an-array', 'DISCLOSURE_MALFORMED', 'a map', hex(new Map([[0, 'x']]))),
];

function otherName(): Uint8Array {
  return sm3(concatBytes(Uint8Array.of(2), encodeCbor([salts[1] as Uint8Array, 1, '李四'])));
}

const kid = sm3(certificate());
const holderSecret = 0x2468ace013579bdfn;
const holderPublicKey = publicKeyOf(holderSecret);
const holderKey = concatBytes(
  Uint8Array.of(2 + ((holderPublicKey[64] as number) % 2)),
  holderPublicKey.subarray(1, 33),
);
const sealed = digest('Signature.xml');

type Payload = readonly (readonly [number, CborValue])[];
const plainPayload: Payload = [
  [1, 1],
  [2, sampleIdentifier],
  [3, 20454],
  [4, 22279],
  [5, sampleFieldsRoot],
  [6, [sealed]],
];
const fullPayload: Payload = [
  ...plainPayload,
  [6, [sealed, [digest('photo'), 48213]]],
  [7, holderKey],
  [8, '11100000000013338W009.11330105002500287C.2025052201.002.0'],
  [9, ['办理食品经营许可', '示例市政务服务中心', 1767229200000, fromHex('0a0b0c0d'), 17]],
];

/** A credential, signed: what is refused is refused for its content. */
function signedBy(payload: Uint8Array): Uint8Array {
  const header = encodeCbor(
    new Map<number, CborValue>([
      [1, -70100],
      [4, kid],
    ]),
  );
  const message = encodeCbor(['Signature1', header, new Uint8Array(), payload]);
  const signature = sign(bodySecret, message, 0xfeedn);
  return encodeCbor(new CborTag(18, [header, new Map(), payload, signature]));
}

/** Changes and, by undefined, leaves out. */
const credential = (
  base: Payload,
  changes: readonly (readonly [number, CborValue | undefined])[] = [],
): string => {
  const payload = new Map<number, CborValue>(base);
  for (const [key, value] of changes) {
    if (value === undefined) payload.delete(key);
    else payload.set(key, value);
  }
  return toHex(signedBy(encodeCbor(payload)));
};
const changed = (...changes: readonly (readonly [number, CborValue | undefined])[]): string =>
  credential(plainPayload, changes);
const annotation = (changes: Partial<Record<number, CborValue>> = {}): CborValue =>
  (fullPayload[9]?.[1] as readonly CborValue[]).map((part, i) => changes[i] ?? part);

export const sampleCredential = fromHex(credential(plainPayload));
export const sampleKid = kid;

const malformed = (id: string, note: string, input: Input): Case =>
  reject(id, 'CREDENTIAL_MALFORMED', note, input);

export const credentialCases: readonly Case[] = [
  accept('plain', 'with a sealed OFD', toHex(sampleCredential), {
    kid: toHex(kid),
    identifier: sampleIdentifier,
    from: 20454,
    to: 22279,
    fieldsRoot: toHex(sampleFieldsRoot),
    artefacts: [{ kind: 'sealedOfd', digest: toHex(sealed) }],
    holderKey: null,
    predecessor: null,
    annotation: null,
    signedBy: toHex(publicKeyOf(bodySecret)),
  }),
  accept('full', 'an annotated copy with every optional part', credential(fullPayload), {
    artefacts: [
      { kind: 'sealedOfd', digest: toHex(sealed) },
      { kind: 'file', digest: toHex(digest('photo')), length: 48213 },
    ],
    holderKey: toHex(holderKey),
    predecessor: '11100000000013338W009.11330105002500287C.2025052201.002.0',
    annotation: {
      purpose: '办理食品经营许可',
      audience: '示例市政务服务中心',
      expires: 1767229200000,
      original: { log: '0a0b0c0d', leafIndex: 17 },
    },
    signedBy: toHex(publicKeyOf(bodySecret)),
  }),
  accept(
    'least',
    'without end and without any optional part',
    changed([4, undefined], [6, undefined]),
    {
      to: null,
      artefacts: [],
    },
  ),
  accept('one-day', 'first day is last day', changed([4, 20454])),
  accept('before-1970', 'a licence of 1956', changed([3, -5000])),
  malformed('version', 'a version to come', changed([1, 2])),
  malformed('version-missing', 'no version', changed([1, undefined])),
  malformed('field-more', 'a field that version 1 does not have', changed([10, 'x'])),
  malformed('field-zero', 'a field 0', changed([0, 'x'])),
  malformed('identifier-missing', 'no identifier', changed([2, undefined])),
  malformed('identifier-number', 'an identifier that is no text', changed([2, 1])),
  reject(
    'identifier-check',
    'IDENTIFIER_CHECK_WRONG',
    'another check character',
    changed([2, sampleIdentifier.replace(/U$/, 'V')]),
  ),
  reject('identifier-form', 'IDENTIFIER_MALFORMED', 'another number', changed([2, '示例001'])),
  malformed('from-missing', 'no first day', changed([3, undefined])),
  malformed('from-range', 'milliseconds for days', changed([3, 1767225600000])),
  malformed('from-text', 'a date as a text', changed([3, '2026-01-01'])),
  malformed('to-before-from', 'ends before it begins', changed([4, 20453])),
  malformed('to-null', 'without end, in another spelling', changed([4, null])),
  malformed('root-short', 'a root of 31 bytes', changed([5, sampleFieldsRoot.subarray(1)])),
  malformed('root-missing', 'no root', changed([5, undefined])),
  malformed('artefacts-empty', 'no artefact, in another spelling', changed([6, []])),
  malformed('artefacts-bytes', 'an artefact outside its array', changed([6, sealed])),
  malformed('artefact-short', 'a digest of 20 bytes', changed([6, [sealed.subarray(12)]])),
  malformed('artefact-length', 'a file without length', changed([6, [[sealed]]])),
  malformed('artefact-negative', 'a file of −1 bytes', changed([6, [[sealed, -1]]])),
  malformed('artefact-twice', 'one digest twice', changed([6, [sealed, [sealed, 5]]])),
  malformed(
    'artefacts-many',
    '17 artefacts',
    changed([6, Array.from({ length: 17 }, (_, i) => digest(`artefact ${i}`))]),
  ),
  malformed('holder-uncompressed', 'a holder key of 65 bytes', changed([7, holderPublicKey])),
  malformed(
    'holder-form',
    'a holder key of no known form',
    changed([7, concatBytes(Uint8Array.of(5), holderKey.subarray(1))]),
  ),
  malformed('predecessor-itself', 'replaces itself', changed([8, sampleIdentifier])),
  reject('predecessor-form', 'IDENTIFIER_MALFORMED', 'no identifier', changed([8, 'x'])),
  malformed(
    'annotation-missing-part',
    'no leaf index',
    changed([9, (annotation() as CborValue[]).slice(0, 4)]),
  ),
  malformed('annotation-no-purpose', 'for no purpose', changed([9, annotation({ 0: '' })])),
  malformed(
    'annotation-lines',
    'an audience of two lines',
    changed([9, annotation({ 1: 'x\ny' })]),
  ),
  malformed(
    'annotation-direction',
    'a purpose written backwards',
    changed([9, annotation({ 0: 'x\u202ey' })]),
  ),
  malformed(
    'annotation-long',
    'a purpose of 129',
    changed([9, annotation({ 0: '长'.repeat(129) })]),
  ),
  malformed(
    'annotation-log',
    'a log by its name',
    changed([9, annotation({ 3: 'yinzhao/city/approval' })]),
  ),
  malformed('annotation-expiry', 'an expiry as a text', changed([9, annotation({ 2: '2026' })])),
  malformed('payload-array', 'an array', toHex(signedBy(encodeCbor([1, sampleIdentifier])))),
  reject('payload-empty', 'CBOR_TRUNCATED', 'nothing signed', toHex(signedBy(new Uint8Array()))),
  reject(
    'payload-trailing',
    'CBOR_TRAILING_BYTES',
    'a byte behind the payload',
    toHex(signedBy(concatBytes(encodeCbor(new Map(plainPayload)), Uint8Array.of(0)))),
  ),
  reject('group', 'COSE_MALFORMED', 'a group', hex(['yinzhao/group/v1'])),
  reject('too-large', 'CREDENTIAL_TOO_LARGE', 'more than 4 KiB', { zeros: 4097 }),
];
