import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import {
  bitString,
  bodySecret,
  certificate,
  commonName,
  der,
  extension,
  generalizedTime,
  goodParts,
  issuerSecret,
  oid,
  sequence,
  sm2WithSm3,
  utcTime,
  type CertificateParts,
} from '../reference/der-writer.js';
import { publicKeyOf } from '../reference/sm2.js';
import { accept, reject, type Case } from './case.js';

const make = (changes: Partial<CertificateParts> = {}): string => toHex(certificate(changes));
const [basicConstraints, keyUsage, subjectKeyId, authorityKeyId] = goodParts.extensions as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const withExtensions = (...extensions: readonly Uint8Array[]): string => make({ extensions });
const nullParameters = sequence(oid('2a811ccf55018375'), Uint8Array.of(5, 0));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const integer = (hex: string): Uint8Array =>
  der(
    2,
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)),
  );
/** Octets that are no whole DER value. */
const broken = Uint8Array.of(0x30, 0x05, 0x01);
const explicitFalse = Uint8Array.of(0x01, 0x01, 0x00);

const sample = {
  serial: '1234',
  notBefore: Date.UTC(2026, 0, 1),
  notAfter: Date.UTC(2035, 11, 31, 23, 59, 59),
  publicKey: toHex(publicKeyOf(bodySecret)),
  basicConstraints: { ca: false, pathLength: null },
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  extendedKeyUsage: null,
  subjectKeyId: '07'.repeat(20),
  authorityKeyId: '09'.repeat(20),
  issuerKey: toHex(publicKeyOf(issuerSecret)),
};

export const certificateCases: readonly Case[] = [
  accept('body', 'issuing certificate of a body', make(), sample),
  accept(
    'null-parameters',
    'NULL as parameters, as some authorities write',
    make({ algorithm: nullParameters, outerAlgorithm: nullParameters }),
    sample,
  ),
  accept(
    'authority',
    'CA with path length 1 and an end after 2050',
    make({
      extensions: [
        extension('551d13', sequence(Uint8Array.of(1, 1, 0xff), integer('01')), true),
        extension('551d0f', Uint8Array.of(3, 2, 1, 6), true),
      ],
      notAfter: generalizedTime('20510101000000Z'),
    }),
    {
      basicConstraints: { ca: true, pathLength: 1 },
      keyUsage: ['keyCertSign', 'cRLSign'],
      notAfter: Date.UTC(2051, 0, 1),
    },
  ),
  accept('no-extensions', 'none at all', withExtensions(), {
    keyUsage: null,
    basicConstraints: null,
  }),
  accept(
    'unknown-extension',
    'unknown and not critical',
    withExtensions(extension('551d20', sequence())),
    { keyUsage: null },
  ),
  accept(
    'extended-key-usage',
    'time stamping',
    withExtensions(extension('551d25', sequence(oid('2b06010505070308')))),
    { extendedKeyUsage: ['1.3.6.1.5.5.7.3.8'] },
  ),
  accept(
    'authority-serial-only',
    'an authority named by issuer and serial number',
    withExtensions(extension('551d23', sequence(der(0x82, Uint8Array.of(1))))),
    { authorityKeyId: null },
  ),
  reject('empty', 'DER_TRUNCATED', 'nothing', ''),
  reject('pem', 'DER_TAG_UNEXPECTED', 'text', toHex(encodeUtf8('--'.repeat(30)))),
  reject('trailing', 'DER_TRAILING_BYTES', 'a byte behind the certificate', `${make()}00`),
  reject('too-large', 'CERTIFICATE_TOO_LARGE', 'more than 16 KiB', { zeros: 16 * 1024 + 1 }),
  reject(
    'two-parts',
    'CERTIFICATE_MALFORMED',
    'no signature',
    toHex(sequence(sequence(), sequence())),
  ),
  reject('version-1', 'DER_TAG_UNEXPECTED', 'no version', make({ version: new Uint8Array() })),
  reject(
    'version-2',
    'CERTIFICATE_MALFORMED',
    'version 2',
    make({ version: der(0xa0, integer('01')) }),
  ),
  reject(
    'version-two-values',
    'CERTIFICATE_MALFORMED',
    'two versions',
    make({ version: der(0xa0, integer('02'), integer('02')) }),
  ),
  reject(
    'serial-zero',
    'CERTIFICATE_MALFORMED',
    'serial number 0',
    make({ serial: integer('00') }),
  ),
  reject(
    'serial-negative',
    'DER_VALUE_INVALID',
    'a negative serial number',
    make({ serial: integer('ff') }),
  ),
  reject(
    'serial-long',
    'CERTIFICATE_MALFORMED',
    '21 bytes',
    make({ serial: integer('11'.repeat(21)) }),
  ),
  reject(
    'algorithm-ecdsa',
    'CERTIFICATE_ALGORITHM_WRONG',
    'an SM2 key under ECDSA',
    make({ algorithm: ecdsaWithSha256, outerAlgorithm: ecdsaWithSha256 }),
  ),
  reject(
    'algorithm-differs',
    'CERTIFICATE_ALGORITHM_WRONG',
    'inner SM2, outer ECDSA',
    make({ outerAlgorithm: ecdsaWithSha256 }),
  ),
  reject(
    'algorithm-parameters-differ',
    'CERTIFICATE_ALGORITHM_WRONG',
    'NULL outside, absent inside',
    make({ outerAlgorithm: nullParameters }),
  ),
  reject(
    'algorithm-parameters',
    'DER_TAG_UNEXPECTED',
    'parameters other than NULL',
    make({
      algorithm: sequence(oid('2a811ccf55018375'), integer('01')),
      outerAlgorithm: sequence(oid('2a811ccf55018375'), integer('01')),
    }),
  ),
  reject(
    'algorithm-null-content',
    'DER_VALUE_INVALID',
    'a NULL with content',
    make({
      algorithm: sequence(oid('2a811ccf55018375'), Uint8Array.of(5, 1, 0)),
      outerAlgorithm: sequence(oid('2a811ccf55018375'), Uint8Array.of(5, 1, 0)),
    }),
  ),
  reject(
    'algorithm-oid-padded',
    'DER_VALUE_INVALID',
    'an OID arc with a leading 80',
    make({
      algorithm: sequence(oid('2a80811ccf55018375')),
      outerAlgorithm: sequence(oid('2a80811ccf55018375')),
    }),
  ),
  reject(
    'algorithm-oid-cut',
    'DER_VALUE_INVALID',
    'an OID cut off',
    make({ algorithm: sequence(oid('2a81')), outerAlgorithm: sequence(oid('2a81')) }),
  ),
  reject(
    'algorithm-oid-huge',
    'DER_VALUE_INVALID',
    'an OID arc above 2^53',
    make({
      algorithm: sequence(oid(`2a${'ff'.repeat(9)}7f`)),
      outerAlgorithm: sequence(oid(`2a${'ff'.repeat(9)}7f`)),
    }),
  ),
  reject(
    'issuer-empty',
    'CERTIFICATE_MALFORMED',
    'an issuer without name',
    make({ issuer: sequence() }),
  ),
  reject(
    'subject-attribute',
    'CERTIFICATE_MALFORMED',
    'an attribute without value',
    make({ subject: sequence(der(0x31, sequence(oid('550403')))) }),
  ),
  reject(
    'three-times',
    'CERTIFICATE_MALFORMED',
    'a third time',
    make({ notAfter: concatBytes(utcTime('351231235959Z'), utcTime('351231235959Z')) }),
  ),
  reject('time-no-zone', 'DER_TIME_INVALID', 'no Z', make({ notBefore: utcTime('260101000000') })),
  reject(
    'time-offset',
    'DER_TIME_INVALID',
    'an offset',
    make({ notBefore: utcTime('260101000000+0800') }),
  ),
  reject(
    'time-no-seconds',
    'DER_TIME_INVALID',
    'no seconds',
    make({ notBefore: utcTime('2601010000Z') }),
  ),
  reject(
    'time-fraction',
    'DER_TIME_INVALID',
    'a fraction',
    make({ notAfter: generalizedTime('20510101000000.5Z') }),
  ),
  reject(
    'time-month',
    'DER_TIME_INVALID',
    'month 13',
    make({ notBefore: utcTime('261301000000Z') }),
  ),
  reject(
    'time-day',
    'DER_TIME_INVALID',
    '29 February of a common year',
    make({ notBefore: utcTime('270229000000Z') }),
  ),
  reject(
    'time-leap-second',
    'DER_TIME_INVALID',
    'second 60',
    make({ notBefore: utcTime('261231235960Z') }),
  ),
  accept(
    'time-year-9999',
    'no end that is known (RFC 5280 §4.1.2.5)',
    toHex(certificate({ notAfter: generalizedTime('99991231235959Z') })),
    { notAfter: 253402300799000 },
  ),
  reject(
    'time-year-0000',
    'DER_TIME_INVALID',
    'the year 0',
    make({ notBefore: generalizedTime('00000101000000Z') }),
  ),
  reject(
    'time-generalized-no-zone',
    'DER_TIME_INVALID',
    'no Z',
    make({ notAfter: generalizedTime('20510101000000') }),
  ),
  reject(
    'time-generalized-offset',
    'DER_TIME_INVALID',
    'an offset',
    make({ notAfter: generalizedTime('20510101000000+0800') }),
  ),
  reject(
    'time-generalized-early',
    'DER_TIME_INVALID',
    'GeneralizedTime before 2050',
    make({ notBefore: generalizedTime('20260101000000Z') }),
  ),
  reject(
    'time-kind',
    'DER_TAG_UNEXPECTED',
    'time as a text',
    make({ notBefore: der(0x0c, encodeUtf8('260101000000Z')) }),
  ),
  reject(
    'key-p-256',
    'KEY_MALFORMED',
    'a P-256 key under an SM2 signature',
    make({
      spki: sequence(
        sequence(oid('2a8648ce3d0201'), oid('2a8648ce3d030107')),
        bitString(publicKeyOf(bodySecret)),
      ),
    }),
  ),
  reject(
    'key-off-curve',
    'KEY_NOT_ON_CURVE',
    'no point of the curve',
    make({
      spki: sequence(
        sequence(oid('2a8648ce3d0201'), oid('2a811ccf5501822d')),
        bitString(concatBytes(publicKeyOf(bodySecret).subarray(0, 64), Uint8Array.of(1))),
      ),
    }),
  ),
  reject(
    'unique-identifier',
    'DER_TAG_UNEXPECTED',
    'an issuer unique identifier',
    make({ extensions: [], more: [der(0x81, Uint8Array.of(0, 1))] }),
  ),
  reject(
    'part-behind-extensions',
    'CERTIFICATE_MALFORMED',
    'something behind the extensions',
    make({ more: [der(0xa4, sequence())] }),
  ),
  reject(
    'signature-bits',
    'DER_VALUE_INVALID',
    'a signature of 7 bits less',
    make({ signature: () => der(3, Uint8Array.of(7, 0x80)) }),
  ),
  reject(
    'signature-raw',
    'DER_TAG_UNEXPECTED',
    'r ‖ s instead of DER',
    make({ signature: () => bitString(new Uint8Array(64).fill(1)) }),
  ),
  reject(
    'signature-three',
    'SIGNATURE_MALFORMED',
    'three integers',
    make({ signature: () => bitString(sequence(integer('01'), integer('01'), integer('01'))) }),
  ),
  reject(
    'extension-twice',
    'CERTIFICATE_EXTENSION_DUPLICATE',
    'two key usages',
    withExtensions(keyUsage, keyUsage),
  ),
  reject(
    'extension-critical-unknown',
    'CERTIFICATE_EXTENSION_UNKNOWN',
    'name constraints, critical',
    withExtensions(extension('551d1e', sequence(), true)),
  ),
  reject(
    'extension-critical-false',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'FALSE written out',
    withExtensions(sequence(oid('551d0f'), explicitFalse, der(4, Uint8Array.of(3, 2, 6, 0xc0)))),
  ),
  reject(
    'extension-boolean-one',
    'DER_VALUE_INVALID',
    'TRUE as 01',
    withExtensions(
      sequence(oid('551d0f'), Uint8Array.of(1, 1, 1), der(4, Uint8Array.of(3, 2, 6, 0xc0))),
    ),
  ),
  reject(
    'extension-four-parts',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'a fourth part',
    withExtensions(sequence(oid('551d0f'), der(4, Uint8Array.of(3, 2, 6, 0xc0)), der(4))),
  ),
  reject(
    'extensions-two-lists',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'two lists of extensions',
    make({ extensions: [], more: [der(0xa3, sequence(keyUsage), sequence(basicConstraints))] }),
  ),
  reject(
    'extensions-tag',
    'DER_TAG_UNEXPECTED',
    'tag [2]',
    make({ extensions: [], more: [der(0xa2, sequence(subjectKeyId))] }),
  ),
  reject(
    'basic-constraints-false',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'FALSE written out',
    withExtensions(extension('551d13', sequence(explicitFalse))),
  ),
  reject(
    'basic-constraints-leaf-path',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'a path length without CA',
    withExtensions(extension('551d13', sequence(integer('00')))),
  ),
  reject(
    'basic-constraints-path',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'path length 256',
    withExtensions(extension('551d13', sequence(Uint8Array.of(1, 1, 0xff), integer('0100')))),
  ),
  reject(
    'basic-constraints-trailing',
    'DER_TRAILING_BYTES',
    'bytes behind the value',
    withExtensions(extension('551d13', concatBytes(sequence(), Uint8Array.of(0)))),
  ),
  reject(
    'key-usage-empty',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'no use',
    withExtensions(extension('551d0f', Uint8Array.of(3, 1, 0))),
  ),
  reject(
    'key-usage-unknown',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'bit 9',
    withExtensions(extension('551d0f', Uint8Array.of(3, 3, 6, 0, 0x40))),
  ),
  reject(
    'key-usage-trailing-zeros',
    'DER_VALUE_INVALID',
    'trailing zero bits',
    withExtensions(extension('551d0f', Uint8Array.of(3, 2, 0, 0xc0))),
  ),
  reject(
    'key-usage-padding-bits',
    'DER_VALUE_INVALID',
    'bits set in the padding',
    withExtensions(extension('551d0f', Uint8Array.of(3, 2, 6, 0xc1))),
  ),
  reject(
    'key-usage-no-bits',
    'DER_VALUE_INVALID',
    'an empty BIT STRING',
    withExtensions(extension('551d0f', Uint8Array.of(3, 0))),
  ),
  reject(
    'extended-key-usage-empty',
    'CERTIFICATE_EXTENSION_MALFORMED',
    'no use',
    withExtensions(extension('551d25', sequence())),
  ),
  reject(
    'authority-key-id-broken',
    'DER_TRUNCATED',
    'cut off',
    withExtensions(authorityKeyId, extension('551d0e', broken)),
  ),
  reject(
    'subject-key-id-tag',
    'DER_TAG_UNEXPECTED',
    'no OCTET STRING',
    withExtensions(extension('551d0e', integer('01'))),
  ),
  reject(
    'inner-trailing',
    'CERTIFICATE_MALFORMED',
    'a name attribute with a third part',
    make({
      subject: sequence(der(0x31, sequence(oid('550403'), der(0x0c, encodeUtf8('x')), sm2WithSm3))),
    }),
  ),
  reject(
    'name-set',
    'DER_TAG_UNEXPECTED',
    'a sequence for a set',
    make({ subject: sequence(sequence(commonName('x'))) }),
  ),
];
