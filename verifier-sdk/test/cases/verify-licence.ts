// Verifications of good and bad licences under a good pack.
import type { CredentialContent } from '../../src/format/credential.js';
import { entryKind } from '../../src/format/entry.js';
import { formatIdentifier } from '../../src/format/licence-identifier.js';
import type { Receipt } from '../../src/format/receipt.js';
import { issueCertificate } from '../world/certificates.js';
import {
  authority,
  bodyCode,
  bundle,
  keyPeriod,
  licenceType,
  minute,
  noon,
  origin,
  otherOrigin,
  root,
  signBundle,
  sm3,
  subjects,
  today,
  trustLine,
  witnessesOf,
} from '../world/city.js';
import { makeScene, type Changes, type Scene } from '../world/scene.js';
import {
  allBut,
  invalid,
  issuer,
  log,
  next,
  noAnchor,
  noRoot,
  oneWitness,
  undetermined,
  valid,
  withIssuer,
  withLog,
  type Codes,
  type VerifyCase,
} from './verify-case.js';

const fileCases: readonly VerifyCase[] = [
  valid('hall', 'a licence as it should be, two fields shown', {}),
  valid('no-fields', 'no field shown', { shown: null }),
  valid('all-fields', 'every field shown', { shown: [0, 1, 2, 3, 4, 5] }),
  valid('unlimited', '长期: no last day', { content: { to: null } }),
  valid('last-day', 'the last day counts', { content: { to: today } }),
  valid('first-day', 'the first day counts', { content: { from: today } }),
  invalid('cut-off-file', 'a byte missing at the end', allBut('format', 'INPUT_MALFORMED'), () => {
    const scene = makeScene();
    return { ...scene, input: scene.input.subarray(0, -1) };
  }),
  invalid('no-credential', 'a receipt of nothing', allBut('format', 'CREDENTIAL_MISSING'), {
    editFile: (file) => ({ ...file, credential: null, disclosure: null }),
  }),
  invalid(
    'fields-changed',
    'another name than the one signed',
    { fields: 'FIELDS_ROOT_WRONG' },
    {
      disclosure: (good) => ({ ...good, fields: new Map([...good.fields, [0, '另一家公司']]) }),
    },
  ),
  invalid(
    'signature-of-another',
    'signed by another key under the kid of the body',
    { signature: 'SIGNATURE_WRONG' },
    { signedBy: 'thief' },
  ),
  invalid(
    'expired',
    'the day after the last',
    { validity: 'EXPIRED' },
    { content: { to: today - 1 } },
  ),
  invalid(
    'not-yet',
    'the day before the first',
    { validity: 'NOT_YET_VALID' },
    {
      content: { from: today + 1 },
    },
  ),
  undetermined(
    'not-anchored',
    'signed and not in a log yet',
    { ...noRoot, receipt: 'RECEIPT_MISSING' },
    { receipt: null },
  ),
];

const rogueCertificate = issueCertificate({ subject: '陌生签发', issuer: subjects.authority });
const rogue: Changes = { certificate: rogueCertificate, signedBy: '陌生签发' };
/** Without an issuer nothing is said of its certificate, its rights and its signature. */
const noIssuer: Codes = {
  certificate: 'NOT_JUDGED',
  authority: 'NOT_JUDGED',
  signature: 'NOT_JUDGED',
};
const certified = (wanted: Partial<Parameters<typeof issueCertificate>[0]>): Changes => {
  const certificate = issueCertificate({
    subject: subjects.body,
    issuer: subjects.authority,
    ...wanted,
  });
  return { certificate, bundles: withIssuer({ certificate }) };
};
const encipherment = [5, 0x20] as const;
const otherBody = '91330100MA00000002';
const identifierWith = (changes: { type?: string; body?: string }): Partial<CredentialContent> => ({
  identifier: formatIdentifier({
    type: licenceType,
    body: bodyCode,
    serial: 'SAMPLE0001',
    version: '001',
    ...changes,
  }),
});
const february = { notAfter: '260228235959Z' };

const issuerCases: readonly VerifyCase[] = [
  invalid(
    'issuer-unknown',
    'a certificate that the bundle does not name',
    { ...noIssuer, issuer: 'ISSUER_UNKNOWN' },
    rogue,
  ),
  invalid(
    'issuer-in-file',
    'a chain in the file adds no issuer, though it leads to the root',
    { ...noIssuer, issuer: 'ISSUER_UNKNOWN' },
    { ...rogue, editFile: (file) => ({ ...file, chain: [rogueCertificate, authority, root] }) },
  ),
  undetermined(
    'issuer-in-next-bundle',
    'unknown, and the pack’s checkpoint names a newer bundle',
    { ...noIssuer, trust: 'TRUST_OLD', issuer: 'TRUST_OLD' },
    {
      ...rogue,
      pack: { change: (one) => ({ ...one, trust: trustLine(next(), 2) }) },
    },
  ),
  undetermined(
    'issuer-newer-than-pack',
    'unknown, and the receipt’s checkpoint names a newer bundle',
    { ...noIssuer, issuer: 'TRUST_OLD' },
    {
      ...rogue,
      receipt: { change: (one) => ({ ...one, trust: trustLine(next(), 2) }) },
    },
  ),
  invalid(
    'chain-without-authority',
    'the bundle lacks the authority between',
    { certificate: 'CERTIFICATE_CHAIN_BROKEN' },
    {
      bundles: [signBundle({ ...bundle, authorities: [] })],
    },
  ),
  invalid(
    'chain-signature',
    'the authority’s name and another key’s signature',
    { certificate: 'CERTIFICATE_CHAIN_BROKEN' },
    certified({ signer: 'thief' }),
  ),
  invalid(
    'chain-too-long',
    'an authority below one that may have none',
    { certificate: 'CERTIFICATE_CHAIN_BROKEN' },
    () => {
      const second = issueCertificate({
        subject: '示例市下级',
        issuer: subjects.authority,
        authority: { pathLength: null },
      });
      const certificate = issueCertificate({ subject: subjects.body, issuer: '示例市下级' });
      return makeScene({
        certificate,
        bundles: [
          signBundle({
            ...bundle,
            authorities: [authority, second],
            issuers: [{ ...issuer, certificate }],
          }),
        ],
      });
    },
  ),
  invalid(
    'certificate-for-encryption',
    'the other certificate of the SM2 pair',
    { certificate: 'CERTIFICATE_NOT_FOR_SIGNING' },
    certified({ keyUsage: encipherment }),
  ),
  invalid(
    'certificate-without-usage',
    'a certificate that says nothing of its use',
    { certificate: 'CERTIFICATE_NOT_FOR_SIGNING' },
    certified({ keyUsage: null }),
  ),
  invalid(
    'certificate-expired',
    'ended two days before the licence was anchored',
    { certificate: 'CERTIFICATE_OUT_OF_PERIOD' },
    certified(february),
  ),
  invalid(
    'certificate-too-early',
    'begins the day after',
    { certificate: 'CERTIFICATE_OUT_OF_PERIOD' },
    certified({ notBefore: '260303000000Z' }),
  ),
  valid(
    'certificate-ended-with-cut-off',
    'a receipt issued anew after the certificate had ended',
    () => {
      const certificate = issueCertificate({
        subject: subjects.body,
        issuer: subjects.authority,
        ...february,
      });
      return makeScene({
        certificate,
        bundles: withIssuer({ certificate, cutOff: 6, to: today - 2 }),
      });
    },
  ),
  invalid(
    'cut-off',
    'the first leaf that no longer counts',
    { authority: 'CUT_OFF_PASSED' },
    { bundles: withIssuer({ cutOff: 5 }) },
  ),
  invalid(
    'issuer-too-early',
    'the body may issue from tomorrow on',
    { authority: 'ISSUER_OUT_OF_PERIOD' },
    { bundles: withIssuer({ from: today + 1 }) },
  ),
  invalid(
    'issuer-ended',
    'the body might issue until yesterday, and no cut-off is named',
    { authority: 'ISSUER_OUT_OF_PERIOD' },
    { bundles: withIssuer({ to: today - 1 }) },
  ),
  invalid(
    'type-not-permitted',
    'a type of another body',
    { authority: 'TYPE_NOT_PERMITTED' },
    { content: identifierWith({ type: '11100000000000001X002' }) },
  ),
  invalid(
    'body-of-another',
    'the identifier names another body',
    { authority: 'BODY_WRONG' },
    { content: identifierWith({ body: otherBody }) },
  ),
  invalid(
    'log-of-another',
    'anchored in another log of the city',
    { authority: 'LOG_WRONG' },
    { log: otherOrigin },
  ),
];

const fourth = {
  name: 'yinzhao/city/customs/witness',
  keys: [keyPeriod('customs witness')],
};
const threeWitnesses = [fourth, ...log.witnesses];
const threeSigners = [{ name: fourth.name, key: 'customs witness' }, ...witnessesOf(origin)];
/** Two keys in turn of one witness: the old one ended just after the receipt. */
const twoKeys = (): readonly Uint8Array[] => {
  const [market, police] = log.witnesses;
  const last = { size: 24, root: sm3(new Uint8Array(1)) };
  return withLog({
    witnesses: [
      { name: market?.name ?? '', keys: market?.keys ?? [] },
      {
        name: police?.name ?? '',
        keys: [
          keyPeriod('police witness', { to: noon + minute, last }),
          keyPeriod('police witness 2', { from: noon - minute }),
        ],
      },
    ],
  });
};
const flip = (bytes: Uint8Array): Uint8Array => {
  const flipped = Uint8Array.from(bytes);
  flipped[40] = (flipped[40] as number) ^ 1;
  return flipped;
};
const editReceipt = (edit: (good: Receipt) => Partial<Receipt>): Changes => ({
  editReceipt: (good) => ({ ...good, ...edit(good) }),
});

const receiptCases: readonly VerifyCase[] = [
  invalid(
    'path-short',
    'a hash missing',
    { ...noAnchor, inclusion: 'LEAF_PATH_WRONG', receipt: 'NOT_JUDGED' },
    editReceipt(({ path }) => ({ path: path.slice(1) })),
  ),
  invalid(
    'path-wrong',
    'another hash',
    { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' },
    editReceipt(({ path: [head, ...rest] }) => ({ path: [sm3(head as Uint8Array), ...rest] })),
  ),
  invalid(
    'index-wrong',
    'the leaf beside it',
    { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' },
    editReceipt(() => ({ leafIndex: 4 })),
  ),
  invalid(
    'time-changed',
    'a later time than signed',
    { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' },
    editReceipt(({ time }) => ({ time: time + 1 })),
  ),
  invalid(
    'entry-of-another-kind',
    'logged as a seal',
    { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' },
    { kind: entryKind.seal },
  ),
  invalid(
    'log-signature',
    'a bit of the log’s signature',
    { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' },
    editReceipt(({ logSignature }) => ({ logSignature: flip(logSignature) })),
  ),
  invalid(
    'cosignature',
    'a bit of a witness’s signature',
    { ...noAnchor, receipt: 'COSIGNATURE_WRONG' },
    editReceipt(({ cosignatures: [one, ...others] }) => ({
      cosignatures: [
        {
          ...(one as Receipt['cosignatures'][0]),
          signature: flip((one as Receipt['cosignatures'][0]).signature),
        },
        ...others,
      ],
    })),
  ),
  invalid(
    'cosignature-time',
    'another time than cosigned',
    { ...noAnchor, receipt: 'COSIGNATURE_WRONG' },
    editReceipt(({ cosignatures: [one, ...others] }) => ({
      cosignatures: [{ ...(one as Receipt['cosignatures'][0]), time: noon }, ...others],
    })),
  ),
  undetermined(
    'one-witness',
    'k − 1 organisations',
    { ...noAnchor, receipt: 'QUORUM_MISSING' },
    { receipt: { witnesses: oneWitness } },
  ),
  undetermined(
    'unknown-witness',
    'one of two witnesses is nobody we know',
    { ...noAnchor, receipt: 'QUORUM_MISSING' },
    {
      receipt: { witnesses: [...oneWitness, { name: fourth.name, key: 'customs witness' }] },
    },
  ),
  undetermined(
    'own-witness',
    'the log’s own organisation does not count',
    { ...noAnchor, receipt: 'QUORUM_MISSING' },
    {
      receipt: {
        witnesses: [
          ...oneWitness,
          { name: 'yinzhao/city/approval/witness', key: 'approval witness' },
        ],
      },
    },
  ),
  undetermined(
    'two-keys-one-witness',
    'two keys of one organisation count once',
    { ...noAnchor, receipt: 'QUORUM_MISSING' },
    {
      bundles: twoKeys(),
      receipt: {
        witnesses: ['police witness', 'police witness 2'].map((key) => ({
          name: 'yinzhao/city/police/witness',
          key,
        })),
      },
      pack: {
        witnesses: [
          ...oneWitness,
          { name: 'yinzhao/city/police/witness', key: 'police witness 2' },
        ],
      },
    },
  ),
  undetermined(
    'witness-retired',
    'cosigned by a key that had ended',
    { ...noAnchor, receipt: 'QUORUM_MISSING' },
    {
      bundles: twoKeys(),
      receipt: { time: noon + 2 * minute },
      pack: {
        witnesses: [
          ...oneWitness,
          { name: 'yinzhao/city/police/witness', key: 'police witness 2' },
        ],
      },
    },
  ),
  valid('witness-since-retired', 'the key was good at the time of the receipt', {
    bundles: twoKeys(),
    pack: {
      witnesses: [...oneWitness, { name: 'yinzhao/city/police/witness', key: 'police witness 2' }],
    },
  }),
  undetermined(
    'three-cosignatures',
    'one more than the quorum',
    { ...noRoot, receipt: 'COSIGNATURES_EXCESS' },
    {
      bundles: withLog({ witnesses: threeWitnesses }),
      receipt: { witnesses: threeSigners },
    },
  ),
  valid('two-of-three', 'k of w, whichever', {
    bundles: withLog({ witnesses: threeWitnesses }),
    receipt: { witnesses: threeSigners.slice(0, 2) },
    pack: { witnesses: threeSigners.slice(1) },
  }),
  invalid(
    'log-key-unknown',
    'signed by a log of no bundle',
    { ...noRoot, receipt: 'LOG_KEY_UNKNOWN' },
    { receipt: { log: 'stranger' } },
  ),
  undetermined(
    'log-key-next',
    'signed by a key of the next bundle',
    { ...noRoot, trust: 'TRUST_OLD', receipt: 'TRUST_OLD' },
    {
      receipt: { log: 'approval log 2' },
      pack: { change: (one) => ({ ...one, trust: trustLine(next(), 2) }) },
    },
  ),
  undetermined(
    'log-key-next-cosigned',
    'signed by a key of the next bundle, which a quorum of known witnesses has cosigned',
    { ...noRoot, receipt: 'TRUST_OLD' },
    {
      receipt: {
        log: 'approval log 2',
        change: (one) => ({ ...one, trust: trustLine(next(), 2) }),
      },
    },
  ),
  invalid(
    'log-key-next-alone',
    'names a newer bundle, and too few known witnesses have cosigned it',
    { ...noRoot, receipt: 'LOG_KEY_UNKNOWN' },
    {
      receipt: {
        log: 'approval log 2',
        witnesses: threeSigners.slice(0, 1),
        change: (one) => ({ ...one, trust: trustLine(next(), 2) }),
      },
    },
  ),
  invalid(
    'log-key-too-early',
    'before the key began',
    { ...noRoot, receipt: 'LOG_KEY_OUT_OF_PERIOD' },
    {
      bundles: withLog({ keys: [keyPeriod('approval log', { from: noon + minute })] }),
      known: null,
    },
  ),
  invalid(
    'log-key-retired-tree',
    'a retired key vouches for no larger tree than its last',
    { ...noRoot, receipt: 'LOG_KEY_OUT_OF_PERIOD' },
    () => rotatedLog(11),
  ),
  valid('log-key-since-retired', 'a receipt under the key before', () => rotatedLog(12)),
];

/** The log's first key ended after a tree of `size` leaves; pack and memory are under the second. */
function rotatedLog(size: number): Scene {
  const last = { size, root: rootOf(size) };
  return makeScene({
    bundles: withLog({
      keys: [
        keyPeriod('approval log', { to: noon + minute, last }),
        keyPeriod('approval log 2', { from: noon + minute }),
      ],
    }),
    pack: { log: 'approval log 2' },
  });
}

/** Root of the log of the good case at that size. */
function rootOf(size: number): Uint8Array {
  return makeScene({ known: { size } }).state?.logs[0]?.root as Uint8Array;
}

export const licenceCases: readonly VerifyCase[] = [...fileCases, ...issuerCases, ...receiptCases];
