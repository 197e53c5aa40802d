import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import {
  bitString,
  der,
  generalizedTime,
  oid,
  sequence,
  sm2WithSm3 as algorithmIdentifier,
  utcTime,
} from '../reference/der-writer.js';
import { sm3 } from '../reference/sm3.js';
import { testKey } from '../world/signer.js';
import {
  documentSealOf,
  explicit,
  extData,
  headerOf,
  ia5,
  infoOf,
  makerName,
  number,
  octets,
  printable,
  sealOf,
  signer,
  signerName,
  timeStamp,
  utf8,
  type DocumentParts,
  type DocumentWanted,
  type InfoParts,
  type SealWanted,
} from '../world/seals.js';
import { accept, reject, type Case, type Input } from './case.js';

const raw = { write: (signature: Uint8Array) => signature };
const seal = (wanted: Partial<SealWanted> = {}): string => toHex(sealOf(wanted));
const withInfo = (info: Partial<InfoParts>): string => seal({ info });
const signedBy = (name: string): string => toHex(testKey(name).publicKey);

const sample = {
  info: {
    vendor: 'YINZHAO-SAMPLE',
    id: '11000000000001',
    type: 1,
    name: '示例市审批局许可专用章',
    users: { kind: 'certificates', certificates: [toHex(signer)] },
    created: Date.UTC(2026, 0, 5, 1, 30),
    validFrom: Date.UTC(2026, 0, 5, 16),
    validTo: Date.UTC(2031, 0, 5, 15, 59, 59),
    picture: { type: 'SVG', width: 40, height: 40 },
    extensions: null,
  },
  timeStamp: null,
  key: signedBy(makerName),
};
const meaning = (version: number, info: Input = {}, more: Input = {}): Input => ({
  ...sample,
  version,
  info: { ...sample.info, ...(info as object) },
  ...(more as object),
});
const extension = (critical: boolean): Input => ({
  oid: '1.2.3.4',
  critical,
  value: toHex(encodeUtf8('示例扩展')),
});

const goodSeals: readonly Case[] = [
  accept('version-4', 'GB/T 38540-2020, with its user’s certificate', seal(), meaning(4)),
  accept(
    'version-4-digests',
    'with the digest of its user’s certificate',
    withInfo({
      listType: number(2),
      list: sequence(sequence(printable('SM3'), octets(sm3(signer)))),
    }),
    meaning(4, {
      users: { kind: 'digests', digests: [{ algorithm: 'SM3', value: toHex(sm3(signer)) }] },
    }),
  ),
  accept('version-4-no-users', 'that nobody may use', withInfo({ list: sequence() }), {
    info: { users: { kind: 'certificates', certificates: [] } },
  }),
  accept('version-4-raw', 'with r ‖ s in place of DER', seal({ signing: raw }), meaning(4)),
  accept(
    'version-4-extension',
    'an extension with its BOOLEAN written out',
    withInfo({ more: [sequence(extData(false))] }),
    meaning(4, { extensions: [extension(false)] }),
  ),
  accept(
    'version-4-extension-default',
    'an extension without BOOLEAN, as DER has it',
    withInfo({ more: [sequence(extData(null))] }),
    meaning(4, { extensions: [extension(false)] }),
  ),
  accept(
    'version-4-extension-critical',
    'a critical extension: told, and for the judgement to refuse',
    withInfo({ more: [sequence(extData(true))] }),
    meaning(4, { extensions: [extension(true)] }),
  ),
  accept(
    'version-4-no-extensions',
    'a list of no extensions',
    withInfo({ more: [sequence()] }),
    meaning(4, { extensions: [] }),
  ),
  accept('version-1', 'GM/T 0031-2014', seal({ version: 1 }), meaning(1)),
  accept(
    'version-1-header-4',
    'GM/T 0031-2014 with another number in the header, as in the field',
    seal({ version: 1, info: { header: headerOf(4) } }),
    meaning(1),
  ),
  accept(
    'version-1-generalized-time',
    'GM/T 0031-2014 with GeneralizedTime, as some write',
    seal({ version: 1, info: { created: generalizedTime('20260105013000Z') } }),
    meaning(1),
  ),
  accept(
    'version-1-extension',
    'GM/T 0031-2014 with extensions as its writers have them',
    seal({ version: 1, info: { more: [sequence(extData(false))] } }),
    meaning(1, { extensions: [extension(false)] }),
  ),
  accept(
    'version-1-extension-tagged',
    'GM/T 0031-2014 with extensions under [0], as it prints them',
    seal({ version: 1, info: { more: [explicit(sequence(extData(false)))] } }),
    meaning(1, { extensions: [extension(false)] }),
  ),
  accept('version-5', 'GM/T 0031-2025 without time stamp', seal({ version: 5 }), meaning(5)),
  accept(
    'version-5-time-stamp',
    'GM/T 0031-2025 with a time stamp under [0] EXPLICIT',
    seal({ version: 5, signing: { more: [explicit(bitString(timeStamp))] } }),
    meaning(5, {}, { timeStamp: toHex(timeStamp) }),
  ),
  accept(
    'version-5-time-stamp-implicit',
    'GM/T 0031-2025 with a time stamp under [0] IMPLICIT',
    seal({ version: 5, signing: { more: [der(0x80, Uint8Array.of(0), timeStamp)] } }),
    meaning(5, {}, { timeStamp: toHex(timeStamp) }),
  ),
];

const picture = (...changes: readonly [number, Uint8Array][]): Uint8Array => {
  const parts = [ia5('SVG'), octets(encodeUtf8('<svg/>')), number(40), number(40)];
  for (const [at, part] of changes) parts[at] = part;
  return sequence(...parts);
};
const malformed = (id: string, note: string, input: Input): Case =>
  reject(id, 'SEAL_MALFORMED', note, input);
const tag = (id: string, note: string, input: Input): Case =>
  reject(id, 'DER_TAG_UNEXPECTED', note, input);
/** As long as a length of two bytes can say. */
const long = octets(new Uint8Array(17_000));
const times = (count: number, part: Uint8Array): Uint8Array =>
  sequence(...Array.from({ length: count }, () => part));

const badSeals: readonly Case[] = [
  reject('empty', 'DER_TRUNCATED', 'nothing', ''),
  tag('set', 'a SET', toHex(der(0x31, sealOf()))),
  reject('trailing', 'DER_TRAILING_BYTES', 'a byte behind it', `${seal()}00`),
  reject('cut', 'DER_TRUNCATED', 'its last byte missing', seal().slice(0, -2)),
  reject('too-large', 'SEAL_TOO_LARGE', 'more than 1 MiB', { zeros: 1024 * 1024 + 1 }),
  malformed('three-parts', 'three parts', toHex(sequence(infoOf(4), octets(signer), sequence()))),
  malformed('six-parts', 'six parts', seal({ signing: { more: [sequence(), sequence()] } })),
  malformed(
    'version-4-time-stamp',
    'a time stamp in version 4',
    seal({ signing: { more: [explicit(bitString(timeStamp))] } }),
  ),
  reject(
    'version-3',
    'SEAL_VERSION_UNKNOWN',
    'version 3 in the structure of version 4',
    withInfo({ header: headerOf(3) }),
  ),
  reject(
    'version-6',
    'SEAL_VERSION_UNKNOWN',
    'a version to come',
    withInfo({ header: headerOf(6) }),
  ),
  malformed(
    'version-huge',
    'a version of two bytes',
    withInfo({
      header: sequence(ia5('ES'), der(2, Uint8Array.of(1, 4)), ia5('YINZHAO-SAMPLE')),
    }),
  ),
  malformed(
    'header-id',
    'another mark than ES',
    withInfo({ header: sequence(ia5('EX'), number(4), ia5('YINZHAO-SAMPLE')) }),
  ),
  malformed(
    'header-four',
    'four parts in the header',
    withInfo({ header: sequence(ia5('ES'), number(4), ia5('YINZHAO-SAMPLE'), number(1)) }),
  ),
  malformed(
    'vendor-empty',
    'no vendor',
    withInfo({ header: sequence(ia5('ES'), number(4), ia5('')) }),
  ),
  tag('id-utf8', 'esID as UTF8String', withInfo({ id: utf8('11000000000001') })),
  malformed('id-chinese', 'esID beyond ASCII', withInfo({ id: ia5('示例') })),
  malformed('id-control', 'a control character in esID', withInfo({ id: ia5('11\u001b[2J') })),
  malformed('id-newline', 'esID of two lines', withInfo({ id: ia5('11\n22') })),
  malformed('id-long', 'esID of 129 characters', withInfo({ id: ia5('1'.repeat(129)) })),
  reject(
    'type-negative',
    'DER_VALUE_INVALID',
    'a type below zero',
    withInfo({ type: number(0x80) }),
  ),
  malformed(
    'type-huge',
    'a type of five bytes',
    withInfo({ type: der(2, Uint8Array.of(1, 0, 0, 0, 0)) }),
  ),
  malformed(
    'name-turned',
    'a name with a mark of direction',
    withInfo({ name: utf8('示例\u202e章') }),
  ),
  malformed(
    'name-not-utf8',
    'a name that is no UTF-8',
    withInfo({ name: der(0x0c, Uint8Array.of(0xc3)) }),
  ),
  malformed('name-long', 'a name of 257 characters', withInfo({ name: utf8('章'.repeat(257)) })),
  malformed('list-type-0', 'certListType 0', withInfo({ listType: number(0) })),
  malformed('list-type-3', 'certListType 3', withInfo({ listType: number(3) })),
  tag('list-type-missing', 'version 4 without certListType', withInfo({ listType: null })),
  tag(
    'list-type-version-1',
    'GM/T 0031-2014 with certListType',
    seal({ version: 1, info: { listType: number(1) } }),
  ),
  tag(
    'list-of-certificates',
    'certificates without OCTET STRING',
    withInfo({ list: sequence(signer) }),
  ),
  tag(
    'list-of-other-type',
    'digests called certificates',
    withInfo({
      list: sequence(sequence(printable('SM3'), octets(sm3(signer)))),
    }),
  ),
  malformed(
    'digest-empty',
    'a digest of no bytes',
    withInfo({
      listType: number(2),
      list: sequence(sequence(printable('SM3'), octets(new Uint8Array(0)))),
    }),
  ),
  malformed(
    'digest-three',
    'a digest of three parts',
    withInfo({
      listType: number(2),
      list: sequence(sequence(printable('SM3'), octets(sm3(signer)), number(1))),
    }),
  ),
  reject(
    'certificate-large',
    'SEAL_TOO_LARGE',
    'a certificate of more than 16 KiB',
    withInfo({ list: sequence(long) }),
  ),
  reject(
    'list-long',
    'SEAL_TOO_LARGE',
    '257 certificates',
    withInfo({ list: times(257, octets(Uint8Array.of(0))) }),
  ),
  tag('time-utc', 'UTCTime in version 4', withInfo({ created: utcTime('260105013000Z') })),
  reject(
    'time-local',
    'DER_TIME_INVALID',
    'a time without Z',
    withInfo({ created: generalizedTime('20260105093000') }),
  ),
  reject(
    'time-year-50',
    'DER_TIME_INVALID',
    'the year 50, which is not 1950',
    withInfo({ created: generalizedTime('00500105013000Z') }),
  ),
  malformed(
    'ends-before',
    'an end before its beginning',
    withInfo({ to: generalizedTime('20260105155959Z') }),
  ),
  malformed(
    'property-eight',
    'four times',
    withInfo({
      to: concatBytes(generalizedTime('20310105155959Z'), generalizedTime('20310105155959Z')),
    }),
  ),
  malformed(
    'picture-empty',
    'a picture of no bytes',
    withInfo({ picture: picture([1, octets(new Uint8Array(0))]) }),
  ),
  malformed(
    'picture-width-0',
    'a picture 0 mm wide',
    withInfo({ picture: picture([2, number(0)]) }),
  ),
  malformed(
    'picture-height-huge',
    'a picture 65.5 m high',
    withInfo({ picture: picture([3, der(2, Uint8Array.of(1, 0, 0))]) }),
  ),
  malformed('picture-type', 'a picture of no type', withInfo({ picture: picture([0, ia5('')]) })),
  malformed(
    'picture-five',
    'a picture of five parts',
    withInfo({ picture: picture([4, number(1)]) }),
  ),
  malformed('info-six', 'six parts in SES_SealInfo', withInfo({ more: [sequence(), sequence()] })),
  tag(
    'extensions-tagged',
    'extensions under [0] in version 4',
    withInfo({ more: [explicit(sequence())] }),
  ),
  malformed(
    'extensions-two-lists',
    'two lists under [0]',
    seal({ version: 1, info: { more: [explicit(sequence(), sequence())] } }),
  ),
  malformed(
    'extension-twice',
    'an extension twice',
    withInfo({ more: [sequence(extData(false), extData(true))] }),
  ),
  malformed(
    'extension-four',
    'an extension of four parts',
    withInfo({
      more: [sequence(sequence(oid('2a0304'), Uint8Array.of(1, 1, 0), octets(signer), number(1)))],
    }),
  ),
  reject(
    'extension-boolean',
    'DER_VALUE_INVALID',
    'a BOOLEAN of 1',
    withInfo({ more: [sequence(sequence(oid('2a0304'), Uint8Array.of(1, 1, 1), octets(signer)))] }),
  ),
  reject(
    'extensions-many',
    'SEAL_TOO_LARGE',
    '65 extensions',
    withInfo({ more: [times(65, extData(false))] }),
  ),
  reject(
    'algorithm-ecdsa',
    'SEAL_ALGORITHM_UNKNOWN',
    'ECDSA with SHA-256',
    seal({ signing: { algorithm: oid('2a8648ce3d040302') } }),
  ),
  tag(
    'algorithm-identifier',
    'an AlgorithmIdentifier in place of its OID',
    seal({ signing: { algorithm: algorithmIdentifier } }),
  ),
  reject(
    'signature-octets',
    'DER_TAG_UNEXPECTED',
    'r ‖ s in an OCTET STRING inside the BIT STRING',
    seal({ signing: { write: octets } }),
  ),
  reject(
    'signature-trailing',
    'DER_TRAILING_BYTES',
    'a byte behind the signature',
    seal({
      signing: {
        write: () => Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1, 0),
      },
    }),
  ),
  malformed(
    'version-1-four',
    'four parts in SES_SignInfo',
    seal({ version: 1, signing: { more: [number(1)] } }),
  ),
  malformed(
    'time-stamp-two',
    'two time stamps',
    seal({
      version: 5,
      signing: { more: [explicit(bitString(timeStamp), bitString(timeStamp))] },
    }),
  ),
  tag(
    'time-stamp-octets',
    'a time stamp in an OCTET STRING',
    seal({ version: 5, signing: { more: [explicit(octets(timeStamp))] } }),
  ),
];

export const sealCases: readonly Case[] = [...goodSeals, ...badSeals];

const documentSeal = (wanted: Partial<DocumentWanted> = {}): string =>
  toHex(documentSealOf(wanted));
const withParts = (parts: Partial<DocumentParts>): string => documentSeal({ parts });
const withTime = (time: Uint8Array): string => documentSeal({ version: 1, parts: { time } });
const timeText = (text: string): string => withTime(bitString(encodeUtf8(text)));
const documentMeaning = (version: number, more: Input = {}): Input => ({
  version,
  seal: { version },
  time: Date.UTC(2026, 2, 2, 1),
  propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml',
  extensions: null,
  timeStamp: null,
  key: signedBy(signerName),
  ...(more as object),
});

const goodDocumentSeals: readonly Case[] = [
  accept('version-4', 'GB/T 38540-2020', documentSeal(), documentMeaning(4)),
  accept(
    'version-4-raw',
    'with r ‖ s in place of DER',
    documentSeal({ signing: raw }),
    documentMeaning(4),
  ),
  accept(
    'version-4-time-stamp',
    'with a time stamp, which is kept and not looked into',
    documentSeal({ signing: { more: [explicit(bitString(timeStamp))] } }),
    documentMeaning(4, { timeStamp: toHex(timeStamp) }),
  ),
  accept(
    'version-4-extension',
    'with an extension',
    withParts({ more: [explicit(sequence(extData(false)))] }),
    documentMeaning(4, { extensions: [extension(false)] }),
  ),
  accept('version-5', 'GM/T 0031-2025', documentSeal({ version: 5 }), documentMeaning(5)),
  accept(
    'version-5-seal-4',
    'version 5 under a seal of version 4',
    documentSeal({ version: 5, parts: { seal: sealOf() } }),
    documentMeaning(5, { seal: { version: 4 } }),
  ),
  accept('version-1', 'GM/T 0031-2014', documentSeal({ version: 1 }), documentMeaning(1)),
  accept(
    'version-1-text',
    'its time as text, UTC+8',
    timeText('2026-03-02 09:00:00'),
    documentMeaning(1),
  ),
  accept(
    'version-1-text-t',
    'with T and a fraction',
    timeText('2026-03-02T09:00:00.123'),
    documentMeaning(1),
  ),
  accept(
    'version-1-text-zone',
    'with a zone',
    timeText('2026-03-02T03:00:00+02:00'),
    documentMeaning(1),
  ),
  accept('version-1-text-z', 'digits and Z', timeText('20260302010000Z'), documentMeaning(1)),
  accept(
    'version-1-octets',
    'its time in an OCTET STRING, as some write',
    withTime(octets(encodeUtf8('2026-03-02 09:00:00'))),
    documentMeaning(1),
  ),
  accept(
    'version-1-text-other',
    'a time in words',
    timeText('昨天'),
    documentMeaning(1, { time: null }),
  ),
  accept(
    'version-1-text-no-date',
    '31 February',
    timeText('2026-02-31 09:00:00'),
    documentMeaning(1, { time: null }),
  ),
  accept(
    'version-1-token',
    'a time stamp token in place of a time',
    withTime(bitString(sequence(timeStamp))),
    documentMeaning(1, { time: null }),
  ),
  accept(
    'version-1-time-cut',
    'a UTCTime that is cut off',
    withTime(bitString(utcTime('2603020100Z'))),
    documentMeaning(1, { time: null }),
  ),
];

const documentMalformed = (id: string, note: string, input: Input): Case =>
  reject(id, 'DOCUMENT_SEAL_MALFORMED', note, input);

const badDocumentSeals: readonly Case[] = [
  reject('empty', 'DER_TRUNCATED', 'nothing', ''),
  reject('trailing', 'DER_TRAILING_BYTES', 'a byte behind it', `${documentSeal()}00`),
  reject('too-large', 'DOCUMENT_SEAL_TOO_LARGE', 'more than 2 MiB', { zeros: 2 * 1024 * 1024 + 1 }),
  reject(
    'signed-data',
    'DOCUMENT_SEAL_WITHOUT_SEAL',
    'a signed-data of GB/T 35275',
    toHex(sequence(oid('2a811ccf550601040202'), explicit(sequence()))),
  ),
  reject(
    'bare-signature',
    'DOCUMENT_SEAL_WITHOUT_SEAL',
    'r and s alone',
    toHex(sequence(number(1), number(2))),
  ),
  tag('part-tag', 'an OCTET STRING first', toHex(sequence(octets(signer), number(2)))),
  documentMalformed(
    'three-parts',
    'three parts',
    toHex(sequence(sequence(), octets(signer), number(1))),
  ),
  documentMalformed(
    'six-parts',
    'six parts',
    documentSeal({ signing: { more: [explicit(bitString(timeStamp)), number(1)] } }),
  ),
  reject(
    'version-3',
    'DOCUMENT_SEAL_VERSION_UNKNOWN',
    'version 3',
    withParts({ version: number(3) }),
  ),
  documentMalformed(
    'seal-of-version-1',
    'a seal of GM/T 0031-2014',
    withParts({ seal: sealOf({ version: 1 }) }),
  ),
  documentMalformed(
    'seal-of-version-4',
    'GM/T 0031-2014 with a seal of GB/T 38540',
    documentSeal({ version: 1, parts: { seal: sealOf() } }),
  ),
  reject(
    'seal-malformed',
    'SEAL_MALFORMED',
    'a seal that is none',
    withParts({ seal: sequence(infoOf(4)) }),
  ),
  reject(
    'seal-version-6',
    'SEAL_VERSION_UNKNOWN',
    'a seal of a version to come',
    withParts({
      seal: sealOf({ info: { header: headerOf(6) } }),
    }),
  ),
  tag('time-utc', 'UTCTime in version 4', withParts({ time: utcTime('260302010000Z') })),
  documentMalformed(
    'hash-short',
    'a hash of 31 bytes',
    withParts({ dataHash: bitString(new Uint8Array(31)) }),
  ),
  documentMalformed(
    'hash-sha-512',
    'a hash of 64 bytes',
    withParts({ dataHash: bitString(new Uint8Array(64)) }),
  ),
  tag(
    'hash-octets',
    'a hash in an OCTET STRING',
    withParts({ dataHash: octets(new Uint8Array(32)) }),
  ),
  documentMalformed(
    'property-info-empty',
    'nothing protected',
    withParts({ propertyInfo: ia5('') }),
  ),
  documentMalformed(
    'property-info-long',
    '1,025 characters',
    withParts({ propertyInfo: ia5('/'.repeat(1025)) }),
  ),
  documentMalformed(
    'to-sign-seven',
    'seven parts in TBS_Sign',
    withParts({
      more: [explicit(sequence()), explicit(sequence())],
    }),
  ),
  tag('extensions-untagged', 'extensions without [0]', withParts({ more: [sequence()] })),
  documentMalformed(
    'extensions-two-lists',
    'two lists',
    withParts({ more: [explicit(sequence(), sequence())] }),
  ),
  documentMalformed(
    'extension-twice',
    'an extension twice',
    withParts({ more: [explicit(sequence(extData(null), extData(null)))] }),
  ),
  documentMalformed(
    'time-stamp-two',
    'two time stamps',
    documentSeal({ signing: { more: [explicit(bitString(timeStamp), bitString(timeStamp))] } }),
  ),
  reject(
    'algorithm',
    'SEAL_ALGORITHM_UNKNOWN',
    'ECDSA with SHA-256',
    documentSeal({ signing: { algorithm: oid('2a8648ce3d040302') } }),
  ),
  documentMalformed(
    'version-1-eight',
    'eight parts in TBS_Sign of GM/T 0031-2014',
    documentSeal({ version: 1, parts: { more: [number(1)] } }),
  ),
  reject(
    'certificate-large',
    'SEAL_TOO_LARGE',
    'a certificate of more than 16 KiB',
    documentSeal({
      signing: { certificate: new Uint8Array(17_000) },
    }),
  ),
];

export const documentSealCases: readonly Case[] = [...goodDocumentSeals, ...badDocumentSeals];
