import { toHex } from '../../src/format/bytes.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import { readCertificate } from '../../src/x509/certificate.js';
import {
  bitString,
  der,
  extension,
  generalizedTime,
  oid,
  sequence,
  sm2WithSm3,
  truth,
  utcTime,
} from '../reference/der-writer.js';
import { issueCertificate } from '../world/certificates.js';
import { explicit, number } from '../world/seals.js';
import { signWith, testKey } from '../world/signer.js';
import { accept, reject, type Case, type Input } from './case.js';

const name = '示例印章吊销机构';
const authority = issueCertificate({
  subject: name,
  issuer: name,
  authority: { pathLength: null },
});
const issuer = readCertificate(authority).subject;

interface Parts {
  readonly version: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly outerAlgorithm: Uint8Array;
  readonly issuer: Uint8Array;
  readonly times: readonly Uint8Array[];
  /** Behind the times. */
  readonly more: readonly Uint8Array[];
  /** Name of the key that signs. */
  readonly key: string;
  readonly authority: Uint8Array;
  /** Parts behind the signature. */
  readonly behind: readonly Uint8Array[];
}

const good: Parts = {
  version: number(1),
  algorithm: sm2WithSm3,
  outerAlgorithm: sm2WithSm3,
  issuer,
  times: [utcTime('260302000000Z'), utcTime('260309000000Z')],
  more: [],
  key: name,
  authority,
  behind: [],
};

function listOf(changes: Partial<Parts> = {}): Input {
  const parts = { ...good, ...changes };
  const tbs = sequence(parts.version, parts.algorithm, parts.issuer, ...parts.times, ...parts.more);
  const signature = bitString(signatureToDer(signWith(testKey(parts.key), tbs)));
  const list = sequence(tbs, parts.outerAlgorithm, signature, ...parts.behind);
  return { list: toHex(list), authority: toHex(parts.authority) };
}

const entryOf = (serial: number, time: string, ...more: readonly Uint8Array[]): Uint8Array =>
  sequence(number(serial), utcTime(time), ...more);
const reason = (critical: boolean): Uint8Array =>
  sequence(extension('551d15', der(0x0a, Uint8Array.of(1)), critical));
const crlNumber = (critical: boolean): Uint8Array =>
  explicit(sequence(extension('551d14', number(7), critical)));
const meaning = (revoked: readonly Input[]): Input => ({
  issuer: toHex(issuer),
  from: Date.UTC(2026, 2, 2),
  until: Date.UTC(2026, 2, 9),
  revoked,
});
const malformed = (id: string, note: string, changes: Partial<Parts>): Case =>
  reject(id, 'REVOCATION_LIST_MALFORMED', note, listOf(changes));
const notSigned = (id: string, note: string, changes: Partial<Parts>): Case =>
  reject(id, 'REVOCATION_LIST_NOT_SIGNED', note, listOf(changes));

export const revocationListCases: readonly Case[] = [
  accept('none', 'nobody is revoked', listOf(), meaning([])),
  accept(
    'two',
    'two certificates, with a reason and the number of the list',
    listOf({
      more: [
        sequence(entryOf(5, '260215080000Z', reason(false)), entryOf(0x7f, '260301000000Z')),
        crlNumber(false),
      ],
    }),
    meaning([
      { serial: '05', at: Date.UTC(2026, 1, 15, 8) },
      { serial: '7f', at: Date.UTC(2026, 2, 1) },
    ]),
  ),
  accept(
    'extension-alone',
    'an extension and no entries',
    listOf({ more: [crlNumber(false)] }),
    meaning([]),
  ),
  notSigned('other-key', 'signed by another key', { key: '示例他机构' }),
  notSigned('other-name', 'of another authority', {
    issuer: readCertificate(issueCertificate({ subject: '示例他机构', issuer: name })).subject,
  }),
  notSigned('no-crl-sign', 'an authority that may sign certificates and no lists', {
    authority: issueCertificate({
      subject: name,
      issuer: name,
      authority: { pathLength: null },
      keyUsage: [2, 4],
    }),
  }),
  notSigned('no-usage', 'an authority without key usage', {
    authority: issueCertificate({
      subject: name,
      issuer: name,
      authority: { pathLength: null },
      keyUsage: null,
    }),
  }),
  malformed('four-parts', 'four parts', { behind: [number(1)] }),
  malformed('version-1', 'another version', { version: number(0) }),
  malformed('no-entries', 'a list of no entries', { more: [sequence()] }),
  malformed('entry-four', 'four parts in an entry', {
    more: [sequence(entryOf(5, '260215080000Z', reason(false), number(1)))],
  }),
  malformed('entry-critical', 'a critical extension of an entry', {
    more: [sequence(entryOf(5, '260215080000Z', reason(true)))],
  }),
  malformed('critical', 'a critical extension: a list of some certificates', {
    more: [crlNumber(true)],
  }),
  malformed('two-lists', 'two lists of extensions', {
    more: [crlNumber(false), crlNumber(false)],
  }),
  reject('no-version', 'DER_TAG_UNEXPECTED', 'no version', listOf({ version: sequence(truth) })),
  reject(
    'no-next-update',
    'DER_TAG_UNEXPECTED',
    'no nextUpdate',
    listOf({ times: [utcTime('260302000000Z')] }),
  ),
  reject(
    'generalized-time',
    'DER_TIME_INVALID',
    'GeneralizedTime before 2050',
    listOf({ times: [utcTime('260302000000Z'), generalizedTime('20260309000000Z')] }),
  ),
  reject(
    'algorithm',
    'CERTIFICATE_ALGORITHM_WRONG',
    'ECDSA with SHA-256',
    listOf({
      algorithm: sequence(oid('2a8648ce3d040302')),
      outerAlgorithm: sequence(oid('2a8648ce3d040302')),
    }),
  ),
  reject(
    'algorithm-differs',
    'CERTIFICATE_ALGORITHM_WRONG',
    'another algorithm outside',
    listOf({ outerAlgorithm: sequence(oid('2a8648ce3d040302')) }),
  ),
  reject(
    'serial-zero',
    'CERTIFICATE_MALFORMED',
    'a serial number of zero',
    listOf({ more: [sequence(entryOf(0, '260215080000Z'))] }),
  ),
  reject('too-large', 'REVOCATION_LIST_TOO_LARGE', 'more than 8 MiB', {
    list: { zeros: 8 * 1024 * 1024 + 1 },
    authority: toHex(authority),
  }),
];
