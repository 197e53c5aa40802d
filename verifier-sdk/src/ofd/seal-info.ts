import { derTag, expectTag, readChildren, type DerValue } from '../format/der.js';
import { readAnyTime, readGeneralizedTime } from '../format/der-time.js';
import {
  derGeneralizedTime,
  derOctets,
  derSequence,
  derText,
  derUnsigned,
} from '../format/der-writer.js';
import {
  explicitZero,
  readCount,
  readExtensionDatas,
  readText,
  refuse,
  writeExtensionDatas,
  type SealExtension,
} from './seal-fields.js';

/** 1: GM/T 0031-2014. 4: GB/T 38540-2020. 5: GM/T 0031-2025. */
export type SealVersion = 1 | 4 | 5;

const certificateList = 1;
const digestList = 2;
const maximumListed = 256;
const maximumCertificateBytes = 16 * 1024;

/** CertDigestObj: the digest of the certificate of somebody who may use the seal. */
export interface CertificateDigest {
  /** As the seal names it: `SM3`. */
  readonly algorithm: string;
  readonly value: Uint8Array;
}

/** 签章者证书信息列表: who may use the seal. */
export type SealUsers =
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | { readonly kind: 'digests'; readonly digests: readonly CertificateDigest[] };

/** SES_ESPictureInfo. */
export interface SealPicture {
  /** `PNG`, `GIF`, `BMP`, `JPG`, `SVG`; `ofd` and lower case are in the field. */
  readonly type: string;
  readonly data: Uint8Array;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
}

/** What a seal says, SES_SealInfo; times are Unix milliseconds. */
export interface SealInfo {
  /** Vid: the software that made it. */
  readonly vendor: string;
  /** esID. */
  readonly id: string;
  /** 电子印章类型, by its maker: 1 is an organisation's and 2 a person's in GM/T 0031-2014. */
  readonly type: number;
  /** 电子印章名称. */
  readonly name: string;
  readonly users: SealUsers;
  readonly created: number;
  readonly validFrom: number;
  readonly validTo: number;
  readonly picture: SealPicture;
  /** null: no list; an empty one is another encoding. */
  readonly extensions: readonly SealExtension[] | null;
}

/** Number in the header, and what the structure of that version says. */
export function readHeader(info: DerValue): { readonly version: number; readonly vendor: string } {
  const [id, version, vendor, ...more] = readChildren(
    expectTag(readChildren(expectTag(info, derTag.sequence))[0], derTag.sequence),
  );
  if (readText(id, derTag.ia5String, 'header', 2) !== 'ES' || more.length > 0) {
    refuse('SEAL_MALFORMED', 'the header is not ES, version and vendor');
  }
  return {
    version: readCount(version, 'version', [0, 255]),
    vendor: readText(vendor, derTag.ia5String, 'vendor', 128),
  };
}

/** @throws VerifierError SEAL_MALFORMED, SEAL_TOO_LARGE or a DER_ code */
export function readSealInfo(info: DerValue, version: SealVersion): SealInfo {
  const [, id, property, picture, extensions, ...more] = readChildren(info);
  if (more.length > 0) refuse('SEAL_MALFORMED', 'more than five parts in SES_SealInfo');
  return {
    vendor: readHeader(info).vendor,
    id: readText(id, derTag.ia5String, 'esID', 128),
    ...readProperty(property, version),
    picture: readPicture(picture),
    extensions: extensions === undefined ? null : readExtensions(extensions, version),
  };
}

type Property = Pick<SealInfo, 'type' | 'name' | 'users' | 'created' | 'validFrom' | 'validTo'>;

function readProperty(value: DerValue | undefined, version: SealVersion): Property {
  const parts = [...readChildren(expectTag(value, derTag.sequence))];
  const type = readCount(parts.shift(), 'type', [0, 0xffffffff]);
  const name = readText(parts.shift(), derTag.utf8String, 'name', 256);
  // GM/T 0031-2014 has certificates and no number that says so.
  const kind =
    version === 1 ? certificateList : readCount(parts.shift(), 'certListType', [1, digestList]);
  const users = readUsers(parts.shift(), kind);
  if (parts.length !== 3) refuse('SEAL_MALFORMED', 'not three times in SES_ESPropertyInfo');
  const read = version === 1 ? readAnyTime : readGeneralizedTime;
  const [created, validFrom, validTo] = parts.map(read) as [number, number, number];
  if (validFrom > validTo) refuse('SEAL_MALFORMED', 'the seal ends before it begins');
  return { type, name, users, created, validFrom, validTo };
}

function readUsers(value: DerValue | undefined, kind: number): SealUsers {
  const items = readChildren(expectTag(value, derTag.sequence));
  if (items.length > maximumListed) {
    refuse('SEAL_TOO_LARGE', `more than ${maximumListed} certificates`);
  }
  return kind === certificateList
    ? { kind: 'certificates', certificates: items.map(readSealCertificate) }
    : { kind: 'digests', digests: items.map(readDigest) };
}

/** A certificate inside an OCTET STRING; whether it is one is asked by whoever judges it. */
export function readSealCertificate(value: DerValue | undefined): Uint8Array {
  const { content } = expectTag(value, derTag.octetString);
  if (content.length > maximumCertificateBytes) {
    refuse('SEAL_TOO_LARGE', `a certificate of more than ${maximumCertificateBytes} bytes`);
  }
  return content;
}

function readDigest(value: DerValue): CertificateDigest {
  const [algorithm, digest, ...more] = readChildren(expectTag(value, derTag.sequence));
  const { content } = expectTag(digest, derTag.octetString);
  if (content.length === 0 || content.length > 64 || more.length > 0) {
    refuse('SEAL_MALFORMED', 'a digest is not its name and 1 to 64 bytes');
  }
  const name = readText(algorithm, derTag.printableString, 'digest algorithm', 64);
  return { algorithm: name, value: content };
}

function readPicture(value: DerValue | undefined): SealPicture {
  const [type, data, width, height, ...more] = readChildren(expectTag(value, derTag.sequence));
  const { content } = expectTag(data, derTag.octetString);
  if (content.length === 0 || more.length > 0) {
    refuse('SEAL_MALFORMED', 'a picture is not type, data, width and height');
  }
  return {
    type: readText(type, derTag.ia5String, 'picture type', 16),
    data: content,
    width: readCount(width, 'width', [1, 0xffff]),
    height: readCount(height, 'height', [1, 0xffff]),
  };
}

function readExtensions(value: DerValue, version: SealVersion): readonly SealExtension[] {
  // GM/T 0031-2014 prints a tag that its writers leave out: both are read.
  if (version !== 1 || value.tag !== explicitZero)
    return readExtensionDatas(value, 'SEAL_MALFORMED');
  const [list, ...more] = readChildren(value);
  if (more.length > 0) refuse('SEAL_MALFORMED', 'more than one list of extensions');
  return readExtensionDatas(expectTag(list, derTag.sequence), 'SEAL_MALFORMED');
}

/** SES_SealInfo of GB/T 38540: what a maker signs. */
export function writeSealInfo(info: SealInfo): Uint8Array {
  const { users, picture } = info;
  return derSequence(
    derSequence(ia5('ES'), derUnsigned(4), ia5(info.vendor)),
    ia5(info.id),
    derSequence(
      derUnsigned(info.type),
      derText(derTag.utf8String, info.name),
      derUnsigned(users.kind === 'certificates' ? certificateList : digestList),
      writeUsers(users),
      ...[info.created, info.validFrom, info.validTo].map(derGeneralizedTime),
    ),
    derSequence(
      ia5(picture.type),
      derOctets(picture.data),
      derUnsigned(picture.width),
      derUnsigned(picture.height),
    ),
    ...(info.extensions === null ? [] : [writeExtensionDatas(info.extensions)]),
  );
}

const ia5 = (text: string): Uint8Array => derText(derTag.ia5String, text);

function writeUsers(users: SealUsers): Uint8Array {
  return users.kind === 'certificates'
    ? derSequence(...users.certificates.map(derOctets))
    : derSequence(
        ...users.digests.map(({ algorithm, value }) =>
          derSequence(derText(derTag.printableString, algorithm), derOctets(value)),
        ),
      );
}
