import { toHex } from '../../src/format/bytes.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import { readCertificate } from '../../src/x509/certificate.js';
import type { SealVector } from '../judge-seal-vector.js';
import { bitString, generalizedTime, sequence } from '../reference/der-writer.js';
import { sm3 } from '../reference/sm3.js';
import { issueCertificate } from '../world/certificates.js';
import {
  authorities,
  dataHash,
  documentSealOf,
  explicit,
  extData,
  ia5,
  infoOf,
  maker,
  makerName,
  makerOf,
  number,
  octets,
  printable,
  propertyInfo,
  root,
  sealOf,
  signer,
  signerAuthorityName,
  signerName,
  signerOf,
  timeStamp,
  type DocumentWanted,
  type SealWanted,
} from '../world/seals.js';

/** A file of vectors/judge-seal or vectors/judge-document-seal: its name begins with the outcome. */
export interface JudgementCase {
  readonly id: string;
  readonly vector: SealVector;
}

type Trust = SealVector['input']['trust'];
type Codes = SealVector['expect']['codes'];

const day = 24 * 3_600_000;
const at = Date.UTC(2026, 2, 3);
const sealedAt = Date.UTC(2026, 2, 2, 1);
const hex = (list: readonly Uint8Array[]): readonly string[] => list.map(toHex);
const issuerOf = (certificate: Uint8Array): string => toHex(readCertificate(certificate).issuer);

type Revoked = Trust['revocations'][number];
const listOf = (certificate: Uint8Array, changes: Partial<Revoked> = {}): Revoked => ({
  issuer: issuerOf(certificate),
  from: at - day,
  until: at + day,
  revoked: [],
  ...changes,
});
const entryOf = (certificate: Uint8Array, since: number): Revoked['revoked'][number] => ({
  serial: toHex(readCertificate(certificate).serial),
  at: since,
});
const lists = {
  root: listOf(root),
  maker: listOf(maker),
  signer: listOf(signer),
};
const withLists = (changes: Partial<typeof lists>): Partial<Trust> => ({
  revocations: Object.values({ ...lists, ...changes }),
});

const goodTrust: Trust = {
  roots: hex([root]),
  authorities: hex([authorities.maker, authorities.signer]),
  makers: hex([maker]),
  revocations: Object.values(lists),
};

function caseOf(id: string, note: string, codes: Codes, input: SealVector['input']): JudgementCase {
  return { id, vector: { note, expect: { outcome: id.split('-')[0] as string, codes }, input } };
}

interface SealChanges {
  readonly seal?: Partial<SealWanted>;
  readonly bytes?: Uint8Array;
  readonly at?: number;
  readonly trust?: Partial<Trust>;
}

const ofSeal = (id: string, note: string, codes: Codes, changes: SealChanges = {}): JudgementCase =>
  caseOf(id, note, codes, {
    bytes: toHex(changes.bytes ?? sealOf(changes.seal)),
    at: changes.at ?? at,
    trust: { ...goodTrust, ...changes.trust },
  });

const notJudged = (...names: readonly string[]): Codes =>
  Object.fromEntries(names.map((name) => [name, 'SEAL_NOT_JUDGED']));
const sealNames = [
  'sealExtensions',
  'sealSignature',
  'maker',
  'makerChain',
  'makerUsage',
  'makerPeriod',
  'makerRevocation',
  'sealPeriod',
  'sealCreation',
  'sealTimeStamp',
] as const;
const makerNames = ['makerChain', 'makerUsage', 'makerPeriod', 'makerRevocation'] as const;

/** One byte of the picture turned, everything else as it was signed. */
function pictureTurned(): Uint8Array {
  const bytes = sealOf();
  const at = toHex(bytes).indexOf(toHex(new TextEncoder().encode('red'))) / 2;
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}
const withMaker = (certificate: Uint8Array, version: SealWanted['version'] = 4): SealChanges => ({
  seal: { version, signing: { certificate } },
  trust: { makers: hex([certificate]) },
});
const shortMaker = makerOf({ notAfter: '260201000000Z' });
const selfMade = issueCertificate({ subject: makerName, issuer: makerName });
const otherMaker = makerOf({ subject: '示例他章制作中心' });
const encryptingMaker = makerOf({ keyUsage: [4, 0x30] });
const authorityMaker = makerOf({ authority: { pathLength: null } });
const repudiableMaker = makerOf({ keyUsage: [6, 0x40] });
const started = (text: string) => ({ info: { from: generalizedTime(text) } });
const created = (text: string) => ({ info: { created: generalizedTime(text) } });
const midnight = (year: number, month: number, date: number): number =>
  Date.UTC(year, month - 1, date);

export const judgeSealCases: readonly JudgementCase[] = [
  ofSeal('valid-version-4', 'GB/T 38540-2020', {}),
  ofSeal('valid-version-1', 'GM/T 0031-2014', {}, { seal: { version: 1 } }),
  ofSeal('valid-version-5', 'GM/T 0031-2025', {}, { seal: { version: 5 } }),
  ofSeal('valid-raw', 'signed as r ‖ s', {}, { seal: { signing: { write: (value) => value } } }),
  ofSeal(
    'valid-extension',
    'an extension that is not critical',
    {},
    {
      seal: { info: { more: [sequence(extData(false))] } },
    },
  ),
  ofSeal(
    'valid-non-repudiation',
    'a maker whose key usage is nonRepudiation alone',
    {},
    withMaker(repudiableMaker),
  ),
  ofSeal(
    'valid-last-second',
    'in its last second',
    {},
    {
      at: Date.UTC(2031, 0, 5, 15, 59, 59),
      trust: withLists(
        Object.fromEntries(
          Object.entries(lists).map(([name, list]) => [
            name,
            { ...list, until: Date.UTC(2032, 0) },
          ]),
        ),
      ),
    },
  ),
  ofSeal(
    'valid-start-near',
    'eight hours before it begins: clocks mix local time and UTC',
    { sealPeriod: 'SEAL_START_NEAR' },
    { at: Date.UTC(2026, 0, 5, 8) },
  ),
  ofSeal(
    'valid-created-near',
    'made an hour after now',
    { sealCreation: 'SEAL_DATES_DIFFER' },
    { seal: created('20260303010000Z') },
  ),
  ofSeal(
    'valid-version-5-time-stamp',
    'a time stamp, which is told as not judged',
    { sealTimeStamp: 'TIME_STAMP_NOT_JUDGED' },
    { seal: { version: 5, signing: { more: [explicit(bitString(timeStamp))] } } },
  ),
  ofSeal(
    'valid-version-5-maker-expired',
    'version 5: a maker whose certificate has ended since it was made',
    { makerPeriod: 'MAKER_EXPIRED_SINCE' },
    withMaker(shortMaker, 5),
  ),
  ofSeal(
    'invalid-format',
    '§6.3 a: not a seal',
    { sealFormat: 'SEAL_FORMAT_WRONG', ...notJudged(...sealNames) },
    { bytes: sequence(infoOf(4)) },
  ),
  ofSeal(
    'invalid-extension',
    'a critical extension',
    { sealExtensions: 'SEAL_EXTENSION_UNKNOWN' },
    { seal: { info: { more: [sequence(extData(true))] } } },
  ),
  ofSeal(
    'invalid-picture',
    '§6.3 b: a byte of the picture turned',
    { sealSignature: 'SEAL_SIGNATURE_WRONG' },
    { bytes: pictureTurned() },
  ),
  ofSeal(
    'invalid-signature-of-other',
    '§6.3 b: the certificate of another than the signer',
    { sealSignature: 'SEAL_SIGNATURE_WRONG' },
    { seal: { signing: { key: signerName } } },
  ),
  ofSeal(
    'invalid-version-4-signed-as-1',
    '§6.3 b: version 4 signed over what version 1 signs',
    { sealSignature: 'SEAL_SIGNATURE_WRONG' },
    {
      seal: {
        signing: { instead: sequence(infoOf(4), octets(maker), octets(new Uint8Array(0))) },
      },
    },
  ),
  ofSeal(
    'invalid-version-1-signed-as-4',
    '§6.3 b: version 1 signed over what version 4 signs',
    { sealSignature: 'SEAL_SIGNATURE_WRONG' },
    { seal: { version: 1, signing: { instead: infoOf(1) } } },
  ),
  ofSeal(
    'invalid-maker-certificate',
    '§6.3 c: a maker’s certificate that is none',
    {
      sealSignature: 'MAKER_CERTIFICATE_MALFORMED',
      maker: 'MAKER_UNKNOWN',
      ...notJudged(...makerNames),
    },
    { seal: { signing: { certificate: new Uint8Array(9) } } },
  ),
  ofSeal(
    'invalid-maker-unknown',
    'certified by the root, and nobody who may make seals',
    { maker: 'MAKER_UNKNOWN' },
    { seal: { signing: { certificate: otherMaker, key: '示例他章制作中心' } } },
  ),
  ofSeal(
    'invalid-made-by-signer',
    'a user of seals who made one for himself',
    { maker: 'MAKER_UNKNOWN' },
    { seal: { signing: { certificate: signer, key: signerName } } },
  ),
  ofSeal(
    'invalid-maker-self-signed',
    '§6.3 c: a maker who has certified himself',
    { makerChain: 'MAKER_CHAIN_BROKEN', ...notJudged('makerRevocation') },
    withMaker(selfMade),
  ),
  ofSeal(
    'invalid-maker-no-authority',
    '§6.3 c: the authority between is not trusted',
    { makerChain: 'MAKER_CHAIN_BROKEN', ...notJudged('makerRevocation') },
    { trust: { authorities: [] } },
  ),
  ofSeal(
    'invalid-maker-usage',
    '§6.3 c: a maker’s certificate for encryption',
    { makerUsage: 'MAKER_NOT_FOR_SIGNING' },
    withMaker(encryptingMaker),
  ),
  ofSeal(
    'invalid-maker-authority',
    '§6.3 c: an authority in place of a maker',
    { makerUsage: 'MAKER_NOT_FOR_SIGNING' },
    withMaker(authorityMaker),
  ),
  ofSeal(
    'invalid-maker-expired',
    '§6.3 c: a maker’s certificate that has ended',
    { makerPeriod: 'MAKER_OUT_OF_PERIOD' },
    withMaker(shortMaker),
  ),
  ofSeal(
    'invalid-version-5-maker-not-begun',
    'version 5: a maker’s certificate that had not begun when the seal was made',
    { makerPeriod: 'MAKER_OUT_OF_PERIOD' },
    withMaker(makerOf({ notBefore: '260106000000Z' }), 5),
  ),
  ofSeal(
    'invalid-maker-revoked',
    '§6.3 c: a maker who was revoked',
    { makerRevocation: 'MAKER_REVOKED' },
    { trust: withLists({ maker: listOf(maker, { revoked: [entryOf(maker, at - day)] }) }) },
  ),
  ofSeal(
    'invalid-maker-revoked-in-old-list',
    '§6.3 c: an old list revokes as well',
    { makerRevocation: 'MAKER_REVOKED' },
    {
      trust: withLists({
        maker: listOf(maker, { until: at - 1, revoked: [entryOf(maker, at - day)] }),
      }),
    },
  ),
  ofSeal(
    'invalid-maker-authority-revoked',
    '§6.3 c: the maker’s authority was revoked',
    { makerRevocation: 'MAKER_REVOKED' },
    {
      trust: withLists({
        root: listOf(root, { revoked: [entryOf(authorities.maker, at - day)] }),
      }),
    },
  ),
  ofSeal(
    'invalid-expired',
    '§6.3 d: the second after its end',
    { sealPeriod: 'SEAL_EXPIRED', makerRevocation: 'MAKER_REVOCATION_OLD' },
    { at: midnight(2031, 1, 6) },
  ),
  ofSeal(
    'invalid-not-begun',
    '§6.3 d: more than a day before it begins',
    { sealPeriod: 'SEAL_NOT_YET_VALID' },
    { seal: started('20260304000001Z') },
  ),
  ofSeal(
    'invalid-created-later',
    'made more than a day after now',
    { sealCreation: 'SEAL_CREATED_LATER' },
    { seal: created('20260304000001Z') },
  ),
  ofSeal(
    'undetermined-no-revocation-list',
    'no list of the maker’s authority',
    { makerRevocation: 'MAKER_REVOCATION_UNKNOWN' },
    { trust: { revocations: [lists.root, lists.signer] } },
  ),
  ofSeal(
    'undetermined-old-revocation-list',
    'a list that has ended',
    { makerRevocation: 'MAKER_REVOCATION_OLD' },
    { trust: withLists({ maker: listOf(maker, { until: at - 1 }) }) },
  ),
  ofSeal(
    'undetermined-version-5-maker-revoked',
    'version 5: a maker who was revoked after he says that he made it',
    { makerRevocation: 'MAKER_REVOKED_TIME_UNPROVEN' },
    {
      seal: { version: 5 },
      trust: withLists({ maker: listOf(maker, { revoked: [entryOf(maker, at - day)] }) }),
    },
  ),
];

interface DocumentChanges {
  readonly document?: Partial<DocumentWanted>;
  readonly bytes?: Uint8Array;
  readonly input?: Partial<SealVector['input']>;
  readonly trust?: Partial<Trust>;
}

const ofDocument = (
  id: string,
  note: string,
  codes: Codes,
  changes: DocumentChanges = {},
): JudgementCase =>
  caseOf(id, note, codes, {
    bytes: toHex(changes.bytes ?? documentSealOf(changes.document)),
    at,
    trust: { ...goodTrust, ...changes.trust },
    dataHash: toHex(dataHash),
    propertyInfo,
    existedBy: null,
    ...changes.input,
  });

const underSeal = (seal: Partial<SealWanted>): DocumentChanges => ({
  document: { parts: { seal: sealOf(seal) } },
});
/** A signer whom the seal lists. */
const bySigner = (certificate: Uint8Array, key = signerName): DocumentChanges => ({
  document: {
    parts: { seal: sealOf({ info: { list: sequence(octets(certificate)) } }) },
    signing: { certificate, key },
  },
});
const digestsOf = (algorithm: string, digest: Uint8Array) => ({
  info: {
    listType: number(2),
    list: sequence(sequence(printable(algorithm), octets(digest))),
  },
});
const sealedWhen = (text: string): DocumentChanges => ({
  document: { parts: { time: generalizedTime(text) } },
});
const signerRevoked = (since: number): Partial<Trust> =>
  withLists({ signer: listOf(signer, { revoked: [entryOf(signer, since)] }) });
const makerRevoked = (since: number): Partial<Trust> =>
  withLists({ maker: listOf(maker, { revoked: [entryOf(maker, since)] }) });
const revokedLater = sealedAt + day / 2;
const otherSigner = signerOf({ subject: '示例他单位签章者' });
const renewedSigner = signerOf({ notAfter: '361231235959Z' });
const documentNames = [
  'documentExtensions',
  'documentSignature',
  'signerListed',
  'sealFormat',
  ...sealNames,
  'signerChain',
  'signerUsage',
  'signerPeriod',
  'signerRevocation',
  'sealingTime',
  'propertyInfo',
  'dataHash',
  'timeStamp',
];
const unknownTime: Codes = {
  makerPeriod: 'SEALING_TIME_UNKNOWN',
  sealPeriod: 'SEALING_TIME_UNKNOWN',
  signerPeriod: 'SEALING_TIME_UNKNOWN',
  sealingTime: 'SEALING_TIME_UNKNOWN',
};

export const judgeDocumentSealCases: readonly JudgementCase[] = [
  ofDocument('valid-version-4', 'GB/T 38540-2020', {}),
  ofDocument('valid-version-1', 'GM/T 0031-2014', {}, { document: { version: 1 } }),
  ofDocument('valid-version-5', 'GM/T 0031-2025', {}, { document: { version: 5 } }),
  ofDocument(
    'valid-digest',
    'a signer listed by digest',
    {},
    underSeal(digestsOf('SM3', sm3(signer))),
  ),
  ofDocument(
    'valid-digest-oid',
    'a signer listed by digest, SM3 by its OID',
    {},
    underSeal(digestsOf('1.2.156.10197.1.401', sm3(signer))),
  ),
  ofDocument(
    'valid-time-stamp',
    'a time stamp, which is told as not judged',
    { timeStamp: 'TIME_STAMP_NOT_JUDGED' },
    { document: { signing: { more: [explicit(bitString(timeStamp))] } } },
  ),
  ofDocument(
    'valid-signer-expired-since',
    '§7.3 e: a signer’s certificate that has ended since',
    { signerPeriod: 'SIGNER_EXPIRED_SINCE' },
    bySigner(signerOf({ notAfter: '260302120000Z' })),
  ),
  ofDocument(
    'valid-signer-revoked-since',
    '§7.3 e: a signer who was revoked after the sealing is proven',
    { signerRevocation: 'SIGNER_REVOKED_SINCE' },
    { trust: signerRevoked(revokedLater), input: { existedBy: revokedLater - 1 } },
  ),
  ofDocument(
    'valid-maker-revoked-since',
    'a maker who was revoked after the sealing is proven',
    { makerRevocation: 'MAKER_REVOKED_SINCE' },
    { trust: makerRevoked(revokedLater), input: { existedBy: revokedLater - 1 } },
  ),
  ofDocument(
    'valid-maker-expired-since',
    'a maker’s certificate that has ended since the sealing',
    { makerPeriod: 'MAKER_EXPIRED_SINCE' },
    {
      ...underSeal({ signing: { certificate: makerOf({ notAfter: '260302120000Z' }) } }),
      trust: { makers: hex([makerOf({ notAfter: '260302120000Z' })]) },
    },
  ),
  ofDocument(
    'valid-seal-expired-since',
    'a seal that has ended since the sealing',
    { sealPeriod: 'SEAL_EXPIRED_SINCE' },
    underSeal({ info: { to: generalizedTime('20260302120000Z') } }),
  ),
  ofDocument(
    'valid-time-ahead',
    'sealed eight hours after now: clocks mix local time and UTC',
    { sealingTime: 'SEALING_TIME_AHEAD' },
    sealedWhen('20260303080000Z'),
  ),
  ofDocument(
    'invalid-format',
    '§7.3 a: not a document seal',
    { documentFormat: 'DOCUMENT_SEAL_FORMAT_WRONG', ...notJudged(...documentNames) },
    { bytes: sealOf() },
  ),
  ofDocument(
    'invalid-extension',
    'a critical extension',
    { documentExtensions: 'DOCUMENT_EXTENSION_UNKNOWN' },
    { document: { parts: { more: [explicit(sequence(extData(true)))] } } },
  ),
  ofDocument(
    'invalid-signature',
    '§7.3 b: signed by the key of another',
    { documentSignature: 'DOCUMENT_SIGNATURE_WRONG' },
    { document: { signing: { key: makerName } } },
  ),
  ofDocument(
    'invalid-signature-turned',
    '§7.3 b: r and s changed places',
    { documentSignature: 'DOCUMENT_SIGNATURE_WRONG' },
    {
      document: {
        signing: {
          write: (value) =>
            signatureToDer(Uint8Array.from([...value.subarray(32), ...value.subarray(0, 32)])),
        },
      },
    },
  ),
  ofDocument(
    'invalid-signer-certificate',
    'a signer’s certificate that is none',
    {
      documentSignature: 'SIGNER_CERTIFICATE_MALFORMED',
      ...notJudged(
        'signerListed',
        'signerChain',
        'signerUsage',
        'signerPeriod',
        'signerRevocation',
      ),
    },
    { document: { signing: { certificate: new Uint8Array(9) } } },
  ),
  ofDocument(
    'invalid-signer-not-listed',
    '§7.3 c: a signer of the same authority whom the seal does not list',
    { signerListed: 'SIGNER_NOT_LISTED' },
    { document: { signing: { certificate: otherSigner, key: '示例他单位签章者' } } },
  ),
  ofDocument(
    'invalid-signer-digest',
    '§7.3 c: the digest of another certificate',
    { signerListed: 'SIGNER_NOT_LISTED' },
    underSeal(digestsOf('SM3', sm3(otherSigner))),
  ),
  ofDocument(
    'invalid-signer-digest-algorithm',
    '§7.3 c: a digest of another kind, though its bytes are those of SM3',
    { signerListed: 'SIGNER_NOT_LISTED' },
    underSeal(digestsOf('SHA256', sm3(signer))),
  ),
  ofDocument(
    'invalid-signer-renewed',
    '§7.3 c: a certificate of the same name that the seal does not list yet',
    { signerListed: 'SIGNER_RENEWED' },
    { document: { signing: { certificate: renewedSigner } } },
  ),
  ofDocument(
    'invalid-seal-picture',
    '§7.3 d: a seal of which a byte was turned before the document was sealed',
    { sealSignature: 'SEAL_SIGNATURE_WRONG' },
    { document: { parts: { seal: pictureTurned() } } },
  ),
  ofDocument(
    'invalid-seal-home-made',
    '§7.3 d: a seal that the signer has made for himself, in the name of another',
    { maker: 'MAKER_UNKNOWN' },
    underSeal({ signing: { certificate: signer, key: signerName } }),
  ),
  ofDocument(
    'invalid-seal-expired',
    '§7.3 d: a seal that had ended',
    { sealPeriod: 'SEAL_EXPIRED' },
    underSeal({ info: { to: generalizedTime('20260301000000Z') } }),
  ),
  ofDocument(
    'invalid-seal-made-later',
    '§7.3 d: a seal that was made two days after',
    { sealCreation: 'SEAL_CREATED_LATER' },
    underSeal({ info: { created: generalizedTime('20260304000000Z') } }),
  ),
  ofDocument(
    'invalid-maker-revoked',
    '§7.3 d: a maker who was revoked before',
    { makerRevocation: 'MAKER_REVOKED' },
    { trust: makerRevoked(sealedAt) },
  ),
  ofDocument(
    'invalid-signer-chain',
    '§7.3 e: a signer who has certified himself',
    { signerChain: 'SIGNER_CHAIN_BROKEN', ...notJudged('signerRevocation') },
    bySigner(issueCertificate({ subject: signerName, issuer: signerName })),
  ),
  ofDocument(
    'invalid-signer-chain-forged',
    '§7.3 e: a certificate in the name of the authority, signed by another key',
    { signerChain: 'SIGNER_CHAIN_BROKEN', ...notJudged('signerRevocation') },
    bySigner(
      issueCertificate({ subject: signerName, issuer: signerAuthorityName, signer: signerName }),
    ),
  ),
  ofDocument(
    'invalid-signer-usage',
    '§7.3 e: a signer’s certificate for encryption',
    { signerUsage: 'SIGNER_NOT_FOR_SIGNING' },
    bySigner(signerOf({ keyUsage: [4, 0x30] })),
  ),
  ofDocument(
    'invalid-signer-no-usage',
    '§7.3 e: a signer’s certificate without key usage',
    { signerUsage: 'SIGNER_NOT_FOR_SIGNING' },
    bySigner(signerOf({ keyUsage: null })),
  ),
  ofDocument(
    'invalid-signer-expired',
    '§7.3 f: a signer’s certificate that had ended',
    { signerPeriod: 'SIGNER_OUT_OF_PERIOD' },
    bySigner(signerOf({ notAfter: '260301000000Z' })),
  ),
  ofDocument(
    'invalid-signer-not-begun',
    '§7.3 f: a signer’s certificate that had not begun',
    { signerPeriod: 'SIGNER_OUT_OF_PERIOD' },
    bySigner(signerOf({ notBefore: '260302020000Z' })),
  ),
  ofDocument(
    'invalid-signer-revoked',
    '§7.3 e: a signer who was revoked in the second of the sealing',
    { signerRevocation: 'SIGNER_REVOKED' },
    { trust: signerRevoked(sealedAt) },
  ),
  ofDocument(
    'invalid-time-future',
    '§7.3 f: sealed more than a day after now',
    { sealingTime: 'SEALING_TIME_WRONG' },
    sealedWhen('20260304000001Z'),
  ),
  ofDocument(
    'invalid-time-after-proof',
    '§7.3 f: sealed more than a day after it is known to have existed',
    { sealingTime: 'SEALING_TIME_WRONG' },
    { input: { existedBy: sealedAt - day - 1 } },
  ),
  ofDocument(
    'invalid-property-info',
    'about another signature of the document',
    { propertyInfo: 'PROPERTY_INFO_WRONG' },
    { document: { parts: { propertyInfo: ia5('/Doc_0/Signs/Sign_1/Signature.xml') } } },
  ),
  ofDocument(
    'invalid-data-hash',
    '§7.3 g: another document',
    { dataHash: 'DATA_HASH_WRONG' },
    { input: { dataHash: toHex(sm3(new Uint8Array(1))) } },
  ),
  ofDocument(
    'undetermined-signer-revoked',
    '§7.3 e: a signer who was revoked after he says that he sealed, and nothing proves it',
    { signerRevocation: 'SIGNER_REVOKED_TIME_UNPROVEN' },
    { trust: signerRevoked(revokedLater) },
  ),
  ofDocument(
    'undetermined-signer-revoked-proof-late',
    '§7.3 e: the same, with a proof of the instant at which he was revoked',
    { signerRevocation: 'SIGNER_REVOKED_TIME_UNPROVEN' },
    { trust: signerRevoked(revokedLater), input: { existedBy: revokedLater } },
  ),
  ofDocument(
    'undetermined-signer-no-revocation-list',
    'no list of the signer’s authority',
    { signerRevocation: 'SIGNER_REVOCATION_UNKNOWN' },
    { trust: { revocations: [lists.root, lists.maker] } },
  ),
  ofDocument(
    'undetermined-signer-old-revocation-list',
    'a list that has ended',
    { signerRevocation: 'SIGNER_REVOCATION_OLD' },
    { trust: withLists({ signer: listOf(signer, { until: at - 1 }) }) },
  ),
  ofDocument('undetermined-time-unknown', 'GM/T 0031-2014 with a time in words', unknownTime, {
    document: {
      version: 1,
      parts: { time: bitString(new TextEncoder().encode('yesterday')) },
    },
  }),
];

export const judgementCases = {
  'judge-seal': judgeSealCases,
  'judge-document-seal': judgeDocumentSealCases,
} as const;
