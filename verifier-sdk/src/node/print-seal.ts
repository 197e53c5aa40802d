import { decodeUtf8, toHex } from '../format/bytes.js';
import { derTag, readChildren, readDer, type DerValue } from '../format/der.js';
import { zonedInstantText } from '../format/instant.js';
import type { DocumentSeal } from '../ofd/document-seal.js';
import { tryReading } from '../try-reading.js';
import type { Seal } from '../ofd/seal.js';
import type { SealExtension } from '../ofd/seal-fields.js';
import type { SealUsers, SealVersion } from '../ofd/seal-info.js';
import { readCertificate } from '../x509/certificate.js';
import { entry } from './columns.js';
import { nodeEngine } from './engine.js';

const standards: Readonly<Record<SealVersion, string>> = {
  1: 'GM/T 0031-2014',
  4: 'GB/T 38540-2020',
  5: 'GM/T 0031-2025',
};

/** What a document seal says, then what its seal says; Chinese first. Nothing is verified. */
export function printDocumentSeal(sealed: DocumentSeal): string {
  const { version, time, propertyInfo, dataHash, signerCertificate, extensions } = sealed;
  return [
    `电子签章 · document seal (${standards[version]})`,
    ...entry('签章时间 sealed ', time === null ? '未知 unknown' : zonedInstantText(time)),
    ...entry('保护位置 place  ', propertyInfo),
    ...entry('原文杂凑 SM3    ', toHex(dataHash)),
    ...entry('签章者 signer   ', certificateText(signerCertificate)),
    ...extensionLines(extensions),
    ...timeStampLines(sealed.timeStamp),
    printSeal(sealed.seal),
  ].join('\n');
}

/** What a seal says, Chinese first. Nothing is verified. */
export function printSeal({ version, raw, info, makerCertificate, timeStamp }: Seal): string {
  const { picture } = info;
  const period = [info.validFrom, info.validTo].map(zonedInstantText).join(' — ');
  return [
    `电子印章 · electronic seal (${standards[version]})`,
    ...entry('名称 name       ', info.name),
    ...entry('编号 esID       ', info.id),
    ...entry('类型 type       ', String(info.type)),
    ...entry('厂商 vendor     ', info.vendor),
    ...entry('制作 made       ', zonedInstantText(info.created)),
    ...entry('有效期 period   ', period),
    ...entry(
      '图片 picture    ',
      `${picture.type}, ${picture.width} × ${picture.height} mm, ${picture.data.length} 字节 bytes`,
    ),
    ...entry('制章者 maker    ', certificateText(makerCertificate)),
    ...userLines(info.users),
    ...extensionLines(info.extensions),
    ...timeStampLines(timeStamp),
    ...entry('印章摘要 SM3    ', toHex(nodeEngine().sm3(raw))),
  ].join('\n');
}

function userLines(users: SealUsers): readonly string[] {
  return users.kind === 'certificates'
    ? users.certificates.flatMap((one) => entry('可用章者 user   ', certificateText(one)))
    : users.digests.flatMap(({ algorithm, value }) =>
        entry('可用章者 user   ', `${algorithm} ${toHex(value)}`),
      );
}

function extensionLines(extensions: readonly SealExtension[] | null): readonly string[] {
  return (extensions ?? []).flatMap(({ oid, critical, value }) =>
    entry(
      '扩展 extension  ',
      `${oid}${critical ? ' 关键 critical' : ''}, ${value.length} 字节 bytes`,
    ),
  );
}

function timeStampLines(timeStamp: Uint8Array | null): readonly string[] {
  if (timeStamp === null) return [];
  return entry('时间戳 stamp    ', `${timeStamp.length} 字节 bytes, 未核验 not verified`);
}

/** Its subject, and until when it runs. */
function certificateText(raw: Uint8Array): string {
  const { value } = tryReading(() => {
    const { subject, notAfter } = readCertificate(raw);
    return `${nameText(subject)}, 至 until ${zonedInstantText(notAfter)}`;
  });
  return value ?? `${raw.length} 字节，不是国密证书 bytes that are no SM2 certificate`;
}

/** The values of a name's attributes, the general ones first as they stand. */
function nameText(name: Uint8Array): string {
  const values = readChildren(readDer(name, derTag.sequence)).flatMap((set) =>
    readChildren(set).map((attribute) => attributeText(readChildren(attribute)[1])),
  );
  return values.join(' / ');
}

function attributeText(value: DerValue | undefined): string {
  if (value === undefined) return '';
  try {
    return decodeUtf8(value.content);
  } catch {
    return toHex(value.content);
  }
}
