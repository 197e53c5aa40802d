// Seals and document seals of the test world, written by the tests' own DER writer, with every part replaceable.
import { encodeUtf8 } from '../../src/format/bytes.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import {
  bitString,
  der,
  generalizedTime,
  oid,
  sequence,
  utcTime,
} from '../reference/der-writer.js';
import { sm3 } from '../reference/sm3.js';
import { issueCertificate, type Wanted } from './certificates.js';
import { signWith, testKey } from './signer.js';

const rootName = '示例印章根证书机构';
const makerAuthorityName = '示例制章证书机构';
export const signerAuthorityName = '示例部门印章证书机构';
export const makerName = '示例印章制作中心';
export const signerName = '示例许可专用章';

const authorityOf = (subject: string, changes: Partial<Wanted> = {}): Uint8Array =>
  issueCertificate({ subject, issuer: rootName, authority: { pathLength: null }, ...changes });
export const makerOf = (changes: Partial<Wanted> = {}): Uint8Array =>
  issueCertificate({ subject: makerName, issuer: makerAuthorityName, ...changes });
export const signerOf = (changes: Partial<Wanted> = {}): Uint8Array =>
  issueCertificate({ subject: signerName, issuer: signerAuthorityName, ...changes });

export const root = authorityOf(rootName);
export const authorities = {
  maker: authorityOf(makerAuthorityName),
  signer: authorityOf(signerAuthorityName),
};
export const maker = makerOf();
export const signer = signerOf();

export const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);
export const ia5 = (text: string): Uint8Array => der(0x16, encodeUtf8(text));
export const utf8 = (text: string): Uint8Array => der(0x0c, encodeUtf8(text));
export const printable = (text: string): Uint8Array => der(0x13, encodeUtf8(text));
export const number = (value: number): Uint8Array => der(0x02, Uint8Array.of(value));
/** The bare OID of SM2 with SM3. */
export const sm2WithSm3 = oid('2a811ccf55018375');
export const explicit = (...parts: readonly Uint8Array[]): Uint8Array => der(0xa0, ...parts);
/** An ExtData of an invented kind, 1.2.3.4; null: without its BOOLEAN. */
export const extData = (critical: boolean | null): Uint8Array =>
  sequence(
    oid('2a0304'),
    ...(critical === null ? [] : [Uint8Array.of(1, 1, critical ? 0xff : 0)]),
    octets(encodeUtf8('示例扩展')),
  );
/** What stands where a time stamp token would: nobody looks into it. */
export const timeStamp = encodeUtf8('示例时间戳');

export type Version = 1 | 4 | 5;

/** The parts of SES_SealInfo, each as DER; null: left out. */
export interface InfoParts {
  readonly header: Uint8Array;
  readonly id: Uint8Array;
  readonly type: Uint8Array;
  readonly name: Uint8Array;
  readonly listType: Uint8Array | null;
  readonly list: Uint8Array;
  readonly created: Uint8Array;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly picture: Uint8Array;
  readonly more: readonly Uint8Array[];
}

export const headerOf = (version: number): Uint8Array =>
  sequence(ia5('ES'), number(version), ia5('YINZHAO-SAMPLE'));
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19" fill="none" stroke="red"/></svg>';

export function infoOf(version: Version, changes: Partial<InfoParts> = {}): Uint8Array {
  const time = (text: string): Uint8Array =>
    version === 1 ? utcTime(text.slice(2)) : generalizedTime(text);
  const parts: InfoParts = {
    header: headerOf(version),
    id: ia5('11000000000001'),
    type: number(1),
    name: utf8('示例市审批局许可专用章'),
    listType: version === 1 ? null : number(1),
    list: sequence(octets(signer)),
    created: time('20260105013000Z'),
    from: time('20260105160000Z'),
    to: time('20310105155959Z'),
    picture: sequence(ia5('SVG'), octets(encodeUtf8(svg)), number(40), number(40)),
    more: [],
    ...changes,
  };
  return sequence(
    parts.header,
    parts.id,
    sequence(
      parts.type,
      parts.name,
      ...(parts.listType === null ? [] : [parts.listType]),
      parts.list,
      parts.created,
      parts.from,
      parts.to,
    ),
    parts.picture,
    ...parts.more,
  );
}

/** How something is signed. */
export interface Signing {
  readonly certificate: Uint8Array;
  /** Name of the key; null: half of the signature is turned. */
  readonly key: string;
  readonly algorithm: Uint8Array;
  /** r ‖ s into what stands in the BIT STRING. */
  readonly write: (signature: Uint8Array) => Uint8Array;
  /** What is signed in place of what should be. */
  readonly instead: Uint8Array | null;
  /** Parts behind the signature. */
  readonly more: readonly Uint8Array[];
}

const goodSigning = { algorithm: sm2WithSm3, write: signatureToDer, instead: null, more: [] };

export interface SealWanted {
  readonly version: Version;
  readonly info: Partial<InfoParts>;
  readonly signing: Partial<Signing>;
}

/** SESeal. */
export function sealOf(wanted: Partial<SealWanted> = {}): Uint8Array {
  const { version = 4, info: changes = {} } = wanted;
  const info = infoOf(version, changes);
  const signing: Signing = {
    ...goodSigning,
    certificate: maker,
    key: makerName,
    ...wanted.signing,
  };
  const { certificate, key, algorithm, write, instead, more } = signing;
  const signed = version === 1 ? sequence(info, octets(certificate), algorithm) : info;
  const value = bitString(write(signWith(testKey(key), instead ?? signed)));
  const parts = [octets(certificate), algorithm, value, ...more];
  return version === 1 ? sequence(info, sequence(...parts)) : sequence(info, ...parts);
}

/** The parts of TBS_Sign, each as DER. */
export interface DocumentParts {
  readonly version: Uint8Array;
  readonly seal: Uint8Array;
  readonly time: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly propertyInfo: Uint8Array;
  readonly more: readonly Uint8Array[];
}

/** What stands for the bytes of a Signature.xml. */
export const document = encodeUtf8('<示例 Signature.xml/>');
export const dataHash = sm3(document);
export const propertyInfo = '/Doc_0/Signs/Sign_0/Signature.xml';

export interface DocumentWanted {
  readonly version: Version;
  readonly parts: Partial<DocumentParts>;
  readonly signing: Partial<Signing>;
}

/** SES_Signature. */
export function documentSealOf(wanted: Partial<DocumentWanted> = {}): Uint8Array {
  const { version = 4 } = wanted;
  const parts: DocumentParts = {
    version: number(version),
    seal: sealOf({ version }),
    time: version === 1 ? bitString(utcTime('260302010000Z')) : generalizedTime('20260302010000Z'),
    dataHash: bitString(dataHash),
    propertyInfo: ia5(propertyInfo),
    more: [],
    ...wanted.parts,
  };
  const signing: Signing = {
    ...goodSigning,
    certificate: signer,
    key: signerName,
    ...wanted.signing,
  };
  const { certificate, key, algorithm, write, instead, more } = signing;
  const { version: numbered, seal, time, dataHash: hash, propertyInfo: place } = parts;
  const inside = version === 1 ? [octets(certificate), algorithm] : [];
  const toSign = sequence(numbered, seal, time, hash, place, ...inside, ...parts.more);
  const value = bitString(write(signWith(testKey(key), instead ?? toSign)));
  return version === 1
    ? sequence(toSign, value)
    : sequence(toSign, octets(certificate), algorithm, value, ...more);
}
